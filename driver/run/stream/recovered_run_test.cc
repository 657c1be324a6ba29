// A run whose former life was killed: what its log and the checkpoint say is gone on from.
#include <algorithm>

#include "driver/run/stream/streaming_run_test_base.h"

namespace sluice {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

BlockId Block(int64_t sequence) { return BlockId::Input(kStream, Epoch(1), sequence); }

// The former life has assigned block 0 to the batch of 1000 ms, 1 to 2000, 2 to 3000, and block 3 to none.
class RecoveredRunTest : public StreamingRunTest {
 protected:
  RecoveredRunTest() : StreamingRunTest(DriverLife(1)) {
    RunImage& image = image_.emplace();
    image.streams = {kStream};
    image.last_assigned = BatchTime(3000);
    for (int64_t sequence : {0, 1, 2, 3}) {
      BlockState& block = image.blocks[Block(sequence)] = {.info = {.records = 10, .bytes = 100, .interval_number = 0}};
      image.seen[{kStream, Epoch(1)}].blocks.Add(sequence);
      if (sequence == 3) continue;
      block.batch = At(1000 * (sequence + 1));
      image.batches[block.batch->time].blocks = {Block(sequence)};
    }
    image.totals.received = 40;
  }
  void Finished(int64_t batch) { plan_.last_finished = BatchTime(batch); }
  void StartAt(int64_t millis) {
    now_ = absl::FromUnixMillis(millis);
    placement_.AddExecutor(e1, "w1");
    Start();
    for (int64_t sequence : {0, 1, 2, 3}) {
      (void)master_.Apply(AddBlock{.id = Block(sequence), .info = {.records = 10, .bytes = 100}, .holder = e1});
    }
    placement_.OnFoundRunning(e1, {kStream, Epoch(1)});
    run_->OnExecutorCount(1, now_);
  }
};

TEST_F(RecoveredRunTest, UnfinishedBatchesRunAgainWithTheirBlocksAndThenThoseThatAreDue) {
  Finished(1000);
  std::map<BatchTime, BatchBlocks> seen;
  plan_.run_batch = [&](const BatchKey& batch, const BatchBlocks& blocks) {
    ran_.push_back(batch);
    seen[batch.time] = blocks;
    return absl::OkStatus();
  };
  StartAt(5100);
  Step();
  for (int64_t batch : {4000, 5000}) Answer(batch);
  for (int64_t batch : {2000, 3000, 4000, 5000}) {
    Step();
    ASSERT_EQ(ran_.back(), At(batch)) << "no boundary is left out";
    Done(BatchTime(batch));
  }
  EXPECT_THAT(seen[BatchTime(2000)][InputId(0)], ElementsAre(ElementsAre(Block(1))));
  EXPECT_THAT(seen[BatchTime(3000)][InputId(0)], ElementsAre(ElementsAre(Block(2))));
  EXPECT_THAT(seen[BatchTime(4000)][InputId(0)], ElementsAre(ElementsAre(Block(3))));
  EXPECT_THAT(seen[BatchTime(5000)], IsEmpty());
  EXPECT_EQ(blocks_.totals.received, 40) << "nothing was received again";
  EXPECT_EQ(blocks_.totals.processed, 40);
  EXPECT_EQ(blocks_.totals.lost, 0);
}

TEST_F(RecoveredRunTest, WhatTheCheckpointCallsFinishedIsNotRunAgainAndItsBlocksAreFreed) {
  Finished(3000);
  StartAt(3100);
  EXPECT_THAT(Step(), ElementsAre("free", "free", "free"));
  EXPECT_THAT(ran_, IsEmpty());
  EXPECT_EQ(blocks_.totals.processed, 30);
  EXPECT_EQ(blocks_.Find(Block(0)), nullptr);
}

TEST_F(RecoveredRunTest, BeforeTheFirstCheckpointAllBatchesRunAgain) {
  StartAt(3100);
  for (int64_t batch : {1000, 2000, 3000}) {
    Step();
    ASSERT_EQ(ran_.back(), At(batch));
    Done(BatchTime(batch));
  }
}

TEST_F(RecoveredRunTest, AlsoBeforeTheFirstCheckpointNoneIsLeftOutBetweenThem) {
  image_->batches[BatchTime(2000)].finished = true;
  StartAt(3100);
  for (int64_t batch : {1000, 2000, 3000}) {
    Step();
    ASSERT_EQ(ran_.back(), At(batch));
    Done(BatchTime(batch));
  }
  EXPECT_EQ(blocks_.totals.processed, 20);
}

TEST_F(RecoveredRunTest, ReceiversThatRunAreNotStartedAgain) {
  Finished(3000);
  StartAt(3100);
  EXPECT_THAT(Step(), Not(Contains("start")));
  EXPECT_THAT(placement_.Running(kRun), ElementsAre(ReceiverEpoch{kStream, Epoch(1)}));
}

TEST_F(RecoveredRunTest, NothingRunsBeforeExecutorsAreThere) {
  options_.expected_executors = 2;
  StartAt(3100);
  EXPECT_THAT(Step(), IsEmpty()) << "the other one may hold the blocks";
  run_->OnExecutorCount(2, now_);
  EXPECT_THAT(Step(), Contains("run"));
}

TEST_F(RecoveredRunTest, WhatNobodyHoldsAnyMoreIsNotAssigned) {
  Finished(3000);
  StartAt(3100);
  Step();
  EXPECT_THAT(master_.Apply(DropHolder{e1}), IsOk());
  StepAt(4000);
  Answer(4000);
  Step();
  EXPECT_THAT(blocks_.BlocksOf(At(4000)), IsEmpty());
}

TEST_F(RecoveredRunTest, BatchesOfWhichAStopHasSavedTheRowsRunInTheirPlace) {
  image_->batches.erase(BatchTime(2000));
  image_->blocks.erase(Block(1));
  Finished(1000);
  StartAt(3100);
  for (int64_t batch : {2000, 3000}) {
    Step();
    ASSERT_EQ(ran_.back(), At(batch));
    Done(BatchTime(batch));
  }
  EXPECT_THAT(failure_, IsOk());
  StepAt(4000);
  Answer(4000);
  Step();
  EXPECT_EQ(ran_.back(), At(4000));
}

// With a write-ahead log, whoever stops it and when: what was received and not processed stays in the log.
class LeftRunTest : public RecoveredRunTest {
 protected:
  LeftRunTest() {
    plan_.write_ahead_log = true;
    plan_.save_batch = [](const BatchKey&, const BatchBlocks&) { return absl::OkStatus(); };
    plan_.first_failed = [] { return std::nullopt; };
    for (auto& [id, block] : image_->blocks) block.info.log = PlaceInLog{};
    Finished(1000);
  }
  bool HasForgotten() const {
    return std::any_of(log_->updates.begin(), log_->updates.end(), [](const BlockUpdate& update) {
      const auto* forgotten = std::get_if<ForgetBatch>(&update);
      return std::holds_alternative<EndRun>(update) || (forgotten != nullptr && forgotten->batch != At(1000));
    });
  }
};

TEST_F(LeftRunTest, ByARunThatIsStoppedBeforeExecutorsAreThere) {
  Start();
  run_->Stop(/*graceful=*/false, now_);
  EXPECT_EQ(Step().back(), "end");
  EXPECT_EQ(for_later_, 30);
  EXPECT_FALSE(HasForgotten());
  EXPECT_THAT(blocks_.runs, IsEmpty());
}

TEST_F(LeftRunTest, ByAGracefulStopForWhichNoExecutorComes) {
  Start();
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(Step(), IsEmpty());
  ASSERT_NE(run_->NextDeadline(), std::nullopt);
  now_ = *run_->NextDeadline();
  EXPECT_EQ(Step().back(), "end");
  EXPECT_THAT(ended_with_, StatusIs(absl::StatusCode::kUnavailable, testing::HasSubstr("records=")));
  EXPECT_EQ(for_later_, 30);
  EXPECT_FALSE(HasForgotten());
}

TEST_F(RecoveredRunTest, AGracefulStopWaitsForExecutorsAndRunsWhatAFormerLifeReceived) {
  options_.expected_executors = 2;
  Finished(1000);
  StartAt(3100);
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(Step(), IsEmpty());
  run_->OnExecutorCount(2, now_);
  for (int64_t batch : {2000, 3000, 4000}) {
    Step();
    Stopped();
    Step();
    ASSERT_EQ(ran_.back(), At(batch));
    Done(BatchTime(batch));
  }
  EXPECT_EQ(Step().back(), "end");
  EXPECT_THAT(ended_with_, IsOk());
  EXPECT_EQ(blocks_.totals.processed, 40);
}

TEST_F(RecoveredRunTest, AGracefulStopWaitsAlsoForWhatOnlyExecutorsKnowOfAFormerLife) {
  image_->blocks.erase(Block(3));
  Finished(3000);
  Start();
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(Step(), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  Receive(4);
  placement_.OnFoundRunning(e1, {kStream, Epoch(1)});
  run_->OnExecutorCount(1, now_);
  EXPECT_THAT(Step(), Contains("stop"));
  Stopped();
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(running_, BatchTime(4000));
  EXPECT_THAT(blocks_.BlocksOf(At(4000)), ElementsAre(Block(4)));
}

TEST_F(LeftRunTest, ByARunThatCannotSaveIt) {
  StartAt(3100);
  Step();
  run_->Stop(/*graceful=*/false, now_);
  Step();
  Done(BatchTime(2000), absl::CancelledError("cancelled"));
  Stopped();
  const absl::Status full = absl::ResourceExhaustedError("no space left on device");
  for (int i = 0; i < 10 && run_->phase() != Phase::kEnded; ++i) {
    saving_ = BatchTime();
    Step();
    if (saving_ != BatchTime()) Done(saving_, saving_ == BatchTime(2000) ? full : absl::OkStatus());
  }
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  EXPECT_EQ(for_later_, 10) << "the batches after it are saved";
  for (const BlockUpdate& update : log_->updates) {
    const auto* forgotten = std::get_if<ForgetBatch>(&update);
    EXPECT_TRUE(forgotten == nullptr || forgotten->batch.time < BatchTime(2000));
    EXPECT_FALSE(std::holds_alternative<EndRun>(update));
  }
}

TEST_F(LeftRunTest, ByARunThatHasProcessedItAllToo) {
  StartAt(3100);
  Step();
  for (int64_t batch : {2000, 3000}) {
    Done(BatchTime(batch));
    Step();
  }
  run_->Stop(/*graceful=*/true, now_);
  Step();
  Stopped();
  Step();
  Done(running_);
  Step();
  EXPECT_EQ(run_->phase(), Phase::kEnded);
  EXPECT_EQ(for_later_, 0);
  EXPECT_FALSE(std::any_of(log_->updates.begin(), log_->updates.end(), [](const BlockUpdate& update) {
    return std::holds_alternative<EndRun>(update);
  })) << "a receiver's log may have what nobody was told";
}

TEST_F(LeftRunTest, ByNoReceiverWhoseExecutorIsLostWhenARunStopsGracefully) {
  StartAt(3100);
  Step();
  for (int64_t batch : {2000, 3000}) {
    Done(BatchTime(batch));
    Step();
  }
  placement_.LoseExecutor(e1);
  placement_.AddExecutor(e2, "w2");
  run_->Stop(/*graceful=*/true, now_);
  EXPECT_THAT(Step(), ElementsAre("start", "stop")) << "what it has logged and told nobody is found so";
  EXPECT_EQ(run_->phase(), Phase::kStoppingReceivers);
  placement_.OnReport(e2, {.id = {kStream, Epoch(DriverLife(1), 1)}, .state = ReceiverStatus::State::kStopped}, now_);
  EXPECT_THAT(Step(), ElementsAre("run"));
  EXPECT_EQ(run_->phase(), Phase::kDraining);
}

// Each of these has no former life.
class LoggedRunTest : public StreamingRunTest {};

TEST_F(LoggedRunTest, ABatchThatIsNotInTheLogDoesNotRun) {
  StartOnOne();
  Receive(0);
  log_->commit_failure = absl::ResourceExhaustedError("no space left on device");
  StepAt(1000);
  Answer(1000);
  absl::Status result;
  for (const RunAction& action : run_->Step(now_)) {
    if (const auto* call = std::get_if<CallForBatch>(&action)) result = call->call();
  }
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kResourceExhausted, testing::HasSubstr("log of received blocks")));
  EXPECT_THAT(ran_, IsEmpty());
}

TEST_F(LoggedRunTest, ABatchThatIsNotInTheLogHasFailedAndKeepsItsBlocks) {
  std::optional<BatchTime> failed;
  plan_.first_failed = [&] { return failed; };
  plan_.fail_batch = [&](const BatchKey& batch, const BatchBlocks& blocks, const absl::Status& why) {
    EXPECT_THAT(blocks, SizeIs(1));
    failed = batch.time;
    return why;
  };
  StartOnOne();
  Receive(0);
  log_->commit_failure = absl::ResourceExhaustedError("no space left on device");
  StepAt(1000);
  Answer(1000);
  for (const RunAction& action : run_->Step(now_)) {
    if (const auto* call = std::get_if<CallForBatch>(&action)) run_->OnBatchDone(call->batch, call->call(), now_);
  }
  EXPECT_EQ(failed, BatchTime(1000));
  EXPECT_THAT(ran_, IsEmpty());
  EXPECT_NE(blocks_.Find(Block(0)), nullptr) << "a later run has them";
}

TEST_F(LoggedRunTest, ABatchRunsBehindItsLog) {
  plan_.run_batch = [this](const BatchKey& batch, const BatchBlocks&) {
    EXPECT_EQ(log_->committed, log_->updates.size());
    EXPECT_TRUE(std::holds_alternative<AssignBatch>(log_->updates.back()));
    ran_.push_back(batch);
    return absl::OkStatus();
  };
  StartOnOne();
  Receive(0);
  StepAt(1000);
  Answer(1000);
  Step();
  EXPECT_THAT(ran_, SizeIs(1));
}

}  // namespace
}  // namespace sluice
