#include "driver/run/stream/streaming_run_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST_F(StreamingRunTest, ABatchIsCutThenAllocatedThenRunThenForgotten) {
  StartOnOne();
  Receive(0);
  EXPECT_THAT(StepAt(1000), ElementsAre("cut"));
  EXPECT_THAT(StepAt(1010), IsEmpty());
  Answer(1000);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(run_->batches().open().front().records, 10);
  Done(running_);
  EXPECT_THAT(Step(), ElementsAre("free"));
  EXPECT_EQ(blocks_.totals.processed, 10);
  EXPECT_TRUE(blocks_.blocks.empty());
}

TEST_F(StreamingRunTest, ReceiversStartWhenTheExpectedExecutorsAreThereOrSomeTimeHasPassed) {
  options_.expected_executors = 2;
  Start();
  EXPECT_THAT(StepAt(4000), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  run_->OnExecutorCount(1, now_);
  EXPECT_THAT(Step(), IsEmpty());
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(5000));
  EXPECT_THAT(StepAt(5000), ElementsAre("start"));
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(6000)) << "the first batch ends after the start";
}

TEST_F(StreamingRunTest, BatchesRunOneAfterTheOtherAndMissedOnesAreMade) {
  StartOnOne();
  EXPECT_THAT(StepAt(3000), ElementsAre("cut", "cut", "cut"));
  for (int64_t batch : {1000, 2000, 3000}) Answer(batch);
  Receive(0);
  for (int64_t batch : {1000, 2000, 3000}) {
    EXPECT_THAT(Step(), batch == 2000 ? SizeIs(2) : SizeIs(1)) << "the first batch has the block, which is then freed";
    EXPECT_EQ(running_, BatchTime(batch));
    Done(running_);
  }
}

TEST_F(StreamingRunTest, BatchesGoOnWhenTheWallClockIsSetBackAndAreMadeUpForWhenItIsSetForward) {
  StartOnOne();
  EXPECT_EQ(run_->ObserveClock({}), std::nullopt);
  EXPECT_THAT(StepAt(1000), ElementsAre("cut"));
  EXPECT_NE(run_->ObserveClock({.wall = -absl::Hours(1), .calendar = absl::ZeroDuration()}), std::nullopt);
  EXPECT_THAT(StepAt(2000), ElementsAre("cut", "run"));
  EXPECT_EQ(running_, BatchTime(1000));
  Answer(2000);

  EXPECT_NE(run_->ObserveClock({.wall = absl::Seconds(2), .calendar = absl::Seconds(2)}), std::nullopt);
  EXPECT_THAT(StepAt(2100), ElementsAre("cut", "cut")) << "of 3000 and 4000: it is 4100";
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(2300)) << "the grace of their cuts";
  for (int64_t batch : {3000, 4000}) Answer(batch);
  Step();
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(3000)) << "when it will be 5000";
  EXPECT_EQ(history_.batches().Find(At(4000))->submitted, absl::FromUnixMillis(4100))
      << "users are told the calendar's time";
}

TEST_F(StreamingRunTest, BatchesAreForgottenWhenNobodyRemembersThem) {
  placement_.AddExecutor(e1, "w1");
  plan_.remember = absl::Seconds(2);
  Start();
  run_->OnExecutorCount(1, now_);
  Step();
  std::vector<BlockId> blocks;
  for (int64_t batch : {1000, 2000, 3000}) {
    blocks.push_back(Receive(batch));
    StepAt(batch);
    Answer(batch);
    Step();
    Done(running_);
    EXPECT_EQ(Step().size(), batch == 3000 ? 1 : 0) << batch;
  }
  EXPECT_EQ(blocks_.Find(blocks[0]), nullptr);
  EXPECT_EQ(blocks_.totals.processed, 30);
  run_->Stop(/*graceful=*/false, now_);
  Stopped();
  EXPECT_THAT(Step(), ElementsAre("cancel", "stop", "free", "free", "end"));
  EXPECT_TRUE(blocks_.blocks.empty());
}

TEST_F(StreamingRunTest, AManualClockStandsUntilItIsAdvanced) {
  placement_.AddExecutor(e1, "w1");
  now_ = absl::FromUnixMillis(1'700'000'000'000);
  options_.manual_clock = true;
  plan_.inputs.clear();
  Start();
  run_->Advance(absl::Milliseconds(2500));
  EXPECT_FALSE(run_->IsCaughtUp()) << "it has not started";
  run_->OnExecutorCount(1, now_);
  EXPECT_EQ(Step(), std::vector<std::string>{"run"});
  EXPECT_EQ(running_, BatchTime(1000));
  Done(running_);
  EXPECT_FALSE(run_->IsCaughtUp());
  Step();
  EXPECT_EQ(running_, BatchTime(2000));
  Done(running_);
  EXPECT_TRUE(run_->IsCaughtUp());
  now_ += absl::Seconds(10);
  EXPECT_THAT(Step(), IsEmpty());
  EXPECT_EQ(run_->NextDeadline(), std::nullopt);
  run_->Advance(absl::Milliseconds(500));
  EXPECT_THAT(Step(), ElementsAre("run"));
}

TEST_F(StreamingRunTest, AFormerRunIsGoneOnFromWithAllBatchesSince) {
  placement_.AddExecutor(e1, "w1");
  now_ = absl::FromUnixMillis(7300);
  plan_.last_finished = BatchTime(5000);
  plan_.inputs.clear();
  Start();
  run_->OnExecutorCount(1, now_);
  Step();
  EXPECT_EQ(running_, BatchTime(6000));
  EXPECT_EQ(run_->batches().open().back().time, BatchTime(7000));
}

TEST_F(StreamingRunTest, BlocksOfAFormerRunBelongToNoBatch) {
  EXPECT_THAT(master_.Apply(AddRun{RunId(1), {.streams = {StreamId(0)}}}), IsOk());
  EXPECT_THAT(master_.Apply(EndRun{RunId(1)}), IsOk());
  StartOnOne();
  Receive(0, /*epoch=*/1, 0, StreamId(0));
  BlockId wanted = Receive(0, /*epoch=*/1, 0, StreamId(1));
  StepAt(1000);
  StepAt(1200);
  EXPECT_THAT(blocks_.BlocksOf(At(1000)), ElementsAre(wanted));
  EXPECT_EQ(blocks_.totals.lost, 10);
}

TEST_F(StreamingRunTest, ABatchGivesItsProgramItsOwnNumbers) {
  EXPECT_THAT(master_.Apply(AddRun{RunId(1), {.streams = {StreamId(0), StreamId(1), StreamId(2)}}}), IsOk());
  plan_.inputs = {{.id = InputId(0)}, {.id = InputId(4), .receiver = {.name = "socket"}}};
  BatchBlocks seen;
  plan_.run_batch = [&](const BatchKey&, const BatchBlocks& blocks) {
    ran_.push_back({});
    seen = blocks;
    return absl::OkStatus();
  };
  StartOnOne();
  BlockId block = Receive(0, 1, 0, StreamId(4));
  StepAt(1000);
  StepAt(1200);
  EXPECT_THAT(seen, ElementsAre(Pair(InputId(4), ElementsAre(ElementsAre(block)))));
  const RunStatus status = run_->Describe();
  ASSERT_THAT(status.inputs, SizeIs(2));
  EXPECT_EQ(status.inputs[1].id, InputId(4));
  EXPECT_EQ(status.inputs[1].name, "socket");
  EXPECT_EQ(status.inputs[1].receiver.id, (ReceiverEpoch{StreamId(4), Epoch(1)}));
  EXPECT_EQ(status.inputs[1].receiver.records, 10);
  EXPECT_THAT(status.batches.front().input_records, ElementsAre(Pair(InputId(0), 0), Pair(InputId(4), 10)));
}

TEST_F(StreamingRunTest, WhatCannotBeLoggedFailsTheRunAndNothingIsDoneTwice) {
  StartOnOne();
  Receive(0);
  log_->failure = absl::ResourceExhaustedError("no space left on device");
  StepAt(1000);
  Answer(1000);
  EXPECT_THAT(Step(), ElementsAre("fail", "cancel", "stop", "end"));
  EXPECT_THAT(failure_, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ran_, IsEmpty());
  EXPECT_EQ(run_->phase(), Phase::kEnded);
}

TEST_F(StreamingRunTest, AFailureToLogTheEndOfABatchIsNoSuccess) {
  StartOnOne();
  Receive(0);
  StepAt(1000);
  Answer(1000);
  Step();
  log_->failure = absl::ResourceExhaustedError("no space left on device");
  Done(running_);
  EXPECT_THAT(Step(), ElementsAre("fail", "cancel", "stop", "end"));
  EXPECT_EQ(blocks_.totals.processed, 0);
}

TEST_F(StreamingRunTest, AGracefulStopProcessesWhatReceiversStillHad) {
  StartOnOne();
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(StepAt(100), ElementsAre("stop"));
  Receive(0);
  Stopped();
  EXPECT_THAT(StepAt(150), ElementsAre("run"));
  EXPECT_EQ(running_, BatchTime(1000));
  EXPECT_EQ(run_->phase(), Phase::kDraining);
  Done(running_);
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_EQ(blocks_.totals.processed, 10);
}

TEST_F(StreamingRunTest, ABlockHeardOfWhileDrainingGetsABatchOfItsOwn) {
  StartOnOne();
  run_->Stop(/*graceful=*/true, now_);
  Stopped();
  Step();
  BlockId late = Receive(0);
  Done(running_);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(running_, BatchTime(2000));
  EXPECT_THAT(blocks_.BlocksOf({kRun, running_}), ElementsAre(late));
}

TEST_F(StreamingRunTest, ReceiversThatWaitForRoomAreWaitedForWhileBatchesMakeSome) {
  StartOnOne();
  Receive(0);
  StepAt(1000);
  Answer(1000);
  Step();
  run_->Stop(/*graceful=*/true, now_);
  StepAt(20000);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  Done(running_);
  StepAt(29999);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  StepAt(30000);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

TEST_F(StreamingRunTest, AReceiverThatDoesNotStopIsNotWaitedForForEver) {
  StartOnOne();
  run_->Stop(/*graceful=*/true, now_);
  StepAt(9999);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  StepAt(10000);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

// Another run's batches may have taken it.
TEST_F(StreamingRunTest, AReceiverThatWaitsForRoomIsWaitedFor) {
  StartOnOne();
  run_->Stop(/*graceful=*/true, now_);
  placement_.SetWaiting(e1, {{kStream, Epoch(1)}});
  StepAt(60'000);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  placement_.SetWaiting(e1, {});
  StepAt(69'999);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  StepAt(70'000);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

TEST_F(StreamingRunTest, HowLongAGracefulStopWaitsForReceiversIsASetting) {
  placement_.AddExecutor(e1, "w1");
  options_.graceful_stop_timeout = absl::Milliseconds(300);
  Start();
  run_->OnExecutorCount(1, now_);
  Step();
  Step();
  run_->Stop(/*graceful=*/true, now_);
  StepAt(299);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  StepAt(300);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

TEST_F(StreamingRunTest, AStopThatIsNotGracefulWaitsForTheRunningBatchOnly) {
  StartOnOne();
  for (int64_t batch : {1000, 2000}) {
    StepAt(batch);
    Answer(batch);
    Receive(batch);
    Step();
  }
  run_->Stop(/*graceful=*/false, now_);
  EXPECT_THAT(Step(), ElementsAre("free", "cancel", "stop"));
  Done(running_, absl::CancelledError("cancelled"));
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_THAT(ended_.at(0).error, IsOk()) << "nobody needs to be told what a stop has done";
  EXPECT_EQ(blocks_.totals.lost, 20);
}

TEST_F(StreamingRunTest, BatchesSideBySideAreForgottenInOrder) {
  placement_.AddExecutor(e1, "w1");
  plan_.concurrent_batches = 2;
  Start();
  run_->OnExecutorCount(1, now_);
  Step();
  for (int64_t batch : {1000, 2000, 3000}) {
    Receive(batch);
    StepAt(batch);
    Answer(batch);
    EXPECT_EQ(Step().back(), "run");
    if (batch == 1000) Done(running_);
  }
  Done(BatchTime(3000));
  EXPECT_THAT(Step(), IsEmpty());
  Done(BatchTime(2000));
  EXPECT_THAT(Step(), ElementsAre("free", "free"));
  EXPECT_EQ(blocks_.totals.processed, 30);
}

TEST_F(StreamingRunTest, AGracefulStopGivesUpWhenNoExecutorIsLeft) {
  StartOnOne();
  StepAt(1000);
  Receive(0);
  Answer(1000);
  placement_.LoseExecutor(e1);
  run_->OnExecutorCount(0, now_);
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(StepAt(2000), IsEmpty());
  EXPECT_THAT(StepAt(60999), IsEmpty());
  EXPECT_THAT(StepAt(61000), ElementsAre("free", "cancel", "end"));
}

TEST_F(StreamingRunTest, WhatHasToEndByATimeGivesUpInTimeToSaySo) {
  StartOnOne();
  StepAt(1000);
  Receive(0);
  Answer(1000);
  placement_.LoseExecutor(e1);
  run_->OnExecutorCount(0, now_);
  run_->EndBy(now_ + absl::Seconds(30));
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(StepAt(20'999), IsEmpty());
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(21'000));
  EXPECT_THAT(StepAt(21'000), ElementsAre("free", "cancel", "end"));
  EXPECT_THAT(ended_with_, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("records=10")));
}

TEST_F(StreamingRunTest, WhatHasToEndAndHasNothingToRunWaitsForNobody) {
  StartOnOne();
  StepAt(1000);
  Answer(1000);
  placement_.LoseExecutor(e1);
  run_->OnExecutorCount(0, now_);
  run_->EndBy(now_ + absl::Seconds(30));
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(StepAt(5'999), IsEmpty());
  EXPECT_THAT(StepAt(6'000), ElementsAre("cancel", "end"));
}

TEST_F(StreamingRunTest, BatchesThatTakeLongerThanThereIsTimeAreGivenUp) {
  StartOnOne();
  StepAt(1000);
  Receive(0);
  Answer(1000);
  EXPECT_THAT(Step(), ElementsAre("run"));
  run_->EndBy(now_ + absl::Seconds(30));
  run_->Stop(/*graceful=*/true, now_);
  Step();
  Stopped();
  StepAt(20'000);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
  StepAt(21'000);
  EXPECT_EQ(run_->phase(), Phase::kAbandoning);
  Done(BatchTime(1000), absl::CancelledError("the job was cancelled"));
  Step();
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  EXPECT_THAT(ended_with_, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("records=10")));
}

TEST_F(StreamingRunTest, SourcesAreDrainedWhenTheirLastRecordIsProcessed) {
  placement_.AddExecutor(e1, "w1");
  Start();
  EXPECT_FALSE(run_->IsDrained()) << "no receiver was started yet";
  run_->OnExecutorCount(1, now_);
  Step();
  Receive(0);
  Report(ReceiverStatus::State::kSourceClosed);
  EXPECT_FALSE(run_->IsDrained());
  StepAt(1000);
  Answer(1000);
  Step();
  EXPECT_FALSE(run_->IsDrained());
  Done(running_);
  EXPECT_TRUE(run_->IsDrained());
}

TEST_F(StreamingRunTest, ErrorsAreToldAndBatchesGoOn) {
  StartOnOne();
  for (int64_t batch : {1000, 2000}) {
    StepAt(batch);
    Answer(batch);
    Step();
    Done(running_, absl::AbortedError(std::to_string(batch)));
  }
  Step();
  ASSERT_THAT(ended_, SizeIs(2));
  EXPECT_THAT(ended_[0].error, StatusIs(absl::StatusCode::kAborted, "1000"));
  EXPECT_EQ(history_.application().batches_failed, 2);
}

TEST_F(StreamingRunTest, BlocksOfOneIntervalFormOnePartition) {
  RunBlocks blocks(kRun, std::make_shared<const StreamingPlan>(plan_), master_,
                   {.image = {.streams = NextStreams()}, .log = log_});
  EXPECT_THAT(blocks.Begin(), IsOk());
  BlockId a = Receive(0, 1, 0), b = Receive(1, 1, 0), c = Receive(2, 1, 1),
          d = Receive(3, 1, BlockInfo::kUnknownInterval);
  BlockId e = Receive(0, 2, 1);
  EXPECT_THAT(blocks.Assign(BatchTime(1)), IsOk());
  EXPECT_THAT(blocks.Of(BatchTime(1)),
              ElementsAre(Pair(InputId(0), ElementsAre(ElementsAre(a, b), ElementsAre(c, d), ElementsAre(e)))));
}

TEST(RunPhaseTest, AStopOnlyGetsLessGracefulAndNothingFollowsTheEnd) {
  std::vector<std::pair<int, int>> legal;
  for (int from = Phase::kWaiting; from <= Phase::kEnded; ++from) {
    for (int to = Phase::kWaiting; to <= Phase::kEnded; ++to) {
      if (Phase::CanMove(Phase::Value(from), Phase::Value(to))) legal.push_back({from, to});
    }
  }
  for (auto [from, to] : legal) EXPECT_LT(from, to);
  EXPECT_THAT(legal, SizeIs(19));
  EXPECT_FALSE(Phase::CanMove(Phase::kWaiting, Phase::kStoppingToSave)) << "there is nothing to save";
  EXPECT_FALSE(Phase::CanMove(Phase::kWaitingToStop, Phase::kEnded)) << "what a former life has received is to be run";
  EXPECT_FALSE(Phase::CanMove(Phase::kRunning, Phase::kEnded)) << "what runs is waited for";
}

}  // namespace
}  // namespace sluice
