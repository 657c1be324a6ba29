#include "driver/run/stream/stop_deadlines.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const absl::Time t0 = absl::FromUnixSeconds(1000);
constexpr absl::Duration kInterval = absl::Seconds(1);

class StopDeadlinesTest : public ::testing::Test {
 protected:
  StopDeadlines deadlines_{StreamingOptions(), kInterval, t0};
};

TEST_F(StopDeadlinesTest, AGracefulStopWithExecutorsGivesUpOnlyToEndInTime) {
  deadlines_.OnExecutorCount(2, t0);
  EXPECT_EQ(deadlines_.GracefulStop(/*has_records_left=*/true), absl::InfiniteFuture());
  deadlines_.EndBy(t0 + absl::Seconds(30));
  deadlines_.EndBy(t0 + absl::Seconds(60));
  EXPECT_EQ(deadlines_.GracefulStop(/*has_records_left=*/true), t0 + absl::Seconds(20));
}

TEST_F(StopDeadlinesTest, WithoutAnExecutorItWaitsForOneAsLongAsThereIsSomethingToRun) {
  deadlines_.OnExecutorCount(2, t0);
  deadlines_.OnExecutorCount(0, t0 + absl::Seconds(1));
  deadlines_.OnExecutorCount(0, t0 + absl::Seconds(9));
  EXPECT_EQ(deadlines_.GracefulStop(/*has_records_left=*/true), t0 + absl::Seconds(61));
  deadlines_.EndBy(t0 + absl::Seconds(300));
  EXPECT_EQ(deadlines_.GracefulStop(/*has_records_left=*/true), t0 + absl::Seconds(61));
  EXPECT_EQ(deadlines_.GracefulStop(/*has_records_left=*/false), t0 + absl::Seconds(6));
}

TEST_F(StopDeadlinesTest, ReceiversHaveTenIntervalsAndLessWhenBatchesAreOnlySaved) {
  deadlines_.OnExecutorCount(1, t0);
  deadlines_.WaitForReceivers(t0);
  EXPECT_EQ(deadlines_.receivers(), t0 + 10 * kInterval);
  deadlines_.WaitForSaving(t0);
  EXPECT_EQ(deadlines_.receivers(), t0 + absl::Seconds(2));
  EXPECT_EQ(deadlines_.saving(), t0 + absl::Seconds(30));
}

TEST_F(StopDeadlinesTest, SavingEndsInTimeAndSoonAfterTheLastExecutorHasGone) {
  deadlines_.OnExecutorCount(1, t0);
  deadlines_.EndBy(t0 + absl::Seconds(20));
  deadlines_.WaitForSaving(t0);
  EXPECT_EQ(deadlines_.saving(), t0 + absl::Seconds(15));
  deadlines_.OnExecutorCount(0, t0 + absl::Seconds(3));
  EXPECT_EQ(deadlines_.saving(), t0 + absl::Seconds(5));
}

}  // namespace
}  // namespace sluice
