#include "worker/executor/peer_traffic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/net/sim_transport.h"
#include "worker/replica/block_server.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const BlockId kBlock = BlockId::Input(StreamId(1), Epoch(1), 0);

// Executor 1, which has a block, and executors 2 and 3 of other workers, which take copies.
class PeerTrafficTest : public ::testing::Test {
 protected:
  struct Taker {
    Taker(SimLoop& loop, SimNetwork& network, const std::string& name)
        : transport(network.Host(name)),
          mailbox(loop.NewMailbox(name)),
          postbox(std::make_shared<Postbox>(*mailbox)),
          server(store, postbox, [this](const HeldBlock& copy) { taken.push_back(copy.id); }) {
      listener = transport
                     ->Listen(name + ":1", [this](const std::string&, const std::string&,
                                                  auto link) { return server.Accept(std::move(link)); })
                     .value();
    }
    ~Taker() { postbox->Close(); }

    std::vector<BlockId> taken;
    BlockStore store{{.memory_bytes_max = 1 << 20}};
    std::unique_ptr<Transport> transport;
    std::unique_ptr<Mailbox> mailbox;
    std::shared_ptr<Postbox> postbox;
    BlockServer server;
    std::unique_ptr<Listener> listener;
  };

  ~PeerTrafficTest() override { postbox_->Close(); }
  static void AddPeer(int executor, bool leaving, v1::PeerUpdate& update) {
    v1::PeerUpdate::Peer& peer = *update.add_peers();
    peer.set_executor(executor);
    peer.set_worker("worker-" + std::to_string(executor));
    peer.set_block_address("e" + std::to_string(executor) + ":1");
    peer.set_leaving(leaving);
  }
  void GiveCopy() {
    traffic_.GiveCopy({.id = kBlock, .info = {.records = 1, .bytes = 1}});
    loop_.RunFor(absl::Seconds(1));
  }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  Taker second_{loop_, network_, "e2"}, third_{loop_, network_, "e3"};
  std::unique_ptr<Transport> transport_ = network_.Host("e1");
  BlockStore store_{{.memory_bytes_max = 1 << 20}};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("e1");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  PeerTraffic traffic_{
      {ExecutorId(1), WorkerId("worker-1")}, *transport_, loop_.clock(), store_, {}, postbox_, postbox_};
};

TEST_F(PeerTrafficTest, OneThatLeavesIsReadFromButTakesNoCopies) {
  ASSERT_THAT(store_.Put(kBlock, {Buffer::FromString("x")}), IsOk());
  v1::PeerUpdate update;
  AddPeer(1, false, update);
  AddPeer(2, true, update);
  AddPeer(3, false, update);
  traffic_.SetPeers(update);
  GiveCopy();
  EXPECT_THAT(second_.taken, IsEmpty());
  EXPECT_THAT(third_.taken, ElementsAre(kBlock));
  ASSERT_THAT(second_.store.Put(BlockId::Input(StreamId(1), Epoch(1), 7), {Buffer::FromString("y")}), IsOk());
  std::vector<FetchedBlock> found;
  traffic_.fetcher().Fetch(ExecutorId(2), {BlockId::Input(StreamId(1), Epoch(1), 7)},
                           [&](std::vector<FetchedBlock> blocks) { found = std::move(blocks); });
  loop_.RunFor(absl::Seconds(1));
  EXPECT_EQ(found.size(), 1);
}

TEST_F(PeerTrafficTest, ABlockThatIsNotHereAnyMoreIsGivenToNobody) {
  v1::PeerUpdate update;
  AddPeer(3, false, update);
  traffic_.SetPeers(update);
  GiveCopy();
  EXPECT_THAT(third_.taken, IsEmpty());
}

}  // namespace
}  // namespace sluice
