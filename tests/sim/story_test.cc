#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "tests/sim/sim_cluster.h"

// One fault at a time, and the proof that it happened.

namespace sluice {
namespace {

SimClusterOptions Options() {
  SimClusterOptions options{.seed = 1, .history_max = 200};
  options.executor.slots = 1;
  options.application.word_counts[0].interval = absl::Seconds(1);
  options.application.block_interval = absl::Milliseconds(50);
  return options;
}

// Three executors and one source; the receiver runs on one of them. A batch a second.
class SimClusterTest : public ::testing::Test {
 protected:
  explicit SimClusterTest(const SimClusterOptions& options = Options()) : cluster_(options) {
    for (int worker = 0; worker < 3; ++worker) cluster_.StartExecutor(worker);
    cluster_.application().Start();
    RunUntil([&] { return cluster_.source(0).connections() == 1; });
    receiver_ = cluster_.traffic().ReceiverOf(0);
    RunToMiddleOfBatch();
  }

  void TearDown() override {
    if (!HasFailure()) return;
    for (const std::string& event : cluster_.history()) std::cout << "  " << event << "\n";
  }

  void RunUntil(const std::function<bool()>& done) { ASSERT_TRUE(cluster_.RunUntil(done, absl::Seconds(30))); }
  void RunFor(absl::Duration time) { cluster_.loop().RunFor(time); }
  // Where a fault has time before the next batch is cut.
  void RunToMiddleOfBatch() {
    const absl::Duration into_batch =
        absl::Milliseconds(absl::ToUnixMillis(cluster_.loop().clock().CalendarNow()) % 1000);
    RunFor(absl::Milliseconds(1200) - into_batch);
  }
  void WriteAndReplicate(int lines) {
    const int64_t before = Lines().replicated;
    cluster_.source(0).Write(lines);
    RunUntil([&] { return Lines().replicated == before + lines; });
  }
  void Finish() {
    cluster_.source(0).Finish();
    RunUntil([&] { return cluster_.application().ended(); });
    EXPECT_THAT(cluster_.application().program_result(), IsOk());
    EXPECT_THAT(cluster_.ledger().Check(true), IsOk());
  }

  ExecutorId OtherThan(ExecutorId executor) {
    for (ExecutorId other : cluster_.alive()) {
      if (other != executor) return other;
    }
    return executor;
  }
  LineLedger::Summary Lines() { return cluster_.ledger().Summarize(); }
  int64_t Marked(Mark mark) { return cluster_.marks()[mark]; }

  SimCluster cluster_;
  ExecutorId receiver_;
};

TEST_F(SimClusterTest, EveryLineIsCountedOnce) {
  WriteAndReplicate(50);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
  EXPECT_EQ(cluster_.application().totals().processed, 50);
  EXPECT_EQ(cluster_.application().totals().replicated, 50);
}

TEST_F(SimClusterTest, KilledReceiverStartsElsewhere) {
  WriteAndReplicate(10);
  cluster_.Kill(receiver_);
  cluster_.source(0).Write(10);
  Finish();
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 1);
  EXPECT_NE(cluster_.traffic().ReceiverOf(0), receiver_);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, AReceiverWhoseExecutorLeavesStartsElsewhereAndNothingIsLost) {
  WriteAndReplicate(10);
  cluster_.source(0).Write(10);
  cluster_.Drain(receiver_);
  RunUntil([&] { return Marked(Mark::kLetGo) == 1; });
  cluster_.source(0).Write(10);
  Finish();
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 1);
  EXPECT_NE(cluster_.traffic().ReceiverOf(0), receiver_);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

// The source stays open all the time, and the receiver has nowhere to go for a while.
TEST_F(SimClusterTest, WhenAllLeaveAtOnceTheReceiverWaitsForTheNextExecutor) {
  WriteAndReplicate(10);
  for (ExecutorId executor : cluster_.alive()) cluster_.Drain(executor);
  RunUntil([&] { return Marked(Mark::kLetGo) == 3; });
  cluster_.source(0).Write(10);
  RunUntil([&] { return Lines().counted == 20; });
  EXPECT_FALSE(cluster_.application().ended());
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, ExecutorsThatLeaveOneAfterTheOtherLoseNoLine) {
  for (ExecutorId executor : cluster_.alive()) {
    WriteAndReplicate(10);
    cluster_.Drain(executor);
    cluster_.source(0).Write(10);
    RunUntil([&] { return cluster_.Find(executor) == nullptr && cluster_.alive().size() == 3; });
  }
  Finish();
  EXPECT_EQ(Marked(Mark::kLetGo), 3);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
  EXPECT_EQ(cluster_.application().totals().lost, 0);
}

// Its copy is gone with another executor.
TEST_F(SimClusterTest, WhatOnlyTheLeavingExecutorHoldsIsHandedOver) {
  WriteAndReplicate(10);
  RunFor(absl::Milliseconds(50));  // The driver hears of the block.
  for (ExecutorId other : cluster_.alive()) {
    if (other != receiver_) cluster_.Kill(other);
  }
  RunUntil([&] { return cluster_.alive().size() == 3; });
  RunFor(absl::Milliseconds(50));  // They have attached.
  cluster_.Drain(receiver_);
  RunUntil([&] { return Marked(Mark::kLetGo) == 1; });
  EXPECT_GT(Marked(Mark::kBlocksHandedOver), 0);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, WhatTheDeadReceiverHadNotReadIsReadByTheNext) {
  cluster_.source(0).Write(20);
  cluster_.Kill(receiver_);
  EXPECT_EQ(Lines().read, 0);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, WhatTheDeadReceiverHadInNoBlockIsLost) {
  WriteAndReplicate(10);
  cluster_.source(0).Write(5);
  RunUntil([&] { return Lines().read == 15; });
  cluster_.Kill(receiver_);
  Finish();
  EXPECT_EQ(Lines().counted, 10);
  EXPECT_EQ(Lines().excused, 5);
}

TEST_F(SimClusterTest, CutExecutorComesBackWithItsBlocks) {
  WriteAndReplicate(10);
  cluster_.CutDriver(receiver_, absl::Seconds(4));
  RunFor(absl::Seconds(10));
  EXPECT_EQ(Marked(Mark::kReattached), 1);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, ShortCutIsNotNoticed) {
  WriteAndReplicate(10);
  cluster_.CutDriver(receiver_, absl::Milliseconds(500));
  RunFor(absl::Seconds(5));
  EXPECT_GT(cluster_.network_stats().frames_held, 0);
  EXPECT_EQ(Marked(Mark::kReattached), 0);
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 0);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, AnExecutorThatStandsStillForLessThanItsLeaseIsNotGivenUp) {
  WriteAndReplicate(10);
  cluster_.StandStill(receiver_, absl::Milliseconds(800));
  RunFor(absl::Seconds(5));
  EXPECT_EQ(Marked(Mark::kReattached), 0);
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 0);
  WriteAndReplicate(10);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, ADriverThatStandsStillForLessThanTheLeaseLosesNobodyAndIsLostByNobody) {
  WriteAndReplicate(10);
  cluster_.StandStillDriver(absl::Milliseconds(800));
  RunFor(absl::Seconds(5));
  EXPECT_EQ(Marked(Mark::kReattached), 0);
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 0);
  WriteAndReplicate(10);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

// It is noticed within a second, and its receiver runs elsewhere within half a second more.
TEST_F(SimClusterTest, WhoFallsSilentIsGivenUpAfterASecond) {
  WriteAndReplicate(10);
  const absl::Time silent_since = cluster_.loop().clock().Now();
  cluster_.StandStill(receiver_, absl::Seconds(4));
  RunUntil([&] { return Marked(Mark::kReceiversMoved) == 1; });
  EXPECT_GE(cluster_.loop().clock().Now() - silent_since, absl::Milliseconds(600));
  EXPECT_LE(cluster_.loop().clock().Now() - silent_since, absl::Milliseconds(1500));
  RunFor(absl::Seconds(5));  // The former receiver goes on meanwhile, and is stopped.
  WriteAndReplicate(10);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, TaskOfAnExecutorOutOfReachRunsElsewhere) {
  WriteAndReplicate(10);
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  cluster_.CutDriver(receiver_, absl::Seconds(4));
  RunFor(absl::Seconds(12));
  EXPECT_GT(Marked(Mark::kTasksLaunchedAgain), 0);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, FailingTaskIsTriedAgain) {
  WriteAndReplicate(10);
  cluster_.tasks().FailNext();
  Finish();
  EXPECT_EQ(Marked(Mark::kTasksFailed), 1);
  EXPECT_EQ(Marked(Mark::kTasksLaunchedAgain), 1);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, BlocksOfADeadReceiverAreReadFromTheirReplicas) {
  for (int i = 0; i < 5; ++i) WriteAndReplicate(10);
  cluster_.Kill(receiver_);
  Finish();
  EXPECT_EQ(Marked(Mark::kExecutorsKilled), 1);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, LinesWhoseHoldersAllDiedAreLostAndAccountedFor) {
  WriteAndReplicate(10);
  RunFor(absl::Milliseconds(50));  // The driver hears of the block.
  for (ExecutorId executor : cluster_.alive()) cluster_.Kill(executor);
  Finish();
  EXPECT_EQ(Lines().counted, 0);
  EXPECT_EQ(cluster_.application().totals().lost, 10);
}

// Two jobs at a time; tasks take long, so that batches overlap.
class SideBySideTest : public SimClusterTest {
 protected:
  explicit SideBySideTest(const SimClusterOptions& options = WithConcurrentJobs(2)) : SimClusterTest(options) {
    cluster_.tasks().SlowDown(absl::Seconds(4), absl::Seconds(4));
    for (int batch = 0; batch < 3; ++batch) {
      WriteAndReplicate(10);
      RunFor(absl::Seconds(1));
    }
  }

  static SimClusterOptions WithConcurrentJobs(int jobs) {
    SimClusterOptions options = Options();
    options.application.word_counts[0].concurrent_jobs = jobs;
    return options;
  }
};

// Three at a time, and two outputs of each batch: both of one run beside those of the next.
class SideBySideOutputsTest : public SideBySideTest {
 protected:
  SideBySideOutputsTest() : SideBySideTest(WithTwoOutputs()) {}

 private:
  static SimClusterOptions WithTwoOutputs() {
    SimClusterOptions options = WithConcurrentJobs(3);
    options.application.word_counts[0].second_output = true;
    return options;
  }
};

TEST_F(SideBySideTest, ABatchRunsWhileTheOneBeforeItDoes) {
  RunUntil([&] { return cluster_.application().progress().running == 2; });
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SideBySideOutputsTest, BothCountTheSameRowsThoughABatchRunsWhileTheOneBeforeItDoes) {
  RunUntil([&] { return cluster_.application().progress().running == 2; });
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SideBySideOutputsTest, AKilledExecutorCostsNeitherOfThem) {
  RunUntil([&] { return cluster_.application().progress().running == 2; });
  cluster_.Kill(OtherThan(receiver_));
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SideBySideTest, AKilledExecutorCostsNeitherOfTheBatchesThatRun) {
  RunUntil([&] { return cluster_.application().progress().running == 2; });
  cluster_.Kill(OtherThan(receiver_));
  Finish();
  EXPECT_GT(Marked(Mark::kTasksLaunchedAgain), 0);
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

SimClusterOptions WithBackpressure() {
  SimClusterOptions options = Options();
  options.application.backpressure = true;
  return options;
}

class BackpressureTest : public SimClusterTest {
 protected:
  BackpressureTest() : SimClusterTest(WithBackpressure()) {}

  // The source has so many new lines each tenth of a second.
  void WriteFor(absl::Duration time, int lines) {
    for (absl::Duration passed; passed < time; passed += absl::Milliseconds(100)) {
      cluster_.source(0).Write(lines);
      RunFor(absl::Milliseconds(100));
    }
  }
  RunStatus Run() { return cluster_.application().status().runs.at(0); }
  size_t WaitingBatches() {
    size_t waiting = 0;
    for (const BatchRecord& batch : Run().batches) waiting += batch.state == BatchRecord::State::kQueued;
    return waiting;
  }
};

// Also by an executor that takes over while they are slow.
TEST_F(BackpressureTest, NoMoreIsReadThanSlowTasksCanBearAndAllOfItInTheEnd) {
  WriteFor(absl::Seconds(3), 20);
  cluster_.tasks().SlowDown(absl::Seconds(40), absl::Milliseconds(100));
  WriteFor(absl::Seconds(20), 100);
  cluster_.Kill(receiver_);
  WriteFor(absl::Seconds(15), 100);
  EXPECT_LE(WaitingBatches(), 2);
  EXPECT_GT(Run().rates.at(0).limit, 0);
  EXPECT_LT(Run().rates.at(0).limit, 1000) << "the source writes a thousand a second";
  EXPECT_LT(Lines().read, Lines().written - 1000) << "the rest stays where it is";
  RunFor(absl::Seconds(5));
  Finish();
}

TEST_F(SimClusterTest, BatchesGoOnAsBeforeWhenTheWallClockIsSetBack) {
  WriteAndReplicate(10);
  cluster_.SetWallForward(-absl::Hours(1));
  const int64_t before = cluster_.application().progress().batches;
  RunFor(absl::Seconds(5));
  EXPECT_EQ(cluster_.application().progress().batches, before + 5);
  EXPECT_EQ(Lines().counted, 10);
  WriteAndReplicate(10);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, BatchesOfTheTimeThatWasLeftOutAreMadeUpForWhenTheWallClockIsSetForward) {
  WriteAndReplicate(10);
  cluster_.SetWallForward(absl::Minutes(1));
  const int64_t before = cluster_.application().progress().batches;
  RunFor(absl::Seconds(5));
  EXPECT_EQ(cluster_.application().progress().batches, before + 65);
  EXPECT_EQ(cluster_.alive().size(), 3u) << "no lease ends by it";
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

TEST_F(SimClusterTest, ExecutorsOutliveTheirDriverAndWorkForTheNextAsIfThatWereTheFirst) {
  WriteAndReplicate(10);
  RunUntil([&] { return Lines().counted == 10; });
  RunToMiddleOfBatch();
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  WriteAndReplicate(40);
  // Tasks run now whose numbers the next driver gives to others.
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  const std::vector<ExecutorId> executors = cluster_.alive();
  cluster_.RestartDriver();
  cluster_.application().Start();
  RunFor(absl::Seconds(10));
  EXPECT_EQ(Marked(Mark::kReattached), 3);
  WriteAndReplicate(10);
  RunUntil([&] { return Lines().counted == 20; });
  EXPECT_EQ(cluster_.alive(), executors);
  Finish();
  EXPECT_EQ(Lines().counted, 20);
  EXPECT_EQ(Lines().excused, 40) << "the former driver's, lost with it";
  EXPECT_EQ(cluster_.application().totals().received, 10);
  EXPECT_EQ(cluster_.application().totals().processed, 10);
  EXPECT_EQ(cluster_.application().totals().lost, 0);
}

TEST_F(SimClusterTest, BrokenSourceIsConnectedAgain) {
  WriteAndReplicate(10);
  cluster_.source(0).BreakConnections();
  cluster_.source(0).Write(10);
  Finish();
  EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
}

}  // namespace
}  // namespace sluice
