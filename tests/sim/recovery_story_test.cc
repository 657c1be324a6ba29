#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "tests/sim/sim_cluster.h"

// The driver of a supervised application is killed, and its executors live on: what they have is not read again, and
// every line is counted once.

namespace sluice {
namespace {

class RecoveryStoryTest : public ::testing::Test {
 protected:
  RecoveryStoryTest() : cluster_(Options(folder_.path())) {
    for (int worker = 0; worker < 3; ++worker) cluster_.StartExecutor(worker);
    cluster_.application().Start();
    RunUntil([&] { return cluster_.source(0).connections() == 1; });
    executors_ = cluster_.alive();
  }

  void TearDown() override {
    if (!HasFailure()) return;
    for (const std::string& event : cluster_.history()) std::cout << "  " << event << "\n";
  }

  static SimClusterOptions Options(const std::string& folder) {
    SimClusterOptions options{.seed = 1, .history_max = 400};
    options.executor.slots = 1;
    options.application.word_counts[0].interval = absl::Seconds(1);
    options.application.word_counts[0].checkpoint_folder = folder;
    options.application.block_interval = absl::Milliseconds(50);
    options.application.expected_executors = 3;
    return options;
  }

  void RunUntil(const std::function<bool()>& done) { ASSERT_TRUE(cluster_.RunUntil(done, absl::Seconds(60))); }
  void RunFor(absl::Duration time) { cluster_.loop().RunFor(time); }
  // Where a fault has time before the next batch is cut.
  void RunToMiddleOfBatch() {
    const absl::Duration into_batch =
        absl::Milliseconds(absl::ToUnixMillis(cluster_.loop().clock().CalendarNow()) % 1000);
    RunFor(absl::Milliseconds(1400) - into_batch);
  }
  void WriteAndReplicate(int lines) {
    const int64_t before = Lines().replicated;
    cluster_.source(0).Write(lines);
    RunUntil([&] { return Lines().replicated == before + lines; });
  }
  void CountAll() {
    RunUntil([&] { return Lines().counted == Lines().written; });
  }
  void Finish() {
    cluster_.source(0).Finish();
    RunUntil([&] { return cluster_.application().ended(); });
    EXPECT_THAT(cluster_.application().program_result(), IsOk());
    EXPECT_THAT(cluster_.ledger().CheckNothingMissing(), IsOk());
  }
  void ExpectNothingWasStartedOrReadAgain() {
    EXPECT_EQ(cluster_.alive(), executors_);
    EXPECT_EQ(cluster_.source(0).connections_ever(), 1) << "its receiver lives on";
    EXPECT_EQ(Marked(Mark::kReceiversMoved), 0);
  }
  LineLedger::Summary Lines() { return cluster_.ledger().Summarize(); }
  int64_t Marked(Mark mark) { return cluster_.marks()[mark]; }
  WordCountProgress Progress() { return cluster_.application().progress(); }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("recovery");
  SimCluster cluster_;
  std::vector<ExecutorId> executors_;
};

TEST_F(RecoveryStoryTest, BatchesGoOnBehindTheLastOneThatWasDone) {
  WriteAndReplicate(20);
  CountAll();
  RunToMiddleOfBatch();
  const BatchTime done = Progress().last_counted;
  cluster_.FailOverDriver(absl::Seconds(3));
  RunFor(absl::Seconds(4));
  EXPECT_EQ(Marked(Mark::kReattached), 3);
  WriteAndReplicate(20);
  CountAll();
  EXPECT_EQ(Progress().first_counted, BatchTime(done.value() + 1000))
      << "no batch that was done runs again, none is left out";
  ExpectNothingWasStartedOrReadAgain();
  Finish();
  EXPECT_EQ(cluster_.application().totals().received, 40);
  EXPECT_EQ(cluster_.application().totals().processed, 40);
}

TEST_F(RecoveryStoryTest, WhatComesWhileThereIsNoDriverIsReceivedAndCounted) {
  WriteAndReplicate(20);
  CountAll();
  RunToMiddleOfBatch();
  cluster_.FailOverDriver(absl::Seconds(20));
  RunFor(absl::Seconds(10));
  WriteAndReplicate(30);
  EXPECT_EQ(Lines().counted, 20);
  RunFor(absl::Seconds(12));
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, ABatchThatWasUnderWayRunsAgainWithTheSameBlocks) {
  RunToMiddleOfBatch();
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  WriteAndReplicate(20);
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  EXPECT_EQ(Lines().counted, 0);
  cluster_.FailOverDriver(absl::Milliseconds(200));
  RunFor(absl::Seconds(1));
  WriteAndReplicate(20);
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, WhatWasReceivedBeforeTheFirstBatchCounts) {
  cluster_.source(0).Write(20);
  RunUntil([&] { return Lines().replicated == 20; });
  cluster_.FailOverDriver(absl::Seconds(1));
  RunFor(absl::Seconds(3));
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, ADriverThatDiesAgainAndAgainCostsNothingEither) {
  for (int life = 0; life < 4; ++life) {
    WriteAndReplicate(10);
    cluster_.FailOverDriver(absl::Milliseconds(700));
    RunFor(absl::Milliseconds(1900));
  }
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, AnExecutorThatDiesInTheGapIsReadFromItsReplicas) {
  WriteAndReplicate(20);
  const ExecutorId receiver = cluster_.traffic().ReceiverOf(0);
  cluster_.FailOverDriver(absl::Seconds(2));
  RunFor(absl::Milliseconds(500));
  cluster_.Kill(receiver);
  RunFor(absl::Seconds(6));
  WriteAndReplicate(20);
  CountAll();
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 1);
  Finish();
}

TEST_F(RecoveryStoryTest, WithoutANextLifeExecutorsEndInTime) {
  cluster_.FailOverDriver(absl::Minutes(10));
  RunFor(absl::Seconds(50));
  EXPECT_EQ(cluster_.alive(), executors_);
  RunFor(absl::Seconds(15));
  for (ExecutorId executor : executors_) EXPECT_EQ(cluster_.Find(executor), nullptr);
}

}  // namespace
}  // namespace sluice
