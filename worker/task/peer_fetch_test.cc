#include "worker/task/peer_fetch.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "common/net/sim_transport.h"
#include "gtest/gtest.h"
#include "worker/replica/block_server.h"

namespace sluice {
namespace {

constexpr size_t kPieceBytes = 16 << 20;

class PeerFetchTest : public ::testing::Test {
 protected:
  PeerFetchTest() {
    links_.SetPeers({{ExecutorId(2), WorkerId("b"), "e2:1"}});
    auto listener = theirs_->Listen(
        "e2:1", [this](const std::string&, const std::string&, auto link) { return server_.Accept(std::move(link)); });
    EXPECT_THAT(listener, IsOk());
    listener_ = *std::move(listener);
  }
  ~PeerFetchTest() override {
    postbox_->Close();
    disk_->Close();
  }

  static BlockId Id(int map) { return BlockId::Shuffle(ShuffleId(1), map, 0); }

  std::vector<FetchedBlock> Fetch(const std::vector<BlockId>& ids) {
    std::optional<std::vector<FetchedBlock>> result;
    postbox_->Post([&] {
      std::make_shared<PeerFetch>(ExecutorId(2), ids, memory_, links_, postbox_, disk_,
                                  [&](std::vector<FetchedBlock> found) { result = std::move(found); })
          ->Start();
    });
    EXPECT_TRUE(loop_.RunUntil([&] { return result.has_value(); }, absl::Seconds(60)));
    return *std::move(result);
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("fetch");
  ScratchSpace scratch_{folder_.path(), int64_t{1} << 30};
  TaskMemory memory_{.budget = 1 << 20, .scratch = &scratch_};
  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> ours_ = network_.Host("e1");
  std::unique_ptr<Transport> theirs_ = network_.Host("e2");
  BlockStore store_{{.memory_bytes_max = int64_t{1} << 30}};
  std::unique_ptr<Mailbox> mailbox_ = loop_.NewMailbox("mailbox");
  std::unique_ptr<Mailbox> disk_mailbox_ = loop_.NewMailbox("disk");
  std::shared_ptr<Postbox> postbox_ = std::make_shared<Postbox>(*mailbox_);
  std::shared_ptr<Postbox> disk_ = std::make_shared<Postbox>(*disk_mailbox_);
  BlockServer server_{store_, disk_, [](const HeldBlock&) {}};
  PeerLinks links_{*ours_, postbox_};
  std::unique_ptr<Listener> listener_;
};

TEST_F(PeerFetchTest, BlockLargerThanAnyFrameComesInPartsAndEndsOnDisk) {
  std::string bytes(kPieceBytes, 'x');
  bytes.front() = '<';
  const Buffer piece = Buffer::FromString(bytes);
  ASSERT_THAT(store_.Put(Id(1), {Buffer::FromString("before")}), IsOk());
  ASSERT_THAT(store_.Put(Id(2), Buffers(13, piece)), IsOk()) << "208 MiB";
  ASSERT_THAT(store_.Put(Id(4), {Buffer::FromString("behind")}), IsOk());
  std::vector<FetchedBlock> found = Fetch({Id(1), Id(2), Id(3), Id(4)});
  ASSERT_EQ(found.size(), 3) << "one is not there";
  EXPECT_EQ(Join(found[0].data), "before");
  EXPECT_EQ(Join(found[2].data), "behind");
  ASSERT_EQ(found[1].id, Id(2));
  const std::string large = Join(found[1].data);
  ASSERT_EQ(large.size(), 13 * kPieceBytes);
  for (size_t i = 0; i < 13; ++i) EXPECT_EQ(large.compare(i * kPieceBytes, kPieceBytes, bytes), 0) << i;
  EXPECT_GT(scratch_.written_bytes(), 12 * kPieceBytes) << "never has much of it in memory";
  found.clear();
  EXPECT_EQ(scratch_.used_bytes(), 0);
}

TEST_F(PeerFetchTest, WhatFindsNoRoomOnDiskStaysInMemory) {
  ScratchSpace full(folder_.path(), 1000);
  memory_.scratch = &full;
  for (int map = 0; map < 3; ++map)
    ASSERT_THAT(store_.Put(Id(map), {Buffer::FromString(std::string(kPieceBytes, 'a' + map))}), IsOk());
  std::vector<FetchedBlock> found = Fetch({Id(0), Id(1), Id(2)});
  ASSERT_EQ(found.size(), 3);
  for (int map = 0; map < 3; ++map) EXPECT_EQ(Join(found[map].data), std::string(kPieceBytes, 'a' + map));
}

}  // namespace
}  // namespace sluice
