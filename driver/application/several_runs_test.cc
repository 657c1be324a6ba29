#include <set>

#include "driver/application/application_driver_test_base.h"

// Several runs in one application, and jobs of none.

namespace sluice {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(ApplicationDriverTest, RunsWithBatchesOfEqualTimesFailAndAreStoppedEachAlone) {
  Attach(1);
  std::map<RunId, std::set<BatchTime>> times;
  auto start = [&](const absl::Status& result) {
    StreamingPlan plan{.interval = absl::Seconds(1)};
    plan.run_batch = [&times, result](const BatchKey& batch, const BatchBlocks&) {
      times[batch.run].insert(batch.time);
      return result;
    };
    return driver_->Start(std::move(plan)).value();
  };
  const RunId good = start(absl::OkStatus());
  const RunId bad = start(absl::AbortedError("boom"));
  Until([&] { return times[good].size() >= 3 && times[bad].size() >= 3; });
  EXPECT_EQ(times[good], times[bad]);
  EXPECT_THAT(driver_->AwaitTermination(bad, absl::Seconds(1)), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(driver_->AwaitTermination(good, absl::Seconds(1)), IsOkAndHolds(false));
  EXPECT_THAT(driver_->status().runs, SizeIs(2));

  EXPECT_THAT(driver_->Stop(bad, /*graceful=*/true), IsOk());
  EXPECT_EQ(driver_->state(bad), StreamingState::kStopped);
  EXPECT_EQ(driver_->state(good), StreamingState::kActive);
  const size_t before = times[good].size(), stopped_at = times[bad].size();
  RunJob(Collect(Blocks({{}})));
  EXPECT_THAT(JobResult(), SizeIs(1));
  Until([&] { return times[good].size() >= before + 2; });
  EXPECT_EQ(times[bad].size(), stopped_at);
}

TEST_F(ApplicationDriverTest, AStopCancelsTheJobsOfItsRunAndNoOthers) {
  StartStreamWithATaskThatRuns();
  const RunId first = run_;
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 2; });
  EXPECT_EQ(StreamId(executor(1).orders.started[1].stream()).number(), 1);
  RunJob(Collect(Blocks({{}})));
  loop_.RunFor(absl::Milliseconds(100));
  EXPECT_THAT(driver_->Stop(run_, /*graceful=*/false), IsOk());
  Until([&] { return executor(1).orders.stopped.size() == 1; });
  loop_.RunFor(absl::Milliseconds(100));
  EXPECT_THAT(executor(1).orders.cancelled, IsEmpty());
  EXPECT_EQ(StreamId(executor(1).orders.stopped[0].stream()).number(), 1);
  EXPECT_THAT(driver_->Stop(first, /*graceful=*/false), IsOk());
  Until([&] { return executor(1).orders.cancelled.size() == 1; });
  executor(1).on_task = succeed_;
  executor(1).AnswerTasks();
  EXPECT_THAT(JobResult(), SizeIs(1)) << "it is of no run";
}

TEST_F(ApplicationDriverTest, WhatIsHeardOfAStreamThatHasEndedIsLostAndFreed) {
  Attach(1);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  EXPECT_THAT(driver_->Stop(run_, /*graceful=*/false), IsOk());
  StartStream();
  executor(1).ReportBlock(1, 0, 7);
  Until([&] { return executor(1).orders.freed.size() == 1; });
  EXPECT_EQ(Totals().received, 7);
  EXPECT_EQ(Totals().lost, 7);
}

TEST(BatchLanesTest, LanesOfARunThatHasEndedAreHandedOn) {
  SimLoop loop(1);
  BatchLanes lanes(loop);
  int ran = 0;
  for (int run : {0, 1}) {
    for (int lane : {0, 1}) lanes.Post(RunId(run), lane, [&] { ++ran; });
  }
  lanes.Post(RunId(1), 0, [&] { ++ran; });
  EXPECT_EQ(lanes.size(), 4);
  lanes.End(RunId(0));
  lanes.Post(RunId(2), 0, [&] { ++ran; });
  lanes.Post(RunId(1), 0, [&] { ++ran; });
  EXPECT_EQ(lanes.size(), 4);
  loop.RunFor(absl::Seconds(1));
  EXPECT_EQ(ran, 7);
}

}  // namespace
}  // namespace sluice
