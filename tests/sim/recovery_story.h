#ifndef SLUICE_TESTS_SIM_RECOVERY_STORY_H_
#define SLUICE_TESTS_SIM_RECOVERY_STORY_H_

#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/sim/sim_cluster.h"

namespace sluice {

// Three executors and a checkpoint directory; a word count that has been started, with batches of a second.
class RecoveryStoryTest : public ::testing::Test {
 protected:
  RecoveryStoryTest() : RecoveryStoryTest(SimApplicationOptions()) {}
  explicit RecoveryStoryTest(const SimApplicationOptions& application)
      : cluster_(Options(application, folder_.path())) {
    for (int worker = 0; worker < 3; ++worker) cluster_.StartExecutor(worker);
    cluster_.application().Start();
    RunUntil([&] { return cluster_.source(0).connections() == 1; });
    executors_ = cluster_.alive();
  }

  void TearDown() override {
    if (!HasFailure()) return;
    for (const std::string& event : cluster_.history()) std::cout << "  " << event << "\n";
  }

  static SimClusterOptions Options(const SimApplicationOptions& application, const std::string& folder) {
    SimClusterOptions options{.seed = 1, .history_max = 400, .application = application};
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

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_RECOVERY_STORY_H_
