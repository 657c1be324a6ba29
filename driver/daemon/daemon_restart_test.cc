// The driver daemon is restarted: what the next one makes of what it finds.
#include "driver/daemon/cluster_test_base.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Workers of one core each; one application that nobody supervises, and one that is.
class RestartTest : public ClusterTest {
 protected:
  void SetUp() override {
    Join(kW1, 1);
    Join(kW2, 1);
    Submit(kA, 1);
    Submit(kB, 1, true);
    Register(kA);
    Register(kB);
  }
  // The next daemon finds their drivers.
  void RestartAndAdopt() {
    EXPECT_THAT(Restart(), ElementsAre("adopt app-1", "adopt app-2"));
    cluster.OnDriverStarted(kA, 11);
    cluster.OnDriverStarted(kB, 12);
  }
  Texts JoinWithExecutor(const WorkerId& worker, const ApplicationId& id, int executor) {
    return Join(worker, 1, {{id, ExecutorId(executor), 1, 70 + executor}});
  }
  void ExpectWhatRanBefore() {
    EXPECT_EQ(StateOf(kA), ApplicationState::kRunning);
    EXPECT_EQ(StateOf(kB), ApplicationState::kRunning);
    EXPECT_EQ(cluster.table().at(kB).starts, 1);
    EXPECT_EQ(cluster.running().at(kA).driver_pid, 11);
    EXPECT_EQ(cluster.executors().size(), 2u);
    EXPECT_EQ(CoresOf(kA, 0), 1);
    EXPECT_EQ(CoresOf(kB, 0), 1);
    EXPECT_THAT(Later(absl::Minutes(2)), IsEmpty());
  }
};

TEST_F(RestartTest, WorkersThatAreBackBeforeDriversKeepTheirExecutors) {
  RestartAndAdopt();
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), IsEmpty());
  EXPECT_THAT(JoinWithExecutor(kW2, kB, 0), IsEmpty());
  EXPECT_THAT(Register(kA), IsEmpty());
  EXPECT_THAT(Register(kB), IsEmpty());
  ExpectWhatRanBefore();
}

TEST_F(RestartTest, DriversThatAreBackBeforeWorkersGetNoOtherExecutors) {
  RestartAndAdopt();
  EXPECT_THAT(Register(kA), IsEmpty());
  EXPECT_THAT(Register(kB), IsEmpty());
  EXPECT_THAT(JoinWithExecutor(kW2, kB, 0), IsEmpty());
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), IsEmpty());
  ExpectWhatRanBefore();
}

TEST_F(RestartTest, AFreeWorkerDoesNotGetWhatRunsOnOneThatIsNotBackYet) {
  RestartAndAdopt();
  EXPECT_THAT(Join(kW3, 2), IsEmpty());
  EXPECT_THAT(Register(kA), IsEmpty());
  EXPECT_THAT(Register(kB), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(9)), IsEmpty());
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("launch app-2/1 on w3"))
      << "its worker is lost, its number is taken";
}

TEST_F(RestartTest, WhoTakesAllCoresGetsThoseOfEachWorkerAsItComes) {
  DriverExits(kA, {});
  DriverExits(kB, {});
  ExecutorExits(kA, 0);
  ExecutorExits(kB, 0);
  EXPECT_THAT(Submit(kC), ElementsAre("start app-3"));
  EXPECT_THAT(Register(kC), ElementsAre("launch app-3/0 on w1", "launch app-3/1 on w2"));
  EXPECT_THAT(Restart(), ElementsAre("adopt app-3"));
  EXPECT_THAT(Register(kC), IsEmpty());
  EXPECT_THAT(JoinWithExecutor(kW1, kC, 0), IsEmpty());
  EXPECT_THAT(Join(kW2, 1), ElementsAre("launch app-3/2 on w2")) << "its executor ended meanwhile";
  EXPECT_THAT(Join(kW3, 1), ElementsAre("launch app-3/3 on w3"));
}

TEST_F(RestartTest, ExecutorsAreToldNothingUntilTheirDriverIsBack) {
  RestartAndAdopt();
  const std::vector<RunningExecutor> running = {{kA, ExecutorId(0), 1, 70}};
  EXPECT_THAT(Places(cluster.OnWorkerJoined({kW1, "host", 1, 1 << 30}, running, now)), IsEmpty());
  EXPECT_THAT(Places(cluster.OnDriverRegistered(kA, "host:1", now)), ElementsAre("app-1: 1 at host:1, to w1"));
}

TEST_F(RestartTest, WhatEndedMeanwhileHasEndedAsItSays) {
  Restart();
  EXPECT_THAT(DriverExits(kA, {.code = 3}), IsEmpty());
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_EQ(cluster.table().at(kA).exit_code, 3);
  EXPECT_EQ(cluster.table().at(kA).message, "its driver ended with exit code 3");
  DriverExits(kB, {});
  EXPECT_EQ(StateOf(kB), ApplicationState::kFinished);
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), ElementsAre("stop app-1/0 on w1"));
}

TEST_F(RestartTest, ASupervisedDriverThatDiedMeanwhileIsStartedAgainForItsExecutors) {
  Restart();
  cluster.OnDriverStarted(kA, 11);
  EXPECT_THAT(DriverExits(kB, {.signal = 9}), IsEmpty()) << "workers have a moment to come back";
  EXPECT_EQ(StateOf(kB), ApplicationState::kRecovering);
  const std::vector<RunningExecutor> running = {{kB, ExecutorId(0), 1, 70}};
  EXPECT_THAT(Places(cluster.OnWorkerJoined({kW2, "host", 1, 1 << 30}, running, now)),
              ElementsAre("app-2: 1 is over, to w2"));
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("start app-2"));
  EXPECT_EQ(cluster.table().at(kB).starts, 2);
  EXPECT_THAT(Places(cluster.OnDriverRegistered(kB, "host:2", now)), ElementsAre("app-2: 2 at host:2, to w2"));
}

TEST_F(RestartTest, WhatNobodyKnowsOfHasFailedOrIsStartedAgain) {
  Restart();
  for (const ApplicationId& id : {kA, kB}) cluster.OnDriverExited(id, std::nullopt, now);
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_EQ(cluster.table().at(kA).message, "the driver daemon was restarted");
  EXPECT_EQ(cluster.table().at(kA).exit_code, 1);
  EXPECT_EQ(StateOf(kB), ApplicationState::kRecovering);
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("start app-2"));
}

TEST_F(RestartTest, WhatWasToBeStartedAgainIsStartedAgain) {
  DriverExits(kB, {.signal = 9});
  DriverExits(kB, {.signal = 9});
  ASSERT_EQ(StateOf(kB), ApplicationState::kRecovering);
  EXPECT_THAT(Restart(), ElementsAre("adopt app-1"));
  EXPECT_EQ(StateOf(kB), ApplicationState::kRecovering);
  EXPECT_THAT(JoinWithExecutor(kW2, kB, 0), IsEmpty()) << "its executor lives on";
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("start app-2"));
}

TEST_F(RestartTest, WhatWaitedWaitsAndTakesNoCoreOfThoseThatReturn) {
  EXPECT_THAT(Submit(kC, 1), IsEmpty());
  RestartAndAdopt();
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), IsEmpty());
  EXPECT_EQ(StateOf(kC), ApplicationState::kWaiting);
  EXPECT_THAT(JoinWithExecutor(kW2, kB, 0), IsEmpty());
  EXPECT_THAT(Join(kW3, 1), ElementsAre("start app-3"));
}

TEST_F(RestartTest, ADriverThatDoesNotComeBackIsEnded) {
  RestartAndAdopt();
  Register(kA);
  EXPECT_THAT(Later(absl::Seconds(59)), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("end app-2"));
  DriverExits(kB, {.signal = 9});
  EXPECT_EQ(StateOf(kB), ApplicationState::kRunning) << "it is supervised: its next life has begun";
  EXPECT_EQ(cluster.table().at(kB).starts, 2);
  Restart();
  cluster.OnDriverStarted(kA, 11);
  EXPECT_THAT(Later(absl::Minutes(1)), ElementsAre("end app-1", "end app-2"));
  DriverExits(kA, {.signal = 9});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_THAT(cluster.table().at(kA).message, HasSubstr("did not come back"));
}

TEST_F(RestartTest, WhoIsToStopBeforeItIsBackIsAskedThen) {
  RestartAndAdopt();
  EXPECT_THAT(ToTexts(*cluster.Kill(kA, true, now)), IsEmpty());
  now += absl::Seconds(10);
  const ClusterActions back = cluster.OnDriverRegistered(kA, "host:1", now);
  ASSERT_THAT(ToTexts(back), ElementsAre("ask to stop app-1"));
  EXPECT_EQ(std::get<StopDriver>(back.front()).grace, absl::Seconds(20));
  EXPECT_THAT(ToTexts(*cluster.Kill(kB, false, now)), ElementsAre("end app-2")) << "by force it needs no link";
  DriverExits(kA, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
}

TEST_F(RestartTest, WhoWasAskedToStopIsNotForgotten) {
  cluster.Kill(kA, true, now).IgnoreError();
  cluster.Stop(kB, "its user asked", now).IgnoreError();
  now += absl::Seconds(10);
  RestartAndAdopt();
  const ClusterActions back = cluster.OnDriverRegistered(kA, "host:1", now);
  ASSERT_THAT(ToTexts(back), ElementsAre("ask to stop app-1"));
  EXPECT_EQ(std::get<StopDriver>(back.front()).reason, "it is killed");
  EXPECT_THAT(Later(absl::Seconds(19)), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("end app-1")) << "half a minute after it was asked";
  DriverExits(kA, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  DriverExits(kB, {.code = 3});
  EXPECT_EQ(StateOf(kB), ApplicationState::kFailed) << "its user has stopped it: it is not started again";
  EXPECT_EQ(cluster.table().at(kB).message, "its user asked; its driver ended with exit code 3");
}

TEST_F(RestartTest, WhatAnApplicationSaidOfItsEndOutlivesTheDaemon) {
  cluster.OnDriverFinished(kA, 0);
  cluster.OnDriverFinished(kB, 0);
  Restart();
  EXPECT_THAT(JoinWithExecutor(kW1, kA, 0), ElementsAre("stop app-1/0 on w1")) << "it needs no executors any more";
  DriverExits(kA, kUnknownExit);
  EXPECT_EQ(StateOf(kA), ApplicationState::kFinished);
  cluster.OnDriverExited(kB, std::nullopt, now);
  EXPECT_EQ(StateOf(kB), ApplicationState::kFinished);
}

// Told to end at once, or killed, while its applications end.
TEST_F(RestartTest, WhatADaemonStoppedThatDidNotSeeTheEndHasNotFinished) {
  cluster.Drain(now);
  EXPECT_THAT(Restart(), ElementsAre("adopt app-1", "adopt app-2"));
  Join(kW3, 2);
  DriverExits(kA, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_THAT(DriverExits(kB, {}), ElementsAre("start app-2")) << "it is supervised";
  EXPECT_EQ(cluster.table().at(kB).starts, 2);
  DriverExits(kB, {});
  EXPECT_EQ(StateOf(kB), ApplicationState::kFinished) << "what was said to the former life is over";
}

TEST_F(RestartTest, WhatIsRestartedOnceMoreMeanwhileIsFoundOnceMore) {
  RestartAndAdopt();
  RestartAndAdopt();
  JoinWithExecutor(kW1, kA, 0);
  JoinWithExecutor(kW2, kB, 0);
  Register(kA);
  Register(kB);
  ExpectWhatRanBefore();
}

}  // namespace
}  // namespace sluice
