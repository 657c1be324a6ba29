#include "driver/block_master/block_update.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
const BlockId kFirst = BlockId::Input(StreamId(0), 1, 0);
const BlockId kSecond = BlockId::Input(StreamId(0), 1, 1);

class BlockUpdateTest : public ::testing::Test {
 protected:
  absl::Status Report(BlockId id, ExecutorId holder, int64_t records = 10, int32_t slot = 0) {
    return AddBlock{.id = id, .records = records, .bytes = 100, .slot = slot, .holder = holder}.Apply(table_);
  }
  absl::Status Assign(int64_t batch) { return AssignBatch{BatchTime(batch), table_.Assignable()}.Apply(table_); }

  BlockTable table_;
};

TEST_F(BlockUpdateTest, ABlockGoesThroughItsLife) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(kFirst, e2).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_THAT(table_.BlocksOf(BatchTime(1000)), ElementsAre(kFirst));
  EXPECT_THAT(table_.Holders(kFirst), ElementsAre(e1, e2));
  ASSERT_TRUE(FinishBatch{BatchTime(1000)}.Apply(table_).ok());
  ASSERT_TRUE(ForgetBatch{BatchTime(1000)}.Apply(table_).ok());
  EXPECT_TRUE(table_.blocks.empty());
  EXPECT_EQ(table_.totals.received, 10);
  EXPECT_EQ(table_.totals.replicated, 10);
  EXPECT_EQ(table_.totals.processed, 10);
  EXPECT_EQ(table_.totals.lost, 0);
}

TEST_F(BlockUpdateTest, ABlockIsCountedOnceWhoeverReportsIt) {
  for (ExecutorId holder : {e2, e1, e1, e2}) ASSERT_TRUE(Report(kFirst, holder).ok());
  EXPECT_EQ(table_.totals.received, 10);
  EXPECT_EQ(table_.totals.replicated, 10);
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_THAT(table_.Assignable(), IsEmpty());
}

TEST_F(BlockUpdateTest, ALateReportOfAForgottenBlockIsRefused) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(ForgetBatch{BatchTime(1000)}.Apply(table_).ok());
  EXPECT_EQ(Report(kFirst, e2).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(table_.totals.received, 10);
}

TEST_F(BlockUpdateTest, AReplicaAloneMakesABlockKnownAndItsReceiverNamesTheSlotLater) {
  ASSERT_TRUE(Report(kFirst, e2, 10, BlockState::kUnknownSlot).ok());
  EXPECT_THAT(table_.Assignable(), ElementsAre(kFirst));
  ASSERT_TRUE(Report(kFirst, e1, 10, 7).ok());
  EXPECT_EQ(table_.Find(kFirst)->slot, 7);
}

TEST_F(BlockUpdateTest, ABlockNobodyHoldsWaitsForItsHolderToComeBack) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(kSecond, e2).ok());
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_THAT(table_.BlocksOf(BatchTime(1000)), ElementsAre(kSecond));
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(2000).ok());
  EXPECT_THAT(table_.BlocksOf(BatchTime(2000)), ElementsAre(kFirst));
}

TEST_F(BlockUpdateTest, ABlockGivenUpStaysLostEvenWhenItsHolderReturns) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_EQ(GiveUpBlock{kFirst}.Apply(table_).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  ASSERT_TRUE(GiveUpBlock{kFirst}.Apply(table_).ok());
  ASSERT_TRUE(GiveUpBlock{kFirst}.Apply(table_).ok());
  ASSERT_TRUE(Report(kFirst, e1).ok());
  EXPECT_THAT(table_.Holders(kFirst), IsEmpty());
  ASSERT_TRUE(FinishBatch{BatchTime(1000)}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.lost, 10);
  EXPECT_EQ(table_.totals.processed, 0);
}

TEST_F(BlockUpdateTest, ACopyThatCannotBeReadStopsCounting) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(kFirst, e2).ok());
  ASSERT_TRUE((DropCopy{kFirst, e1}.Apply(table_).ok()));
  EXPECT_THAT(table_.Holders(kFirst), ElementsAre(e2));
  EXPECT_EQ((DropCopy{kFirst, e1}.Apply(table_).code()), absl::StatusCode::kNotFound);
}

TEST_F(BlockUpdateTest, WhatIsReceivedIsEitherProcessedOrLostAtTheEnd) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(Report(kSecond, e1).ok());
  EXPECT_EQ(table_.TotalsAtEnd().lost, 20);
  ASSERT_TRUE(ForgetBatch{BatchTime(1000)}.Apply(table_).ok());
  ASSERT_TRUE(ForgetWaiting{}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.lost, 20);
  EXPECT_TRUE(table_.blocks.empty());
}

TEST_F(BlockUpdateTest, BatchesAreAssignedInTimeOrderAndOwnTheirBlocks) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(2000).ok());
  EXPECT_EQ(Assign(2000).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((AssignBatch{BatchTime(3000), {kFirst}}.Apply(table_).code()), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((AssignBatch{BatchTime(3000), {kSecond}}.Apply(table_).code()), absl::StatusCode::kNotFound);
}

TEST_F(BlockUpdateTest, WhatIsNoReceivedBlockIsRefused) {
  EXPECT_EQ(Report(BlockId::Shuffle(ShuffleId(1), 0, 0), e1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Report(kFirst, e1, -1).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(BlockUpdateTest, ReplayedUpdatesGiveTheSameTable) {
  std::vector<BlockUpdate> log = {AddBlock{kFirst, 10, 100, 0, e1},
                                  AddBlock{kSecond, 5, 50, 0, e1},
                                  AssignBatch{BatchTime(1000), {kFirst, kSecond}},
                                  DropHolder{e1},
                                  GiveUpBlock{kSecond},
                                  FinishBatch{BatchTime(1000)}};
  for (const BlockUpdate& update : log) ASSERT_TRUE(Apply(update, table_).ok());
  BlockTable replayed;
  for (const BlockUpdate& update : log) ASSERT_TRUE(Apply(update, replayed).ok());
  EXPECT_EQ(replayed.totals.processed, table_.totals.processed);
  EXPECT_EQ(replayed.totals.lost, 5);
  EXPECT_EQ(replayed.last_assigned, BatchTime(1000));
}

}  // namespace
}  // namespace sluice
