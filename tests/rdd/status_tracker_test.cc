#include <chrono>
#include <future>
#include <semaphore>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "api/rdd/rdd.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class StatusTrackerTest : public RddClusterTest {
 protected:
  int64_t CountKeys() {
    return parallelize(app(), std::vector<int>{1, 2, 3, 4, 5, 6}, 3)
        .map([](int n) { return std::pair(n % 2, 1); })
        .reduceByKey(std::plus<>(), 2)
        .count();
  }
  StatusTracker tracker() { return app().statusTracker(); }
};

TEST_F(StatusTrackerTest, AFinishedJobAndItsStagesStayKnown) {
  EXPECT_EQ(CountKeys(), 2);
  const std::optional<SparkJobInfo> job = tracker().getJobInfo(0);
  ASSERT_TRUE(job.has_value());
  EXPECT_EQ(job->status, JobExecutionStatus::SUCCEEDED);
  EXPECT_THAT(job->stageIds, ElementsAre(0, 1));
  const std::optional<SparkStageInfo> maps = tracker().getStageInfo(0);
  ASSERT_TRUE(maps.has_value());
  EXPECT_EQ(maps->numTasks, 3);
  EXPECT_EQ(maps->numCompletedTasks, 3);
  EXPECT_EQ(maps->numActiveTasks, 0);
  EXPECT_EQ(maps->currentAttemptId, 0);
  EXPECT_GT(maps->submissionTime, 0);
  EXPECT_EQ(tracker().getStageInfo(1)->numTasks, 2);
  EXPECT_THAT(tracker().getActiveJobIds(), IsEmpty());
  EXPECT_THAT(tracker().getActiveStageIds(), IsEmpty());
}

TEST_F(StatusTrackerTest, NobodyKnowsAJobOrStageThatIsNotThere) {
  EXPECT_FALSE(tracker().getJobInfo(0).has_value());
  EXPECT_FALSE(tracker().getStageInfo(-1).has_value());
}

TEST_F(StatusTrackerTest, JobsAreFoundByTheGroupOfTheirThread) {
  CountKeys();
  app().setLocalProperty("spark.jobGroup.id", "nightly");
  CountKeys();
  CountKeys();
  app().setLocalProperty("spark.jobGroup.id", std::nullopt);
  EXPECT_THAT(tracker().getJobIdsForGroup("nightly"), ElementsAre(1, 2));
  EXPECT_THAT(tracker().getJobIdsForGroup(std::nullopt), ElementsAre(0));
  EXPECT_THAT(tracker().getJobIdsForGroup("daily"), IsEmpty());
}

TEST_F(StatusTrackerTest, AJobThatFailsSaysSo) {
  EXPECT_NE(
      ErrorOf([&] {
        parallelize(app(), std::vector<int>{1}, 1).map([](int) -> int { throw std::runtime_error("boom"); }).count();
      }),
      "no error");
  EXPECT_EQ(tracker().getJobInfo(0)->status, JobExecutionStatus::FAILED);
  EXPECT_EQ(tracker().getStageInfo(0)->numFailedTasks, 4);
}

// Tasks of this process that have begun.
std::counting_semaphore<> begun{0};

// What they wait for.
absl::Notification& Opened() {
  static absl::Notification opened;
  return opened;
}

TEST_F(StatusTrackerTest, AJobThatRunsIsActiveWithTheTasksThatRun) {
  auto rows = std::async(std::launch::async, [this] {
    return parallelize(app(), std::vector<int>{1, 2, 3}, 3)
        .map([](int n) {
          begun.release();
          Opened().WaitForNotificationWithTimeout(absl::Seconds(60));
          return n;
        })
        .count();
  });
  for (int task = 0; task < 3; ++task) ASSERT_TRUE(begun.try_acquire_for(std::chrono::seconds(60)));
  EXPECT_EQ(tracker().getStageInfo(0)->numActiveTasks, 3);
  EXPECT_THAT(tracker().getActiveJobIds(), ElementsAre(0));
  EXPECT_THAT(tracker().getActiveStageIds(), ElementsAre(0));
  EXPECT_EQ(tracker().getJobInfo(0)->status, JobExecutionStatus::RUNNING);
  Opened().Notify();
  EXPECT_EQ(rows.get(), 3);
  EXPECT_THAT(tracker().getActiveJobIds(), IsEmpty());
}

}  // namespace
}  // namespace sluice
