#include "driver/daemon/start_failures.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const WorkerId kW1("w1"), kW2("w2");
const absl::Time kNow = absl::FromUnixSeconds(1000);

void GiveUpOn(const WorkerId& worker, StartFailures& failures) {
  while (!failures.HasGivenUp(worker)) failures.OnFailed(worker, false, kNow);
}

TEST(StartFailuresTest, EachFailureInARowIsWaitedForLonger) {
  StartFailures failures;
  EXPECT_LE(failures.NotBefore(kW1), kNow);
  EXPECT_EQ(failures.OnFailed(kW1, false, kNow), 1);
  EXPECT_EQ(failures.NotBefore(kW1), kNow + absl::Milliseconds(100));
  EXPECT_EQ(failures.OnFailed(kW1, false, kNow), 2);
  EXPECT_EQ(failures.NotBefore(kW1), kNow + absl::Milliseconds(200));
  EXPECT_LE(failures.NotBefore(kW2), kNow);
  EXPECT_EQ(DelayAfter(100, absl::Milliseconds(100), absl::Seconds(10)), absl::Seconds(10));
}

TEST(StartFailuresTest, OneThatWorkedEndsTheRow) {
  StartFailures failures;
  for (int i = 1; i < StartFailures::kFailuresMax; ++i) EXPECT_EQ(failures.OnFailed(kW1, false, kNow), i);
  EXPECT_FALSE(failures.HasGivenUp(kW1));
  EXPECT_EQ(failures.OnFailed(kW1, /*has_worked=*/true, kNow), 1);
  EXPECT_EQ(failures.NotBefore(kW1), kNow + absl::Milliseconds(100));
}

TEST(StartFailuresTest, AfterTooManyInARowNoMoreAreStartedThere) {
  StartFailures failures;
  GiveUpOn(kW1, failures);
  EXPECT_TRUE(failures.HasGivenUp(kW1));
  EXPECT_FALSE(failures.HasGivenUp(kW2));
}

TEST(StartFailuresTest, OneThatLeftIsFollowedByAnotherAfterAMoment) {
  StartFailures failures;
  EXPECT_TRUE(failures.empty());
  failures.OnLeft(kW1, kNow);
  EXPECT_EQ(failures.NotBefore(kW1), kNow + absl::Seconds(1));
  EXPECT_FALSE(failures.HasGivenUp(kW1));
}

TEST(StartFailuresTest, ThereIsHopeOnAWorkerThatIsNotGivenUpOrWhereTheyWorkedAndThatMayComeBack) {
  StartFailures failures;
  GiveUpOn(kW1, failures);
  EXPECT_FALSE(failures.HasHopeOn({}));
  EXPECT_FALSE(failures.HasHopeOn({kW1}));
  EXPECT_TRUE(failures.HasHopeOn({kW1, kW2}));
  failures.OnWorked(kW2);
  EXPECT_TRUE(failures.HasHopeOn({kW1}));
  GiveUpOn(kW2, failures);
  EXPECT_FALSE(failures.HasHopeOn({kW1}));
}

}  // namespace
}  // namespace sluice
