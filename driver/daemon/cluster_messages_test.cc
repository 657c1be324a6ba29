#include "driver/daemon/cluster_messages.h"

#include "common/base/status_matchers.h"
#include "driver/daemon/memory_journal.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

const ApplicationId kA("app-1");
const absl::Time kNow = absl::FromUnixSeconds(1000);

TEST(ClusterMessagesTest, AnExecutorIsLaunchedWithWhatItsApplicationWasSubmittedWith) {
  v1::Submission submission;
  submission.set_name("count");
  submission.mutable_executable()->set_build_id("ab12");
  submission.mutable_executable()->set_bytes(77);
  submission.add_arguments("--fast");
  submission.add_conf("spark.cores.max=3");
  submission.set_cores(3);
  MemoryJournal journal;
  Cluster cluster(journal, {});
  cluster.OnWorkerJoined({.id = WorkerId("w1"), .host = "h", .cores = 4, .memory_bytes = 1000}, {}, kNow);
  ASSERT_THAT(cluster.Submit(kA, SpecOf(submission), kNow), IsOk());
  cluster.OnDriverRegistered(kA, "h:7", kNow);

  const v1::LaunchExecutor launch = MessageOf(LaunchExecutor{WorkerId("w1"), kA, ExecutorId(0)}, cluster).launch();
  EXPECT_EQ(launch.application(), "app-1");
  EXPECT_EQ(launch.application_name(), "count");
  EXPECT_EQ(launch.executor(), 0);
  EXPECT_EQ(launch.cores(), 3);
  EXPECT_EQ(launch.memory_bytes(), cluster.executors().begin()->second.memory_bytes);
  EXPECT_EQ(launch.driver_address(), "h:7");
  EXPECT_EQ(launch.executable().build_id(), "ab12");
  EXPECT_EQ(launch.executable().bytes(), 77);
  EXPECT_THAT(launch.conf(), ElementsAre("spark.cores.max=3"));
  EXPECT_THAT(launch.arguments(), ElementsAre("--fast"));
}

TEST(ClusterMessagesTest, ToStopNamesWhatIsToStopAndWhy) {
  const v1::StopExecutor executor = MessageOf(StopExecutor{WorkerId("w1"), kA, ExecutorId(4)}).stop();
  EXPECT_EQ(executor.application(), "app-1");
  EXPECT_EQ(executor.executor(), 4);
  const v1::LeaveExecutor leave = MessageOf(LeaveExecutor{WorkerId("w1"), kA, ExecutorId(5)}).leave();
  EXPECT_EQ(leave.application(), "app-1");
  EXPECT_EQ(leave.executor(), 5);
  const v1::StopApplication application = MessageOf(StopDriver{kA, true, "it is killed", absl::Seconds(30)}).stop();
  EXPECT_TRUE(application.graceful());
  EXPECT_EQ(application.reason(), "it is killed");
  EXPECT_EQ(application.grace_millis(), 30'000);
}

TEST(ClusterMessagesTest, AnExecutorThatWasToldToEndOrEndedWellHasNotFailed) {
  v1::ExecutorExited exited;
  EXPECT_TRUE(HasEndedInOrder(exited));
  exited.set_exit_code(3);
  EXPECT_FALSE(HasEndedInOrder(exited));
  EXPECT_EQ(HowItEnded(exited), ToString(ChildExit{.code = 3}));
  exited.set_message("cannot be started");
  exited.set_exit_code(0);
  EXPECT_FALSE(HasEndedInOrder(exited));
  EXPECT_EQ(HowItEnded(exited), "cannot be started");
  exited.set_leaving(true);
  EXPECT_TRUE(HasEndedInOrder(exited));
}

}  // namespace
}  // namespace sluice
