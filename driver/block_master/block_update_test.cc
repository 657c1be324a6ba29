#include "driver/block_master/block_update.h"

#include "driver/block_master/needed_logs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
const BlockId kFirst = BlockId::Input(StreamId(0), Epoch(1), 0);
const BlockId kSecond = BlockId::Input(StreamId(0), Epoch(1), 1);

constexpr RunId kRun{3}, kOther{4};

BatchKey At(int64_t time, RunId run = kRun) { return {run, BatchTime(time)}; }

// A run with two streams.
class BlockUpdateTest : public ::testing::Test {
 protected:
  BlockUpdateTest() {
    EXPECT_TRUE(BeginLife{DriverLife()}.Apply(table_).ok());
    EXPECT_TRUE((AddRun{kRun, {.streams = {StreamId(0), StreamId(1)}}}.Apply(table_).ok()));
  }
  absl::Status Report(BlockId id, ExecutorId holder, int64_t records = 10, int32_t interval_number = 0) {
    return AddBlock{
        .id = id, .info = {.records = records, .bytes = 100, .interval_number = interval_number}, .holder = holder}
        .Apply(table_);
  }
  absl::Status Assign(int64_t time, RunId run = kRun) {
    return AssignBatch{At(time, run), table_.Assignable(run)}.Apply(table_);
  }

  BlockTable table_;
};

TEST_F(BlockUpdateTest, ABlockGoesThroughItsLife) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(kFirst, e2).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_THAT(table_.BlocksOf(At(1000)), ElementsAre(kFirst));
  EXPECT_THAT(table_.Holders(kFirst), ElementsAre(e1, e2));
  ASSERT_TRUE(FinishBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
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
  EXPECT_THAT(table_.Assignable(kRun), IsEmpty());
}

TEST_F(BlockUpdateTest, ALateReportOfAForgottenBlockIsRefused) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  EXPECT_EQ(Report(kFirst, e2).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(table_.totals.received, 10);
}

TEST_F(BlockUpdateTest, AReplicaAloneMakesABlockKnownAndItsReceiverNamesTheIntervalLater) {
  ASSERT_TRUE(Report(kFirst, e2, 10, BlockInfo::kUnknownInterval).ok());
  EXPECT_THAT(table_.Assignable(kRun), ElementsAre(kFirst));
  ASSERT_TRUE(Report(kFirst, e1, 10, 7).ok());
  EXPECT_EQ(table_.Find(kFirst)->info.interval_number, 7);
}

TEST_F(BlockUpdateTest, ABlockNobodyHoldsWaitsForItsHolderToComeBack) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(kSecond, e2).ok());
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_THAT(table_.BlocksOf(At(1000)), ElementsAre(kSecond));
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(2000).ok());
  EXPECT_THAT(table_.BlocksOf(At(2000)), ElementsAre(kFirst));
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
  ASSERT_TRUE(FinishBatch{At(1000)}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.lost, 10);
  EXPECT_EQ(table_.totals.processed, 0);
}

TEST_F(BlockUpdateTest, WhatIsGivenUpAfterItsBatchIsDoneWasProcessed) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(FinishBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  ASSERT_TRUE(GiveUpBlock{kFirst}.Apply(table_).ok()) << "a window looks back at it";
  EXPECT_EQ(table_.totals.lost, 0);
  EXPECT_EQ(table_.totals.processed, 10);
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
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(EndRun{kRun}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.lost, 20);
  EXPECT_TRUE(table_.blocks.empty());
}

TEST_F(BlockUpdateTest, BatchesAreAssignedInTimeOrderAndOwnTheirBlocks) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(2000).ok());
  EXPECT_EQ(Assign(2000).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((AssignBatch{At(3000), {kFirst}}.Apply(table_).code()), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((AssignBatch{At(3000), {kSecond}}.Apply(table_).code()), absl::StatusCode::kNotFound);
}

TEST_F(BlockUpdateTest, BatchesOfEqualTimesAreOfTheirRuns) {
  const BlockId others = BlockId::Input(StreamId(2), Epoch(1), 0);
  ASSERT_TRUE((AddRun{kOther, {.streams = {StreamId(2)}}}.Apply(table_).ok()));
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Report(others, e1, 5).ok());
  EXPECT_EQ((AssignBatch{At(1000), {others}}.Apply(table_).code()), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(Assign(1000, kOther).ok());
  EXPECT_THAT(table_.BlocksOf(At(1000)), ElementsAre(kFirst));
  EXPECT_THAT(table_.BlocksOf(At(1000, kOther)), ElementsAre(others));
  ASSERT_TRUE(FinishBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.processed, 10);
  EXPECT_THAT(table_.BlocksOf(At(1000, kOther)), ElementsAre(others)) << "the other run's batch is still there";
}

TEST_F(BlockUpdateTest, AStreamIsOfOneRunForEver) {
  EXPECT_EQ((AddRun{kOther, {.streams = {StreamId(1)}}}.Apply(table_).code()), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ((AddRun{kRun, {.streams = {}}}.Apply(table_).code()), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(EndRun{kRun}.Apply(table_).ok());
  EXPECT_EQ((AddRun{kOther, {.streams = {StreamId(1)}}}.Apply(table_).code()), absl::StatusCode::kAlreadyExists);
}

TEST_F(BlockUpdateTest, WhatIsHeardOfAfterItsRunHasEndedIsCountedAsLostOnce) {
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_EQ(EndRun{kRun}.Apply(table_).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(EndRun{kRun}.Apply(table_).ok());
  ASSERT_TRUE(Report(kSecond, e1).ok());
  EXPECT_EQ(Report(kSecond, e2).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(table_.Find(kSecond), nullptr);
  EXPECT_EQ(table_.totals.received, 20);
  EXPECT_EQ(table_.totals.lost, 20);
  EXPECT_EQ(Assign(2000).code(), absl::StatusCode::kNotFound);
}

TEST_F(BlockUpdateTest, ABlockIsOfALifeBetweenThatOfItsStreamAndTheDriversOwn) {
  ASSERT_TRUE(BeginLife{DriverLife(7)}.Apply(table_).ok());
  EXPECT_EQ(BeginLife{DriverLife(7)}.Apply(table_).code(), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE((AddRun{kOther, {.streams = {StreamId(DriverLife(7), 0)}}}.Apply(table_).ok()));
  for (DriverLife life : {DriverLife(0), DriverLife(5), DriverLife(7)}) {
    EXPECT_TRUE(Report(BlockId::Input(StreamId(0), Epoch(life, 1), 0), e1).ok()) << "its receiver may be of any";
  }
  EXPECT_EQ(Report(BlockId::Input(StreamId(0), Epoch(DriverLife(8), 1), 0), e1).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Report(BlockId::Input(StreamId(DriverLife(7), 0), Epoch(DriverLife(5), 1), 0), e1).code(),
            absl::StatusCode::kFailedPrecondition)
      << "no receiver is older than its stream";
  EXPECT_EQ(Report(BlockId::Input(StreamId(9), Epoch(1), 0), e1).code(), absl::StatusCode::kFailedPrecondition)
      << "a stream of a former life that nobody has told of yet";
  EXPECT_EQ(table_.totals.received, 30);
}

// What a former life knew: one block in a batch that is done, one in one that is not, one in none.
TEST_F(BlockUpdateTest, WhatIsKnownOfARunIsTakenOverAndNobodyHoldsIt) {
  const BlockId third = BlockId::Input(StreamId(1), Epoch(1), 0);
  ASSERT_TRUE(Report(kFirst, e1).ok());
  ASSERT_TRUE(Assign(1000).ok());
  ASSERT_TRUE(FinishBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  ASSERT_TRUE(Report(kSecond, e1).ok());
  ASSERT_TRUE(Assign(2000).ok());
  ASSERT_TRUE(Report(third, e1).ok());
  BlockTable next;
  ASSERT_TRUE(BeginLife{DriverLife(1)}.Apply(next).ok());
  ASSERT_TRUE((AddRun{kOther, ImageOf(table_, kRun)}.Apply(next).ok()));
  EXPECT_EQ(ImageOf(table_, kRun).UnprocessedRecords(), 20);
  EXPECT_THAT(next.BlocksOf(At(2000, kOther)), ElementsAre(kSecond));
  EXPECT_THAT(next.Holders(kSecond), IsEmpty());
  EXPECT_THAT(next.Assignable(kOther), IsEmpty());
  EXPECT_EQ(next.totals.received, 30);
  EXPECT_EQ((AddBlock{.id = kFirst, .info = {.records = 10}, .holder = e2}.Apply(next).code()),
            absl::StatusCode::kAlreadyExists);
  for (const BlockId& id : {kSecond, third})
    EXPECT_TRUE((AddBlock{.id = id, .info = {.records = 10}, .holder = e2}.Apply(next).ok()));
  EXPECT_THAT(next.Holders(kSecond), ElementsAre(e2));
  EXPECT_THAT(next.Assignable(kOther), ElementsAre(third));
  EXPECT_EQ(next.totals.received, 30) << "nothing is counted twice";
  EXPECT_EQ((AssignBatch{At(2000, kOther), {third}}.Apply(next).code()), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BlockUpdateTest, WhatIsNoReceivedBlockIsRefused) {
  EXPECT_EQ(Report(BlockId::Shuffle(ShuffleId(1), 0, 0), e1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Report(kFirst, e1, -1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Report(BlockId::Input(StreamId(9), Epoch(1), 0), e1).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(BlockUpdateTest, ABlockInALogOutlivesItsHolders) {
  const PlaceInLog place{.file = 2, .offset = 30, .bytes = 100};
  const BlockInfo info{.records = 10, .bytes = 80, .log = place};
  ASSERT_TRUE((AddBlock{.id = kFirst, .info = info, .holder = e1}.Apply(table_).ok()));
  ASSERT_TRUE(Report(kSecond, e1).ok());
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  EXPECT_THAT(table_.Assignable(kRun), ElementsAre(kFirst));
  ASSERT_TRUE(Assign(1000).ok());
  EXPECT_EQ(GiveUpBlock{kFirst}.Apply(table_).code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE((DropCopy{kFirst, kInLog}.Apply(table_).ok())) << "it cannot be read";
  EXPECT_EQ((DropCopy{kFirst, kInLog}.Apply(table_).code()), absl::StatusCode::kNotFound);
  ASSERT_TRUE(GiveUpBlock{kFirst}.Apply(table_).ok());
  EXPECT_EQ(table_.totals.lost, 10);
}

TEST_F(BlockUpdateTest, WhoFoundABlockInALogDoesNotHoldIt) {
  const BlockInfo info{.records = 10, .bytes = 80, .log = PlaceInLog{.file = 0}};
  ASSERT_TRUE((AddBlock{.id = kFirst, .info = info}.Apply(table_).ok()));
  EXPECT_THAT(table_.Holders(kFirst), IsEmpty());
  EXPECT_THAT(table_.Assignable(kRun), ElementsAre(kFirst));
}

TEST_F(BlockUpdateTest, LogsAreNeededFromTheFirstBlockThatIsNotForgotten) {
  auto report = [&](const BlockId& id, int64_t file) {
    const BlockInfo info{.records = 1, .bytes = 80, .log = PlaceInLog{.file = file}};
    ASSERT_TRUE((AddBlock{.id = id, .info = info, .holder = e1}.Apply(table_).ok()));
  };
  const Epoch second(2);
  EXPECT_THAT(NeededLogsOf(table_, kRun), IsEmpty());
  report(kFirst, 3);
  report(kSecond, 4);
  EXPECT_EQ(NeededLogsOf(table_, kRun), (NeededLogs{{StreamId(0), {{Epoch(1), 3}}}}));
  ASSERT_TRUE(Assign(1000).ok());
  report(BlockId::Input(StreamId(0), second, 0), 0);
  EXPECT_EQ(NeededLogsOf(table_, kRun), (NeededLogs{{StreamId(0), {{Epoch(1), 3}, {second, 0}}}}));
  ASSERT_TRUE(ForgetBatch{At(1000)}.Apply(table_).ok());
  EXPECT_EQ(NeededLogsOf(table_, kRun), (NeededLogs{{StreamId(0), {{second, 0}}}}));
  report(BlockId::Input(StreamId(0), second, 1), 7);
  ASSERT_TRUE(Assign(2000).ok());
  ASSERT_TRUE(ForgetBatch{At(2000)}.Apply(table_).ok());
  EXPECT_EQ(NeededLogsOf(table_, kRun), (NeededLogs{{StreamId(0), {{second, 7}}}})) << "it is still written";
}

TEST_F(BlockUpdateTest, ReplayedUpdatesGiveTheSameTable) {
  std::vector<BlockUpdate> log = {AddBlock{kFirst, {.records = 10, .bytes = 100, .interval_number = 0}, e1},
                                  AddBlock{kSecond, {.records = 5, .bytes = 50, .interval_number = 0}, e1},
                                  AssignBatch{At(1000), {kFirst, kSecond}},
                                  DropHolder{e1},
                                  GiveUpBlock{kSecond},
                                  FinishBatch{At(1000)}};
  for (const BlockUpdate& update : log) ASSERT_TRUE(Apply(update, table_).ok());
  BlockTable replayed;
  ASSERT_TRUE(BeginLife{DriverLife()}.Apply(replayed).ok());
  ASSERT_TRUE((AddRun{kRun, {.streams = {StreamId(0), StreamId(1)}}}.Apply(replayed).ok()));
  for (const BlockUpdate& update : log) ASSERT_TRUE(Apply(update, replayed).ok());
  EXPECT_EQ(replayed.totals.processed, table_.totals.processed);
  EXPECT_EQ(replayed.totals.lost, 5);
  EXPECT_EQ(replayed.FindRun(kRun)->last_assigned, BatchTime(1000));
}

}  // namespace
}  // namespace sluice
