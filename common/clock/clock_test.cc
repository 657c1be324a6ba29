#include "common/clock/clock.h"

#include <chrono>

#include "common/clock/earliest.h"
#include "common/clock/settable_clock.h"
#include "common/clock/simulated_clock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(ClockTest, SystemClockFollowsTheCalendar) {
  EXPECT_GT(SystemClock().WallNow(), absl::FromCivil(absl::CivilDay(2024), absl::UTCTimeZone()));
  EXPECT_LT(SystemClock().CalendarNow() - SystemClock().WallNow(), absl::Seconds(1));
}

TEST(ClockTest, TheSystemClockGoesOnWithTheSteadyOne) {
  auto steady = [] {
    return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  };
  const absl::Time before = steady(), now = SystemClock().Now(), after = steady();
  EXPECT_GE(now, before);
  EXPECT_LE(now, after);
}

TEST(ClockTest, TheCalendarIsSetForwardWithTheWallClockButNeverBack) {
  SimulatedClock clock(absl::UnixEpoch(), absl::Hours(5));
  EXPECT_EQ(clock.CalendarNow(), clock.WallNow());
  clock.SetWallForward(absl::Hours(1));
  EXPECT_EQ(clock.CalendarNow(), absl::UnixEpoch() + absl::Hours(6));
  clock.SetWallForward(-absl::Hours(2));
  clock.Advance(absl::Seconds(10));
  EXPECT_EQ(clock.CalendarNow(), absl::UnixEpoch() + absl::Hours(6) + absl::Seconds(10)) << "at the pace of Now";
  EXPECT_EQ(clock.ahead().wall, absl::Hours(4));
  EXPECT_EQ(clock.ahead().calendar, absl::Hours(6));
  clock.SetWallForward(absl::Hours(3));
  EXPECT_EQ(clock.CalendarNow(), clock.WallNow()) << "the wall clock has caught up";
}

TEST(EarliestTest, IsTheLeastOfTheTimesThatAreNotNever) {
  Earliest earliest;
  earliest.Add(std::nullopt);
  EXPECT_EQ(earliest.time(), std::nullopt);
  for (int second : {5, 3, 4}) earliest.Add(absl::FromUnixSeconds(second));
  earliest.Add(std::nullopt);
  EXPECT_EQ(earliest.time(), absl::FromUnixSeconds(3));
}

TEST(ClockTest, SteadyTimeDoesNotNoticeThatTheWallClockIsSet) {
  SettableClock clock;
  const absl::Time now = clock.Now(), wall = clock.WallNow();
  clock.SetWallForward(-absl::Hours(1));
  EXPECT_LT(clock.Now() - now, absl::Minutes(1));
  EXPECT_GE(clock.Now(), now);
  EXPECT_LT(clock.WallNow(), wall - absl::Minutes(59));
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
