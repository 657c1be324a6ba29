#include "common/clock/clock.h"

#include "common/clock/simulated_clock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(ClockTest, SystemClockFollowsTheCalendar) {
  EXPECT_GT(SystemClock().Now(), absl::FromCivil(absl::CivilDay(2024), absl::UTCTimeZone()));
}

TEST(ClockTest, SimulatedClockMovesOnlyWhenToldAndNeverBack) {
  SimulatedClock clock;
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
  clock.Advance(absl::Seconds(17));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Seconds(17));
  clock.AdvanceTo(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Seconds(17));
}

TEST(ClockTest, SimulatedClockReachesATimeBetweenTwoNanoseconds) {
  SimulatedClock clock;
  absl::Time between = absl::UnixEpoch() + absl::Microseconds(1) / 1024 * 7;
  clock.AdvanceTo(between);
  EXPECT_GE(clock.Now(), between);
}

TEST(ClockTest, SimulatedClockReachesTimesFinerThanItCounts) {
  SimulatedClock clock;
  absl::Time fine = clock.Now() + absl::Nanoseconds(1) / 4;
  clock.AdvanceTo(fine);
  EXPECT_GE(clock.Now(), fine);
}

}  // namespace
}  // namespace sluice
