#include "driver/run/stream/streaming_run_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SavingRunTest : public StreamingRunTest {
 protected:
  // Batch 1000 runs, batch 2000 waits, a block is in no batch; then the plan is stopped.
  void StopWithWorkLeft() {
    placement_.AddExecutor(e1, "w1");
    plan_.save_batch = [this](const BatchKey& batch, const BatchBlocks&) {
      EXPECT_EQ(log_->committed, log_->updates.size()) << "a later life has it, with these blocks";
      saved_.push_back(batch);
      return absl::OkStatus();
    };
    Start();
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

  std::vector<BatchKey> saved_;
};

TEST_F(SavingRunTest, AStopSavesTheRunningBatchTheWaitingOneAndWhatIsInNone) {
  StopWithWorkLeft();
  EXPECT_FALSE(run_->TakesJobsOf(BatchTime(1000)));
  Done(BatchTime(1000), absl::CancelledError("cancelled"));
  EXPECT_THAT(Step(), ElementsAre("save"));
  EXPECT_THAT(ended_, IsEmpty()) << "it is not over";
  EXPECT_EQ(saving_, BatchTime(1000));
  EXPECT_TRUE(run_->TakesJobsOf(saving_));
  Done(saving_);
  Stopped();
  EXPECT_THAT(Step(), ElementsAre("free", "save"));
  EXPECT_EQ(saving_, BatchTime(2000));
  Done(saving_);
  EXPECT_THAT(Step(), ElementsAre("free", "save"));
  EXPECT_EQ(saving_, BatchTime(3000));
  EXPECT_THAT(blocks_.BlocksOf({kRun, saving_}), SizeIs(1));
  Done(saving_);
  EXPECT_THAT(Step(), ElementsAre("free", "end"));
  EXPECT_EQ(blocks_.totals.lost, 0);
}

// A later life would give its blocks to another batch, and have them twice.
TEST_F(SavingRunTest, ABatchThatIsNotInTheLogIsNotSaved) {
  StopWithWorkLeft();
  Done(BatchTime(1000), absl::CancelledError("cancelled"));
  log_->commit_failure = absl::ResourceExhaustedError("no space left on device");
  absl::Status result;
  for (const RunAction& action : run_->Step(now_)) {
    if (const auto* call = std::get_if<CallForBatch>(&action)) result = call->call();
  }
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kResourceExhausted, testing::HasSubstr("log of received blocks")));
  EXPECT_THAT(saved_, IsEmpty());
}

TEST_F(SavingRunTest, ABatchThatEndsWellAfterTheStopIsNotSaved) {
  StopWithWorkLeft();
  Done(BatchTime(1000));
  Step();
  EXPECT_THAT(ended_, SizeIs(1));
  EXPECT_EQ(saving_, BatchTime(2000));
}

class FailedBatchTest : public StreamingRunTest {
 protected:
  // Batch 1000 is done, 2000 has failed, 3000 has run.
  void RunThree() {
    placement_.AddExecutor(e1, "w1");
    plan_.save_batch = [](const BatchKey&, const BatchBlocks&) { return absl::OkStatus(); };
    plan_.first_failed = [this] { return first_failed_; };
    Start();
    run_->OnExecutorCount(1, now_);
    Step();
    for (int64_t batch : {1000, 2000, 3000}) {
      Receive(batch);
      StepAt(batch);
      Answer(batch);
      EXPECT_THAT(Step(), testing::Contains("run"));
      const bool fails = batch == 2000;
      if (fails) first_failed_ = BatchTime(batch);
      Done(BatchTime(batch), fails ? absl::UnknownError("the database is away") : absl::OkStatus());
      Step();
    }
  }
  std::optional<BatchTime> first_failed_;
};

TEST_F(FailedBatchTest, WhatWasReceivedForItAndForThoseAfterItIsKept) {
  RunThree();
  ASSERT_THAT(ended_, SizeIs(3));
  EXPECT_THAT(ended_[1].error, StatusIs(absl::StatusCode::kUnknown, "the database is away"));
  EXPECT_THAT(blocks_.BlocksOf({kRun, BatchTime(1000)}), IsEmpty());
  EXPECT_THAT(blocks_.BlocksOf({kRun, BatchTime(2000)}), SizeIs(1));
  EXPECT_THAT(blocks_.BlocksOf({kRun, BatchTime(3000)}), SizeIs(1));
}

TEST_F(FailedBatchTest, AnyStopSavesThemForALaterRun) {
  RunThree();
  run_->Stop(/*graceful=*/true, now_);
  Step();
  Stopped();
  std::vector<BatchTime> saved;
  for (int i = 0; i < 20 && run_->phase() != Phase::kEnded; ++i) {
    saving_ = BatchTime();
    running_ = BatchTime();
    Step();
    if (running_ != BatchTime()) Done(running_);
    if (saving_ == BatchTime()) continue;
    saved.push_back(saving_);
    Done(saving_);
  }
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  saved.resize(2);
  EXPECT_THAT(saved, ElementsAre(BatchTime(2000), BatchTime(3000)));
  EXPECT_THAT(ended_, SizeIs(testing::Ge(3u))) << "nobody hears of them again";
}

TEST_F(FailedBatchTest, WhatIsInNoCheckpointIsKeptUntilOneOfALaterBatch) {
  placement_.AddExecutor(e1, "w1");
  plan_.first_failed = [] { return std::nullopt; };
  StartOnOne();
  for (int64_t batch : {1000, 2000, 3000}) {
    Receive(batch);
    StepAt(batch);
    Answer(batch);
    Step();
    Done(BatchTime(batch), batch == 2000 ? absl::ResourceExhaustedError("write checkpoint: full") : absl::OkStatus());
    Step();
    EXPECT_EQ(blocks_.totals.processed, batch == 3000 ? 30 : 10);
    EXPECT_THAT(blocks_.BlocksOf(At(2000)), SizeIs(batch == 2000 ? 1 : 0));
  }
  EXPECT_EQ(blocks_.totals.lost, 0);
}

TEST_F(SavingRunTest, AReceiverThatDoesNotStopIsWaitedForTwoSeconds) {
  StopWithWorkLeft();
  Done(BatchTime(1000));
  StepAt(3999);
  EXPECT_EQ(run_->phase(), Phase::kStoppingToSave);
  StepAt(4000);
  EXPECT_EQ(run_->phase(), Phase::kSaving);
}

TEST_F(SavingRunTest, SavingThatGetsNoRoomIsGivenUp) {
  StopWithWorkLeft();
  Done(BatchTime(1000), absl::CancelledError("cancelled"));
  Stopped();
  Step();
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(32'000));
  StepAt(31'999);
  EXPECT_TRUE(run_->TakesJobsOf(saving_));
  EXPECT_EQ(StepAt(32'000).back(), "cancel");
  Done(saving_, absl::CancelledError("cancelled"));
  EXPECT_EQ(Step().back(), "end");
}

TEST_F(SavingRunTest, WithoutExecutorsSavingIsGivenUp) {
  StopWithWorkLeft();
  Done(BatchTime(1000), absl::CancelledError("cancelled"));
  Step();
  placement_.LoseExecutor(e1);
  run_->OnExecutorCount(0, now_);
  EXPECT_THAT(StepAt(3999), IsEmpty());
  EXPECT_EQ(run_->NextDeadline(), absl::FromUnixMillis(4000));
  StepAt(4000);
  EXPECT_FALSE(run_->TakesJobsOf(BatchTime(2000)));
  Done(saving_, absl::CancelledError("cancelled"));
  Step();
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  EXPECT_EQ(blocks_.totals.lost, 30);
}

}  // namespace
}  // namespace sluice
