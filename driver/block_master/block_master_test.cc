#include "driver/block_master/block_master.h"

#include "common/base/status_matchers.h"
#include "driver/block_master/fake_block_log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr ExecutorId e1{1};
const BlockId kBlock = BlockId::Input(StreamId(0), Epoch(1), 0);

const BatchKey kBatch{RunId(0), BatchTime(1000)};

class BlockMasterTest : public ::testing::Test {
 protected:
  BlockMasterTest() {
    master_.KeepIn(log_, RunId(0));
    EXPECT_THAT(master_.Apply(BeginLife{DriverLife()}), IsOk());
    EXPECT_THAT(master_.Apply(AddRun{RunId(0), {.streams = {StreamId(0)}}}), IsOk());
  }
  absl::Status Report(int64_t records = 10) {
    return master_.Apply(AddBlock{.id = kBlock, .info = {.records = records, .bytes = 100}, .holder = e1});
  }

  std::shared_ptr<FakeBlockLog> log_ = std::make_shared<FakeBlockLog>();
  BlockMaster master_;
};

TEST_F(BlockMasterTest, WhatTheTableKnowsTheLogHasKept) {
  ASSERT_THAT(Report(), IsOk());
  ASSERT_THAT(master_.Apply(AssignBatch{kBatch, {kBlock}}), IsOk());
  BlockTable replayed;
  for (const BlockUpdate& update : log_->updates) ASSERT_THAT(Apply(update, replayed), IsOk());
  EXPECT_EQ(replayed.BlocksOf(kBatch), master_.table().BlocksOf(kBatch));
  EXPECT_EQ(replayed.totals.received, 10);
}

TEST_F(BlockMasterTest, EachRunHasALogOfItsOwnUntilItEnds) {
  auto other = std::make_shared<FakeBlockLog>();
  master_.KeepIn(other, RunId(1));
  ASSERT_THAT(master_.Apply(AddRun{RunId(1), {.streams = {StreamId(1)}}}), IsOk());
  ASSERT_THAT(Report(), IsOk());
  ASSERT_THAT(master_.Apply(EndRun{RunId(1)}), IsOk());
  EXPECT_THAT(other->updates, SizeIs(2));
  EXPECT_THAT(log_->updates, SizeIs(2)) << "the run and the block";
  EXPECT_EQ(other.use_count(), 1);
}

TEST_F(BlockMasterTest, WhatIsRefusedReachesNeitherLogNorTable) {
  EXPECT_THAT(Report(/*records=*/-1), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(master_.Apply(FinishBatch{kBatch}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(log_->updates, SizeIs(1)) << "the run";
  EXPECT_TRUE(master_.table().blocks.empty());
}

TEST_F(BlockMasterTest, WhatTheLogDoesNotKeepTheTableDoesNotKnow) {
  log_->failure = absl::ResourceExhaustedError("no space left on device");
  EXPECT_THAT(Report(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("no space left on device")));
  EXPECT_TRUE(master_.table().blocks.empty());
  EXPECT_EQ(master_.table().totals.received, 0);
  log_->failure = absl::OkStatus();
  EXPECT_THAT(Report(), IsOk());
  EXPECT_THAT(log_->updates, SizeIs(2));
}

}  // namespace
}  // namespace sluice
