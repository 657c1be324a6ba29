#include <sys/socket.h>

#include <memory>
#include <thread>

#include "bench/steps/loopback.h"
#include "bench/steps/step.h"
#include "common/actor/runtime.h"
#include "common/base/check.h"
#include "common/net/grpc_transport.h"
#include "worker/block/block_store.h"
#include "worker/replica/block_server.h"
#include "worker/replica/replicator.h"

namespace sluice {
namespace {

constexpr int kOutstandingMax = 16;  // As HostedReceiver::kUnacknowledgedMax.

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }

// The executor that gets the copies.
class Holder {
 public:
  explicit Holder(Transport& transport)
      : mailbox_(ThreadRuntime().NewMailbox("holder")),
        postbox_(std::make_shared<Postbox>(*mailbox_)),
        server_(store_, postbox_, [](const HeldBlock&) {}) {
    listener_ = *transport.Listen("127.0.0.1:0", [this](const std::string&, const std::string&, auto link) {
      return server_.Accept(std::move(link));
    });
  }
  ~Holder() { postbox_->Close(); }

  Peer peer() const { return {ExecutorId(2), WorkerId("b"), listener_->address()}; }
  BlockStore& store() { return store_; }

 private:
  BlockStore store_{{}};
  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  BlockServer server_;
  std::unique_ptr<Listener> listener_;
};

// The executor that received the blocks.
class Sender {
 public:
  Sender(Transport& transport, const Peer& peer)
      : mailbox_(ThreadRuntime().NewMailbox("sender")),
        postbox_(std::make_shared<Postbox>(*mailbox_)),
        links_(transport, postbox_),
        replicator_(links_, ThreadRuntime().clock(), WorkerId("a")) {
    links_.SetPeers({peer});
    replicator_.SetPeers({peer});
  }
  ~Sender() {
    postbox_->Close();
    mailbox_.reset();
  }

  // Returns when all have been acknowledged.
  void Replicate(const Buffers& blocks) {
    done_ = ThreadRuntime().NewEvent();
    next_ = acknowledged_ = 0;
    postbox_->Post([this, &blocks] {
      for (int i = 0; i < kOutstandingMax; ++i) ReplicateNext(blocks);
    });
    SLUICE_CHECK(done_->Wait(absl::Minutes(1)));
  }

 private:
  void ReplicateNext(const Buffers& blocks) {
    if (next_ == blocks.size()) return;
    const Buffer& block = blocks[next_];
    replicator_.Replicate({Input(next_++), {.records = 1, .interval_number = 1}, {block}}, 2,
                          [this, &blocks](const absl::Status& copied) {
                            SLUICE_CHECK(copied.ok());
                            if (++acknowledged_ == blocks.size()) done_->Set();
                            ReplicateNext(blocks);
                          });
  }

  std::unique_ptr<Mailbox> mailbox_;
  const std::shared_ptr<Postbox> postbox_;
  PeerLinks links_;
  Replicator replicator_;
  std::shared_ptr<Event> done_;
  size_t next_ = 0;
  size_t acknowledged_ = 0;
};

void CheckAndForget(const Buffers& blocks, BlockStore& store) {
  for (size_t i = 0; i < blocks.size(); ++i) {
    SLUICE_CHECK(Join(*store.Get(Input(i))) == blocks[i].view());
    store.Remove(Input(i));
  }
}

void SendBytes(const Buffers& blocks) {
  LoopbackListener listener;
  std::thread receiver([&] { SLUICE_CHECK(ReceiveAll(listener.Connect()) == TotalBytes(blocks)); });
  {
    const FileDescriptor socket = listener.Accept();
    for (const Buffer& block : blocks) {
      for (size_t sent = 0; sent < block.size();) {
        const ssize_t bytes = send(socket.number(), block.data() + sent, block.size() - sent, MSG_NOSIGNAL);
        SLUICE_CHECK(bytes > 0);
        sent += bytes;
      }
    }
  }
  receiver.join();
}

}  // namespace

void ReplicateStep() {
  const Buffers blocks = StepBlocks();
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  Holder holder(*transport);
  Sender sender(*transport, holder.peer());
  const Cost copied = BestCostOf([&] {
    const Cost cost = CostOf([&] { sender.Replicate(blocks); });
    CheckAndForget(blocks, holder.store());
    return cost;
  });
  PrintStep(kStepLines, copied, BestCostOf([&] { return CostOf([&] { SendBytes(blocks); }); }));
}

}  // namespace sluice
