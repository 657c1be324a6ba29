// A worker is emptied and stays so, whoever is restarted, until its user takes that back.
#include "driver/daemon/cluster_test_base.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Two workers of one core each, and one application on both.
class DrainedWorkersTest : public ClusterTest {
 protected:
  void SetUp() override {
    Join(kW1, 1);
    Join(kW2, 1);
    Submit(kA);
    EXPECT_THAT(Register(kA), ElementsAre("launch app-1/0 on w1", "launch app-1/1 on w2"));
    for (int executor : {0, 1}) cluster.OnExecutorStarted(kA, ExecutorId(executor), 70 + executor);
  }
  static std::string LeaveOrders(const ClusterActions& actions) {
    std::string orders;
    for (const ClusterAction& action : actions) {
      const auto* leave = std::get_if<LeaveExecutor>(&action);
      if (leave != nullptr) orders += StrCat(leave->application, "/", leave->executor, " on ", leave->worker, "\n");
    }
    return orders;
  }
  ClusterActions Drain(const WorkerId& worker) {
    auto actions = cluster.SetDrained(worker, true, now);
    EXPECT_THAT(actions, IsOk());
    return *actions;
  }
  Texts Undrain(const WorkerId& worker) {
    auto actions = cluster.SetDrained(worker, false, now);
    EXPECT_THAT(actions, IsOk());
    return ToTexts(*actions);
  }
  ClusterActions JoinAgain(const WorkerId& worker, const std::vector<RunningExecutor>& running) {
    return cluster.OnWorkerJoined({worker, "host", 1, int64_t{1} << 30}, running, now);
  }
  Texts ExecutorLeaves(int executor) { return ToTexts(cluster.OnExecutorLeft(kA, ExecutorId(executor), now)); }
  WorkerState State(const WorkerId& worker) {
    return sluice::StateOf(cluster.workers().at(worker), CoresUsed(worker, cluster.executors()) > 0);
  }
  static RunningExecutor Running(int executor) { return {kA, ExecutorId(executor), 1, 70 + executor}; }
};

TEST_F(DrainedWorkersTest, ItsExecutorsLeaveAndItGetsNoOthers) {
  const ClusterActions actions = Drain(kW2);
  EXPECT_EQ(LeaveOrders(actions), "app-1/1 on w2\n");
  EXPECT_EQ(Told(actions), "") << "there is another worker";
  EXPECT_EQ(State(kW2), WorkerState::kDraining);
  EXPECT_THAT(ExecutorLeaves(1), IsEmpty());
  EXPECT_EQ(State(kW2), WorkerState::kDrained);
  EXPECT_THAT(Later(absl::Minutes(10)), IsEmpty());
  EXPECT_THAT(Submit(kB), IsEmpty()) << "no core is free";
  EXPECT_EQ(State(kW1), WorkerState::kAlive);
}

TEST_F(DrainedWorkersTest, WhoeverLeavesItHasItsCoresElsewhereAtOnce) {
  DriverExits(kA, {});
  for (int executor : {0, 1}) ExecutorExits(kA, executor);
  Submit(kB, 1);
  EXPECT_THAT(Register(kB), ElementsAre("launch app-2/0 on w1"));
  EXPECT_THAT(ToTexts(Drain(kW1)), ElementsAre("launch app-2/1 on w2"));
}

TEST_F(DrainedWorkersTest, AskedAgainItDoesNothingMore) {
  Drain(kW2);
  const size_t written = journal.updates.size();
  EXPECT_THAT(Drain(kW2), IsEmpty());
  EXPECT_EQ(journal.updates.size(), written);
}

TEST_F(DrainedWorkersTest, UsersAreToldWhenItIsTheOnlyOne) {
  Drain(kW1);
  const ClusterActions actions = Drain(kW2);
  EXPECT_EQ(LeaveOrders(actions), "app-1/1 on w2\n");
  EXPECT_THAT(Told(actions), HasSubstr("w2 is drained, and no other takes executors"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kRunning) << "it waits";
  Join(kW3, 1);
  EXPECT_EQ(cluster.executors().at({kA, ExecutorId(2)}).worker, kW3);
}

TEST_F(DrainedWorkersTest, NobodyCountsHowAnExecutorThatLeavesEnds) {
  Drain(kW2);
  for (int i = 0; i < StartFailures::kFailuresMax; ++i) ExecutorExits(kA, 1);
  EXPECT_EQ(StateOf(kA), ApplicationState::kRunning);
  EXPECT_TRUE(cluster.running().at(kA).failures.empty());
}

TEST_F(DrainedWorkersTest, WhenItsApplicationEndsItsExecutorNeedNotHandOverAnything) {
  Drain(kW2);
  EXPECT_THAT(ToTexts(cluster.OnDriverFinished(kA, /*exit_code=*/0)),
              ElementsAre("stop app-1/0 on w1", "stop app-1/1 on w2"));
}

TEST_F(DrainedWorkersTest, AWorkerThatComesBackIsToldAgain) {
  Drain(kW2);
  Away(kW2);
  EXPECT_EQ(State(kW2), WorkerState::kAway);
  EXPECT_EQ(LeaveOrders(JoinAgain(kW2, {Running(1)})), "app-1/1 on w2\n");
  EXPECT_EQ(State(kW2), WorkerState::kDraining);
  Away(kW2);
  Later(kReturnTime);
  EXPECT_FALSE(cluster.workers().contains(kW2));
  EXPECT_THAT(ToTexts(JoinAgain(kW2, {})), IsEmpty());
  EXPECT_EQ(State(kW2), WorkerState::kDrained);
}

TEST_F(DrainedWorkersTest, OneThatIsAwayIsDrainedWhenItIsBack) {
  Away(kW2);
  Drain(kW2);
  EXPECT_EQ(State(kW2), WorkerState::kAway);
  EXPECT_EQ(LeaveOrders(JoinAgain(kW2, {Running(1)})), "app-1/1 on w2\n");
}

TEST_F(DrainedWorkersTest, TheNextDaemonRemembers) {
  Drain(kW2);
  Restart();
  cluster.OnDriverStarted(kA, 11);
  JoinAgain(kW1, {Running(0)});
  EXPECT_EQ(LeaveOrders(JoinAgain(kW2, {Running(1)})), "app-1/1 on w2\n");
  Register(kA);
  ExecutorLeaves(1);
  EXPECT_THAT(Later(absl::Minutes(1)), IsEmpty());
  EXPECT_EQ(State(kW2), WorkerState::kDrained);
  EXPECT_THAT(Undrain(kW2), ElementsAre("launch app-1/2 on w2"));
  Restart();
  JoinAgain(kW2, {});
  EXPECT_EQ(State(kW2), WorkerState::kAlive);
}

TEST_F(DrainedWorkersTest, UndrainedItGetsExecutorsOnceThoseThatLeaveHaveGone) {
  Drain(kW2);
  EXPECT_THAT(Undrain(kW2), IsEmpty());
  EXPECT_EQ(State(kW2), WorkerState::kAlive);
  ExecutorLeaves(1);
  EXPECT_THAT(Later(StartFailures::kLeftDelay), ElementsAre("launch app-1/2 on w2"));
  EXPECT_THAT(Undrain(kW2), IsEmpty()) << "said again";
}

TEST_F(DrainedWorkersTest, OneThatIsGoneCanBeUndrained) {
  Drain(kW2);
  cluster.OnWorkerLost(kW2, now);
  Undrain(kW2);
  EXPECT_THAT(ToTexts(JoinAgain(kW2, {})), ElementsAre("launch app-1/2 on w2"));
}

TEST_F(DrainedWorkersTest, StrangersAreNamedWithThoseThatAreKnown) {
  Drain(kW2);
  cluster.OnWorkerLost(kW2, now);
  const auto unknown = StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("no worker w3"), HasSubstr("w1, w2")));
  EXPECT_THAT(cluster.SetDrained(kW3, true, now), unknown);
  EXPECT_THAT(cluster.SetDrained(kW3, false, now), unknown);
}

TEST_F(DrainedWorkersTest, WhatCannotBeWrittenDownIsNotDone) {
  journal.status = absl::ResourceExhaustedError("disk full");
  EXPECT_THAT(cluster.SetDrained(kW2, true, now), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(State(kW2), WorkerState::kAlive);
}

}  // namespace
}  // namespace sluice
