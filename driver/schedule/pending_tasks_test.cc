#include "driver/schedule/pending_tasks.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;

constexpr ExecutorId e1{1}, e2{2};
absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

TEST(PendingTasksTest, ATaskWaitsForItsExecutorForSomeTime) {
  PendingTasks pending;
  pending.Add(0, {e1}, At(50));
  EXPECT_EQ(pending.Take(e2, At(49)), std::nullopt);
  EXPECT_EQ(pending.NextDeadline(), At(50));
  EXPECT_EQ(pending.Take(e2, At(50)), 0);
  EXPECT_EQ(pending.Take(e1, At(50)), std::nullopt);
  EXPECT_TRUE(pending.empty());
}

TEST(PendingTasksTest, AnExecutorTakesItsOwnTasksFirstThenThoseOfNobody) {
  PendingTasks pending;
  pending.Add(0, {}, At(0));
  pending.Add(1, {e1}, At(50));
  EXPECT_EQ(pending.Take(e1, At(1)), 1);
  EXPECT_EQ(pending.Take(e1, At(1)), 0);
}

TEST(PendingTasksTest, ATaskNearToTwoExecutorsRunsOnce) {
  PendingTasks pending;
  pending.Add(0, {e1, e2}, absl::InfiniteFuture());
  EXPECT_EQ(pending.NextDeadline(), std::nullopt);
  EXPECT_EQ(pending.Take(e2, At(1)), 0);
  EXPECT_EQ(pending.Take(e1, At(1)), std::nullopt);
}

TEST(PendingTasksTest, TasksOfALostExecutorAreGivenBack) {
  PendingTasks pending;
  pending.Add(0, {e1}, At(50));
  pending.Add(1, {e2}, At(50));
  EXPECT_THAT(pending.RemoveNear(e1), ElementsAre(0));
  pending.Add(0, {e2}, At(60));
  EXPECT_EQ(pending.Take(e2, At(1)), 1);
  EXPECT_EQ(pending.Take(e2, At(1)), 0);
}

}  // namespace
}  // namespace sluice
