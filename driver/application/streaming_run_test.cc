#include "driver/application/streaming_run.h"

#include "common/base/status_matchers.h"
#include "driver/application/batch_blocks.h"
#include "driver/block_master/block_update.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr ExecutorId e1{1}, e2{2};
constexpr StreamId kStream{0};
using Phase = StreamingRun::Phase;

// One stream, batches of 1 s, starting at second 0 with executor 1 (and nothing but the run itself).
class StreamingRunTest : public ::testing::Test {
 protected:
  void Start(int expected_executors = 1) {
    run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .expected_executors = expected_executors},
                 std::vector<StreamId>{kStream}, blocks_, placement_, now_);
  }
  void StartOnOne() {
    placement_.AddExecutor(e1, "w1");
    Start();
    run_->OnExecutorCount(1, now_);
    Step();
    Step();
  }
  BlockId Receive(int64_t sequence, int32_t epoch = 1, int32_t slot = 0) {
    BlockId id = BlockId::Input(kStream, epoch, sequence);
    AddBlock add{.id = id, .records = 10, .bytes = 100, .slot = slot, .holder = e1};
    EXPECT_THAT(add.Apply(blocks_), IsOk());
    return id;
  }
  // What the step wants done, one word each; batches to run are collected.
  std::vector<std::string> Step() {
    std::vector<std::string> words;
    for (const StreamingAction& action : run_->Step(now_)) {
      static const char* kNames[] = {"cut", "start", "stop", "run", "save", "free", "cancel", "end"};
      words.push_back(kNames[action.index()]);
      if (auto* batch = std::get_if<RunBatch>(&action)) running_ = batch->batch;
      if (auto* batch = std::get_if<SaveBatch>(&action)) saving_ = batch->batch;
    }
    return words;
  }
  std::vector<std::string> StepAt(int64_t millis) {
    now_ = absl::FromUnixMillis(millis);
    return Step();
  }
  void Answer(int64_t batch) { run_->OnCutDone({kStream, 1}, BatchTime(batch)); }
  void Stopped() {
    placement_.OnReport(e1, {.id = {kStream, 1}, .state = ReceiverStatus::State::kStopped});
    run_->OnReceiverGone({kStream, 1});
  }

  absl::Time now_ = absl::UnixEpoch();
  BlockTable blocks_;
  ReceiverPlacement placement_;
  std::optional<StreamingRun> run_;
  BatchTime running_, saving_;  // The last ones.
};

TEST_F(StreamingRunTest, ABatchIsCutThenAllocatedThenRunThenForgotten) {
  StartOnOne();
  Receive(0);
  EXPECT_THAT(StepAt(1000), ElementsAre("cut"));
  EXPECT_THAT(StepAt(1010), IsEmpty());
  Answer(1000);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(run_->batches().open().front().records, 10);
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
  EXPECT_THAT(Step(), ElementsAre("free"));
  EXPECT_EQ(blocks_.totals.processed, 10);
  EXPECT_TRUE(blocks_.blocks.empty());
}

TEST_F(StreamingRunTest, ReceiversStartWhenTheExpectedExecutorsAreThereOrSomeTimeHasPassed) {
  Start(2);
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
    run_->OnBatchDone(running_, absl::OkStatus(), now_);
  }
}

TEST_F(StreamingRunTest, BatchesGoOnWhenTheWallClockIsSetBackAndAreMadeUpForWhenItIsSetForward) {
  StartOnOne();
  EXPECT_EQ(run_->ObserveClock({}), std::nullopt);
  EXPECT_THAT(StepAt(1000), ElementsAre("cut"));
  EXPECT_NE(run_->ObserveClock({.wall = -absl::Hours(1), .calendar = absl::ZeroDuration()}), std::nullopt);
  EXPECT_THAT(StepAt(2000), ElementsAre("cut"));
  for (int64_t batch : {1000, 2000}) Answer(batch);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(running_, BatchTime(1000));

  EXPECT_NE(run_->ObserveClock({.wall = absl::Seconds(2), .calendar = absl::Seconds(2)}), std::nullopt);
  EXPECT_THAT(StepAt(2100), ElementsAre("cut", "cut")) << "of 3000 and 4000: it is 4100";
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(2300)) << "the grace of their cuts";
  for (int64_t batch : {3000, 4000}) Answer(batch);
  Step();
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(3000)) << "when it will be 5000";
  EXPECT_EQ(run_->batches().open().back().submitted, absl::FromUnixMillis(4100))
      << "users are told the calendar's time";
}

TEST_F(StreamingRunTest, BatchesAreForgottenWhenNobodyRemembersThem) {
  placement_.AddExecutor(e1, "w1");
  run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .remember = absl::Seconds(2)},
               std::vector<StreamId>{kStream}, blocks_, placement_, now_);
  run_->OnExecutorCount(1, now_);
  Step();
  std::vector<BlockId> blocks;
  for (int64_t batch : {1000, 2000, 3000}) {
    blocks.push_back(Receive(batch));
    StepAt(batch);
    Answer(batch);
    Step();
    run_->OnBatchDone(running_, absl::OkStatus(), now_);
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
  run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .manual_clock = true}, std::vector<StreamId>{}, blocks_,
               placement_, now_);
  run_->Advance(absl::Milliseconds(2500));
  EXPECT_FALSE(run_->IsCaughtUp()) << "it has not started";
  run_->OnExecutorCount(1, now_);
  EXPECT_EQ(Step(), std::vector<std::string>{"run"});
  EXPECT_EQ(running_, BatchTime(1000));
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
  EXPECT_FALSE(run_->IsCaughtUp());
  Step();
  EXPECT_EQ(running_, BatchTime(2000));
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
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
  run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .last_finished = BatchTime(5000)},
               std::vector<StreamId>{}, blocks_, placement_, now_);
  run_->OnExecutorCount(1, now_);
  Step();
  EXPECT_EQ(running_, BatchTime(6000));
  EXPECT_EQ(run_->batches().open().back().time, BatchTime(7000));
}

TEST_F(StreamingRunTest, BlocksOfAFormerPlanBelongToNoBatch) {
  placement_.AddStream(kStream);
  placement_.AddExecutor(e1, "w1");
  placement_.Place();
  placement_.Clear();
  StartOnOne();
  Receive(0, /*epoch=*/1);
  BlockId wanted = Receive(0, /*epoch=*/2);
  StepAt(1000);
  StepAt(1200);
  EXPECT_THAT(blocks_.BlocksOf(BatchTime(1000)), ElementsAre(wanted));
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
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_EQ(blocks_.totals.processed, 10);
}

TEST_F(StreamingRunTest, ABlockHeardOfWhileDrainingGetsABatchOfItsOwn) {
  StartOnOne();
  run_->Stop(/*graceful=*/true, now_);
  Stopped();
  Step();
  BlockId late = Receive(0);
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(running_, BatchTime(2000));
  EXPECT_THAT(blocks_.BlocksOf(running_), ElementsAre(late));
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
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
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

TEST_F(StreamingRunTest, HowLongAGracefulStopWaitsForReceiversIsASetting) {
  placement_.AddExecutor(e1, "w1");
  run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .graceful_stop_timeout = absl::Milliseconds(300)},
               std::vector<StreamId>{kStream}, blocks_, placement_, now_);
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
  run_->OnBatchDone(running_, absl::CancelledError("cancelled"), now_);
  EXPECT_THAT(run_->first_error(), IsOk());
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_EQ(blocks_.totals.lost, 20);
}

class SavingRunTest : public StreamingRunTest {
 protected:
  // Batch 1000 runs, batch 2000 waits, a block is in no batch; then the plan is stopped.
  void StopWithWorkLeft() {
    placement_.AddExecutor(e1, "w1");
    run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .saves_unfinished = true},
                 std::vector<StreamId>{kStream}, blocks_, placement_, now_);
    run_->OnExecutorCount(1, now_);
    Step();
    for (int64_t batch : {1000, 2000}) {
      Receive(batch);
      StepAt(batch);
      Answer(batch);
      Step();
    }
    Receive(2100);
    run_->Stop(/*graceful=*/false, now_);
    EXPECT_THAT(Step(), ElementsAre("cancel", "stop"));
  }
};

TEST_F(SavingRunTest, AStopSavesTheRunningBatchTheWaitingOneAndWhatIsInNone) {
  StopWithWorkLeft();
  EXPECT_TRUE(run_->RefusesJobsOf(BatchTime(1000)));
  EXPECT_EQ(run_->OnBatchDone(BatchTime(1000), absl::CancelledError("cancelled"), now_), nullptr);
  EXPECT_THAT(Step(), ElementsAre("save"));
  EXPECT_EQ(saving_, BatchTime(1000));
  EXPECT_FALSE(run_->RefusesJobsOf(saving_));
  run_->OnBatchSaved(saving_, absl::OkStatus());
  Stopped();
  EXPECT_THAT(Step(), ElementsAre("free", "save"));
  EXPECT_EQ(saving_, BatchTime(2000));
  run_->OnBatchSaved(saving_, absl::OkStatus());
  EXPECT_THAT(Step(), ElementsAre("free", "save"));
  EXPECT_EQ(saving_, BatchTime(3000));
  EXPECT_THAT(blocks_.BlocksOf(saving_), SizeIs(1));
  run_->OnBatchSaved(saving_, absl::OkStatus());
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_EQ(blocks_.totals.lost, 0);
}

TEST_F(SavingRunTest, ABatchThatEndsWellAfterTheStopIsNotSaved) {
  StopWithWorkLeft();
  EXPECT_NE(run_->OnBatchDone(BatchTime(1000), absl::OkStatus(), now_), nullptr);
  Step();
  EXPECT_EQ(saving_, BatchTime(2000));
}

TEST_F(SavingRunTest, AReceiverThatDoesNotStopIsWaitedForTwoSeconds) {
  StopWithWorkLeft();
  run_->OnBatchDone(BatchTime(1000), absl::OkStatus(), now_);
  StepAt(3999);
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  StepAt(4000);
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

TEST_F(SavingRunTest, SavingThatGetsNoRoomIsGivenUp) {
  StopWithWorkLeft();
  run_->OnBatchDone(BatchTime(1000), absl::CancelledError("cancelled"), now_);
  Stopped();
  Step();
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(32'000));
  StepAt(31'999);
  EXPECT_FALSE(run_->RefusesJobsOf(saving_));
  EXPECT_EQ(StepAt(32'000).back(), "cancel");
  run_->OnBatchSaved(saving_, absl::CancelledError("cancelled"));
  EXPECT_EQ(Step().back(), "end");
}

TEST_F(SavingRunTest, WithoutExecutorsSavingIsGivenUp) {
  StopWithWorkLeft();
  run_->OnBatchDone(BatchTime(1000), absl::CancelledError("cancelled"), now_);
  Step();
  placement_.LoseExecutor(e1);
  run_->OnExecutorCount(0, now_);
  EXPECT_THAT(StepAt(3999), IsEmpty());
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(4000));
  StepAt(4000);
  EXPECT_TRUE(run_->RefusesJobsOf(BatchTime(2000)));
  run_->OnBatchSaved(saving_, absl::CancelledError("cancelled"));
  Step();
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  EXPECT_EQ(blocks_.totals.lost, 30);
}

TEST_F(StreamingRunTest, BatchesSideBySideAreForgottenInOrder) {
  placement_.AddExecutor(e1, "w1");
  run_.emplace(StreamingOptions{.interval = absl::Seconds(1), .concurrent_batches = 2}, std::vector<StreamId>{kStream},
               blocks_, placement_, now_);
  run_->OnExecutorCount(1, now_);
  Step();
  for (int64_t batch : {1000, 2000, 3000}) {
    Receive(batch);
    StepAt(batch);
    Answer(batch);
    EXPECT_EQ(Step().back(), "run");
    if (batch == 1000) run_->OnBatchDone(running_, absl::OkStatus(), now_);
  }
  run_->OnBatchDone(BatchTime(3000), absl::OkStatus(), now_);
  EXPECT_THAT(Step(), IsEmpty());
  run_->OnBatchDone(BatchTime(2000), absl::OkStatus(), now_);
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

TEST_F(StreamingRunTest, SourcesAreDrainedWhenTheirLastRecordIsProcessed) {
  Start();
  EXPECT_FALSE(run_->IsSourceDrained()) << "no receiver was started yet";
  StartOnOne();
  Receive(0);
  placement_.OnReport(e1, {.id = {kStream, 1}, .state = ReceiverStatus::State::kSourceClosed});
  EXPECT_FALSE(run_->IsSourceDrained());
  StepAt(1000);
  Answer(1000);
  Step();
  EXPECT_FALSE(run_->IsSourceDrained());
  run_->OnBatchDone(running_, absl::OkStatus(), now_);
  EXPECT_TRUE(run_->IsSourceDrained());
}

TEST_F(StreamingRunTest, TheFirstErrorIsKeptAndBatchesGoOn) {
  StartOnOne();
  for (int64_t batch : {1000, 2000}) {
    StepAt(batch);
    Answer(batch);
    Step();
    run_->OnBatchDone(running_, absl::AbortedError(std::to_string(batch)), now_);
  }
  EXPECT_THAT(run_->first_error(), StatusIs(absl::StatusCode::kAborted, "1000"));
  EXPECT_EQ(run_->batches().finished().size(), 2);
}

TEST_F(StreamingRunTest, BlocksOfOneIntervalFormOnePartition) {
  BlockId a = Receive(0, 1, 0), b = Receive(1, 1, 0), c = Receive(2, 1, 1), d = Receive(3, 1, BlockState::kUnknownSlot);
  BlockId e = Receive(0, 2, 1);
  EXPECT_THAT((AssignBatch{BatchTime(1), blocks_.Assignable()}.Apply(blocks_)), IsOk());
  EXPECT_THAT(GroupBlocks(blocks_, BatchTime(1)),
              ElementsAre(Pair(kStream, ElementsAre(ElementsAre(a, b), ElementsAre(c, d), ElementsAre(e)))));
}

}  // namespace
}  // namespace sluice
