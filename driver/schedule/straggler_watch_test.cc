#include "driver/schedule/straggler_watch.h"

#include "driver/schedule/scheduler_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two of three tasks of a stage are done, after a second each; the third runs since now_.
class StragglerWatchTest : public ::testing::Test {
 protected:
  StragglerWatchTest() {
    const JobSpec spec = Collect(Blocks({{}, {}, {}}));
    EXPECT_THAT(stages_.Add(JobId(0), spec), IsOk());
    for (int i = 0; i < 2; ++i) stages_.RunOf(last_).times.Add(absl::Seconds(1));
    attempts_.Start({last_, e1, 0, now_});
  }
  std::vector<TaskKey> LookAfter(absl::Duration time) { return watch_.Look(attempts_, stages_, now_ + time); }

  const TaskKey last_{JobId(0), std::nullopt, 2};
  const absl::Time now_ = absl::FromUnixSeconds(1000);
  JobStages stages_{ProgramLimits(), DriverLife(1)};
  Attempts attempts_{DriverLife(1)};
  StragglerWatch watch_{{.enabled = true, .interval = absl::Seconds(1), .multiplier = 3, .quantile = 0.6}};
};

TEST_F(StragglerWatchTest, ATaskThatTakesSeveralTimesTheMedianIsFound) {
  EXPECT_THAT(LookAfter(absl::Seconds(3)), IsEmpty());
  EXPECT_THAT(LookAfter(absl::Seconds(4)), ElementsAre(last_));
}

TEST_F(StragglerWatchTest, LooksFromTimeToTimeOnly) {
  EXPECT_THAT(LookAfter(absl::Seconds(2.5)), IsEmpty());
  EXPECT_EQ(watch_.next(), now_ + absl::Seconds(3.5));
  EXPECT_THAT(LookAfter(absl::Seconds(3.4)), IsEmpty());
  EXPECT_THAT(LookAfter(absl::Seconds(3.5)), ElementsAre(last_));
}

TEST_F(StragglerWatchTest, WhatIsCopiedAlreadyOrCancelledIsNot) {
  stages_.PartitionOf(last_).is_copied = true;
  EXPECT_THAT(LookAfter(absl::Seconds(4)), IsEmpty());
  stages_.PartitionOf(last_).is_copied = false;
  attempts_.CancelJob(JobId(0));
  EXPECT_THAT(LookAfter(absl::Seconds(9)), IsEmpty());
}

TEST_F(StragglerWatchTest, NeverLooksWhenItIsOff) {
  StragglerWatch off{SpeculationOptions()};
  EXPECT_EQ(off.next(), std::nullopt);
  EXPECT_THAT(off.Look(attempts_, stages_, now_ + absl::Hours(1)), IsEmpty());
}

}  // namespace
}  // namespace sluice
