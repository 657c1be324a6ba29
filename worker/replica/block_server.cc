#include "worker/replica/block_server.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/block_id_proto.h"
#include "common/base/block_info_proto.h"
#include "common/base/body_splitter.h"
#include "common/base/status.h"
#include "common/base/version_check.h"

namespace sluice {
namespace {

constexpr int64_t kAnswerFrameBytes = 8 << 20;
constexpr size_t kOpenBlocksMax = 16;
constexpr absl::Duration kFullLinkRetry = absl::Milliseconds(5);

Frame Reply(uint64_t request, const absl::Status& status) {
  v1::BlockReply reply;
  reply.set_request(request);
  reply.set_code(static_cast<int>(status.code()));
  reply.set_message(std::string(status.message()));
  return {reply.SerializeAsString(), {}};
}

}  // namespace

struct BlockServer::Answer {
  std::shared_ptr<Conversation> peer;
  uint64_t request = 0;
  v1::GetBlocks wanted;
  int next_wanted = 0;
  int64_t next_sent_bytes = 0;
  int64_t bytes_left = std::numeric_limits<int64_t>::max();
  Frame frame;  // It is sent, unless its head is empty.

  bool complete() const { return next_wanted == wanted.ids_size() || bytes_left <= 0; }

  // Blocks that are not here, or whose file is damaged, are left out. A large block goes on in the next frame.
  void FillFrame(const BlockStore& store) {
    v1::BlockReply reply;
    reply.set_request(request);
    int64_t room = kAnswerFrameBytes;
    while (!complete() && room > 0) {
      absl::StatusOr<BlockId> id = FromProto(wanted.ids(next_wanted));
      absl::StatusOr<Buffers> data = id.ok() ? Open(*id, store) : id.status();
      if (!data.ok() || next_sent_bytes < 0 || next_sent_bytes > static_cast<int64_t>(TotalBytes(*data))) {
        Close();
        continue;
      }
      const int64_t left = static_cast<int64_t>(TotalBytes(*data)) - next_sent_bytes;
      const int64_t part = std::min({left, room, bytes_left});
      v1::BlockEntry& entry = *reply.add_entries();
      *entry.mutable_id() = wanted.ids(next_wanted);
      entry.set_bytes(part);
      entry.set_rest(left - part);
      BodySplitter splitter(*data);
      (void)splitter.Take(next_sent_bytes);
      const Buffers pieces = *splitter.Take(part);
      frame.body.insert(frame.body.end(), pieces.begin(), pieces.end());
      room -= part;
      bytes_left -= part;
      next_sent_bytes += part;
      if (part == left) {
        Close();
      } else {
        Keep({*id, *std::move(data)});
      }
    }
    reply.set_more(!complete());
    reply.set_answered(next_wanted);
    frame.head = reply.SerializeAsString();
  }

  absl::StatusOr<Buffers> Open(const BlockId& id, const BlockStore& store) const {
    for (const FetchedBlock& block : peer->open) {
      if (block.id == id) return block.data;
    }
    return store.Get(id);
  }
  void Keep(FetchedBlock block) {
    for (const FetchedBlock& open : peer->open) {
      if (open.id == block.id) return;
    }
    peer->open.push_back(std::move(block));
    if (peer->open.size() > kOpenBlocksMax) peer->open.pop_front();
  }
  // This one is done.
  void Close() {
    absl::StatusOr<BlockId> id = FromProto(wanted.ids(next_wanted));
    std::erase_if(peer->open, [&](const FetchedBlock& open) { return id.ok() && open.id == *id; });
    ++next_wanted;
    next_sent_bytes = 0;
  }
};

class BlockServer::ExchangeSession : public Session {
 public:
  ExchangeSession(BlockServer& server, std::shared_ptr<Link> link)
      : server_(server), peer_(std::make_shared<Conversation>(Conversation{std::move(link)})) {}
  void OnFrame(Frame frame) override { server_.Handle(peer_, std::move(frame)); }
  void OnClosed(const absl::Status&) override {}

 private:
  BlockServer& server_;
  const std::shared_ptr<Conversation> peer_;
};

LinkHandler BlockServer::Accept(std::shared_ptr<Link> link) {
  return PostTo(disk_, std::make_shared<ExchangeSession>(*this, std::move(link)));
}

void BlockServer::Handle(const std::shared_ptr<Conversation>& peer, Frame frame) {
  v1::BlockRequest request;
  if (!request.ParseFromString(frame.head)) {
    return peer->link->Close(absl::InvalidArgumentError("the request is not a BlockRequest"));
  }
  absl::Status handled = HandleRequest(peer, request, std::move(frame.body));
  if (request.has_get() && handled.ok()) return;              // Answered already.
  (void)peer->link->Send(Reply(request.request(), handled));  // Without an answer the peer goes on to somebody else.
}

absl::Status BlockServer::HandleRequest(const std::shared_ptr<Conversation>& peer, const v1::BlockRequest& request,
                                        Buffers body) {
  if (!peer->greeted) SLUICE_RETURN_IF_ERROR(CheckVersion("peer", request.version(), "executor that holds blocks"));
  peer->greeted = true;
  if (request.has_put()) return Put(request, std::move(body));
  if (!request.has_get()) return absl::UnimplementedError("this executor knows only put and get");
  auto answer = std::make_shared<Answer>(Answer{peer, request.request(), request.get(), 0, request.get().offset()});
  if (request.get().bytes_max() > 0) answer->bytes_left = request.get().bytes_max();
  Send(std::move(answer));
  return absl::OkStatus();
}

absl::Status BlockServer::Put(const v1::BlockRequest& request, Buffers body) {
  const v1::BlockEntry& entry = request.put();
  SLUICE_ASSIGN_OR_RETURN(BlockId id, FromProto(entry.id()));
  const int64_t bytes = TotalBytes(body);
  if (bytes != entry.bytes()) {
    return absl::InvalidArgumentError(StrCat("block ", id, " is torn: bytes sent=", bytes, " said=", entry.bytes()));
  }
  absl::Status stored = store_.Put(id, std::move(body));
  if (!stored.ok() && !absl::IsAlreadyExists(stored)) return stored;
  on_copy_({id, FromProto(entry, request.interval_number()), /*received_here=*/false});
  return absl::OkStatus();
}

// One frame after the other, as the link has room for them; until then the next one is not even read from disk.
void BlockServer::Send(std::shared_ptr<Answer> answer) {
  while (true) {
    if (answer->frame.head.empty()) answer->FillFrame(store_);
    absl::Status sent = answer->peer->link->Send(answer->frame);
    if (absl::IsResourceExhausted(sent)) break;
    answer->frame = {};
    if (!sent.ok() || answer->complete()) return;
  }
  disk_->PostAfter(kFullLinkRetry, [this, answer] { Send(answer); });
}

}  // namespace sluice
