#include "driver/daemon/cluster_test_base.h"

namespace sluice {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(ClusterTest, AnApplicationGetsOneExecutorOnEveryWorker) {
  EXPECT_THAT(Submit(kA), IsEmpty());
  EXPECT_EQ(StateOf(kA), ApplicationState::kWaiting);
  EXPECT_THAT(Join(kW1, 2), ElementsAre("start app-1"));
  EXPECT_THAT(Join(kW2, 4), IsEmpty());
  EXPECT_THAT(Register(kA), ElementsAre("launch app-1/0 on w1", "launch app-1/1 on w2"));
  EXPECT_EQ(CoresOf(kA, 1), 4);
  EXPECT_THAT(Join(kW3, 1), ElementsAre("launch app-1/2 on w3"));
}

TEST_F(ClusterTest, ATotalOfCoresIsSpreadEvenly) {
  Join(kW1, 4);
  Join(kW2, 1);
  Submit(kA, 4);
  Register(kA);
  EXPECT_EQ(CoresOf(kA, 0), 3);
  EXPECT_EQ(CoresOf(kA, 1), 1);
  EXPECT_THAT(Submit(kB), ElementsAre("start app-2"));
  EXPECT_THAT(Register(kB), ElementsAre("launch app-2/0 on w1"));
  EXPECT_THAT(SplitCores({4, 4, 4}, 4), ElementsAre(2, 1, 1));
  EXPECT_THAT(SplitCores({1, 2}, 0), ElementsAre(1, 2));
  EXPECT_THAT(SplitCores({}, 3), IsEmpty());
}

TEST_F(ClusterTest, ApplicationsWaitForCoresInTheirOrder) {
  Join(kW1, 2);
  EXPECT_THAT(Submit(kA), ElementsAre("start app-1"));
  EXPECT_THAT(Submit(kB), IsEmpty());  // The first has not launched anything yet, but all cores are its own.
  Register(kA);
  EXPECT_THAT(DriverExits(kA, {}), ElementsAre("stop app-1/0 on w1"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kFinished);
  EXPECT_EQ(StateOf(kB), ApplicationState::kWaiting);  // The cores are free when the executor is gone.
  EXPECT_THAT(ExecutorExits(kA, 0), ElementsAre("start app-2"));
}

TEST_F(ClusterTest, AnApplicationThatHasEndedIsResumedUnderItsIdWithItsNextLife) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  DriverExits(kA, {.code = 3});
  ExecutorExits(kA, 0);
  ASSERT_EQ(StateOf(kA), ApplicationState::kFailed);
  auto actions = cluster.Submit(kA, {.name = "test"}, now, 0);
  ASSERT_THAT(actions, IsOk());
  EXPECT_THAT(ToTexts(*actions), ElementsAre("start app-1"));
  EXPECT_EQ(cluster.table().at(kA).starts, 2);
  EXPECT_THAT(Register(kA), ElementsAre("launch app-1/1 on w1")) << "no number is used twice";
}

TEST_F(ClusterTest, OneThatRanElsewhereIsResumedWithALifeThatIsGreaterThanThoseItHad) {
  Join(kW1, 2);
  ASSERT_THAT(cluster.Submit(kA, {.name = "test"}, now, 4), IsOk());
  EXPECT_EQ(cluster.table().at(kA).starts, 5);
}

TEST_F(ClusterTest, WhatRunsOrNobodyKnowsIsNotResumed) {
  Join(kW1, 2);
  EXPECT_THAT(cluster.Submit(kA, {.name = "test"}, now, 0),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no application app-1 is known here")));
  Submit(kA);
  for (int former_lives : {0, 7}) {
    EXPECT_THAT(cluster.Submit(kA, {.name = "test"}, now, former_lives),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("application app-1 is RUNNING: only one that has ended can be resumed")));
  }
  EXPECT_EQ(cluster.table().at(kA).starts, 1);
}

TEST_F(ClusterTest, AnExecutorThatDiedIsReplacedUnderANewNumber) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  EXPECT_THAT(ExecutorExits(kA, 0), IsEmpty());
  EXPECT_THAT(Later(absl::Milliseconds(50)), IsEmpty());
  EXPECT_THAT(Later(absl::Milliseconds(50)), ElementsAre("launch app-1/1 on w1"));
  EXPECT_THAT(ExecutorExits(kA, 0), IsEmpty());  // Old news.
}

TEST_F(ClusterTest, AWorkerWhereExecutorsDieAtOnceIsGivenUpAfterTen) {
  Join(kW1, 1);
  Join(kW2, 1);
  Submit(kA, 1);
  Register(kA);
  std::string told;
  for (int executor = 0; executor < 10; ++executor) {
    ASSERT_EQ(cluster.executors().size(), 1u) << executor;
    told = Told(cluster.OnExecutorExited(kA, ExecutorId(executor), "exit code 127", now));
    Later(absl::Seconds(10));
  }
  EXPECT_THAT(told, HasSubstr("executor 9 on w1 ended with exit code 127, as 10 in a row"));
}

TEST_F(ClusterTest, AnApplicationWhoseExecutorsStartNowhereIsEnded) {
  Join(kW1, 1);
  Submit(kA);
  Register(kA);
  for (int executor = 0; executor < 9; ++executor) {
    EXPECT_THAT(ExecutorExits(kA, executor), Not(Contains("end app-1")));
    Later(absl::Seconds(10));
  }
  EXPECT_THAT(ExecutorExits(kA, 9), Contains("end app-1"));
  DriverExits(kA, {.signal = 9});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_THAT(cluster.table().at(kA).message, HasSubstr("could start on any worker"));
}

TEST_F(ClusterTest, ExecutorsThatCouldWorkAreReplacedHoweverOftenTheyDie) {
  Join(kW1, 1);
  Submit(kA);
  Register(kA);
  for (int executor = 0; executor < 30; ++executor) {
    cluster.OnExecutorAttached(kA, ExecutorId(executor));
    ExecutorExits(kA, executor);
    EXPECT_THAT(Later(absl::Milliseconds(100)), ElementsAre(StrCat("launch app-1/", executor + 1, " on w1")));
  }
}

TEST_F(ClusterTest, AWorkerThatComesBackKeepsItsExecutors) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  EXPECT_THAT(ToTexts(cluster.OnWorkerLost(kW1, now)), IsEmpty());
  EXPECT_TRUE(cluster.executors().empty());
  EXPECT_THAT(Join(kW1, 2, {{kA, ExecutorId(0), 2, 77}}), IsEmpty());
  EXPECT_EQ(cluster.executors().at({kA, ExecutorId(0)}).pid, 77);
}

TEST_F(ClusterTest, ExecutorsOfApplicationsThatEndedMeanwhileAreStopped) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  cluster.OnWorkerLost(kW1, now);
  DriverExits(kA, {});
  EXPECT_THAT(Join(kW1, 2, {{kA, ExecutorId(0), 2, 77}, {kB, ExecutorId(5), 1, 78}}),
              ElementsAre("stop app-1/0 on w1", "stop app-2/5 on w1"));
}

TEST_F(ClusterTest, AWorkerThatIsAwayForAWhileCostsNoExecutor) {
  Join(kW1, 4);
  Submit(kA, 2);
  Register(kA);
  Join(kW2, 4);
  EXPECT_THAT(Away(kW1), IsEmpty());
  EXPECT_THAT(Later(kReturnTime - absl::Milliseconds(1)), IsEmpty()) << "its executor works on without it";
  EXPECT_THAT(Join(kW1, 4, {{kA, ExecutorId(0), 2, 77}}), IsEmpty());
  EXPECT_THAT(Later(kReturnTime), IsEmpty()) << "it is back";
  EXPECT_THAT(cluster.executors(), ElementsAre(testing::Key(ExecutorKey(kA, ExecutorId(0)))));
  EXPECT_EQ(cluster.executors().at({kA, ExecutorId(0)}).pid, 77);
}

TEST_F(ClusterTest, AnExecutorThatCouldWorkIsKnownToWhenItsWorkerIsBack) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  const int64_t memory = cluster.executors().at({kA, ExecutorId(0)}).memory_bytes;
  cluster.OnExecutorAttached(kA, ExecutorId(0));
  Away(kW1);
  Join(kW1, 2, {{kA, ExecutorId(0), 2, 77}});
  EXPECT_TRUE(cluster.executors().at({kA, ExecutorId(0)}).attached);
  EXPECT_EQ(cluster.executors().at({kA, ExecutorId(0)}).memory_bytes, memory);
}

TEST_F(ClusterTest, AWorkerThatIsAwayForTooLongIsLost) {
  Join(kW1, 4);
  Submit(kA, 2);
  Register(kA);
  Join(kW2, 4);
  Away(kW1);
  EXPECT_THAT(Later(kReturnTime), ElementsAre("launch app-1/1 on w2"));
  EXPECT_FALSE(cluster.workers().contains(kW1));
}

TEST_F(ClusterTest, NothingStartsOnAWorkerThatIsAway) {
  Join(kW1, 2);
  Away(kW1);
  EXPECT_THAT(Submit(kA), IsEmpty());
  EXPECT_THAT(Join(kW1, 2), ElementsAre("start app-1"));
}

TEST_F(ClusterTest, WhatAWorkerThatWasAwayDoesNotHaveAnyMoreIsStartedAgain) {
  Join(kW1, 2);
  Submit(kA);
  Register(kA);
  Away(kW1);
  EXPECT_THAT(Join(kW1, 2), ElementsAre("launch app-1/1 on w1"));
}

TEST_F(ClusterTest, AWorkerThatLeavesIsNotWaitedFor) {
  Join(kW1, 2);
  Leave(kW1);
  Away(kW1);
  EXPECT_TRUE(cluster.workers().empty());
}

TEST_F(ClusterTest, CoresOfALostWorkerAreFoundElsewhere) {
  Join(kW1, 4);
  Submit(kA, 2);
  Register(kA);
  EXPECT_THAT(Join(kW2, 4), IsEmpty());
  EXPECT_THAT(ToTexts(cluster.OnWorkerLost(kW1, now)), ElementsAre("launch app-1/1 on w2"));
}

TEST_F(ClusterTest, ASupervisedApplicationIsStartedAgainWithPatience) {
  Join(kW1, 1);
  Submit(kA, 0, true);
  EXPECT_THAT(DriverExits(kA, {.code = 3}), ElementsAre("start app-1")) << "the first time at once";
  EXPECT_THAT(DriverExits(kA, {.code = 3}), IsEmpty());
  EXPECT_EQ(StateOf(kA), ApplicationState::kRecovering);
  EXPECT_THAT(Later(absl::Milliseconds(999)), IsEmpty());
  EXPECT_THAT(Later(absl::Milliseconds(1)), ElementsAre("start app-1"));
  EXPECT_THAT(DriverExits(kA, {.signal = 11}), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("start app-1"));
  Later(absl::Minutes(2));
  EXPECT_THAT(DriverExits(kA, {.signal = 11}), ElementsAre("start app-1")) << "it had run well for long";
  DriverExits(kA, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFinished);
}

TEST_F(ClusterTest, WithoutSupervisionExecutorsGoWithTheirDriver) {
  Join(kW1, 1);
  Submit(kA);
  Register(kA);
  EXPECT_THAT(DriverExits(kA, {.signal = 9}), ElementsAre("stop app-1/0 on w1"));
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
}

TEST_F(ClusterTest, AFailureSaysHowItEnded) {
  Join(kW1, 1);
  Submit(kA);
  DriverExits(kA, {.signal = 11});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_EQ(cluster.table().at(kA).exit_code, 139);
  EXPECT_THAT(cluster.table().at(kA).message, HasSubstr("signal 11"));
}

TEST_F(ClusterTest, KillAsksFirstAndInsistsLater) {
  Join(kW1, 1);
  Submit(kA, 0, true);
  EXPECT_THAT(ToTexts(*cluster.Kill(kA, true, now)), ElementsAre("ask to stop app-1"));
  EXPECT_THAT(ToTexts(*cluster.Kill(kA, true, now)), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(30)), ElementsAre("end app-1"));
  DriverExits(kA, {.signal = 9});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_THAT(cluster.Kill(kA, true, now), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("KILLED")));
  EXPECT_THAT(cluster.Kill(kB, true, now), StatusIs(absl::StatusCode::kNotFound, HasSubstr("app-2")));
}

TEST_F(ClusterTest, AnApplicationThatIsToStopKnowsHowLongThatMayTake) {
  Join(kW1, 1);
  Submit(kA);
  auto grace = [](const ClusterActions& actions) {
    const auto* stop = actions.empty() ? nullptr : std::get_if<StopDriver>(&actions.front());
    return stop == nullptr ? absl::InfiniteDuration() : stop->grace;
  };
  EXPECT_EQ(grace(*cluster.Stop(kA, "Ctrl-C", now)), absl::Minutes(10));
  const ClusterActions killed = *cluster.Kill(kA, true, now);
  EXPECT_EQ(grace(killed), absl::Seconds(30)) << "it has less time now";
  EXPECT_TRUE(std::get<StopDriver>(killed.front()).is_reminder);
  EXPECT_THAT(ToTexts(cluster.Drain(now)), IsEmpty()) << "it has as much time as before";
  EXPECT_THAT(Later(absl::Seconds(29)), IsEmpty());
  EXPECT_THAT(Later(absl::Seconds(1)), ElementsAre("end app-1"));
}

TEST_F(ClusterTest, KillOfAWaitingApplicationEndsItAtOnce) {
  Submit(kA);
  EXPECT_THAT(ToTexts(*cluster.Kill(kA, true, now)), IsEmpty());
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_THAT(Join(kW1, 1), IsEmpty());
}

TEST_F(ClusterTest, ASupervisedApplicationThatItsUserStoppedIsNotStartedAgain) {
  Join(kW1, 1);
  Submit(kA, 0, true);
  EXPECT_THAT(ToTexts(*cluster.Stop(kA, "Ctrl-C", now)), ElementsAre("ask to stop app-1"));
  DriverExits(kA, {.code = 1});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
}

TEST_F(ClusterTest, AFinishedDriverNeedsNoExecutors) {
  Join(kW1, 1);
  Submit(kA);
  Register(kA);
  EXPECT_THAT(ToTexts(cluster.OnDriverFinished(kA, 0)), ElementsAre("stop app-1/0 on w1"));
  EXPECT_THAT(ExecutorExits(kA, 0), IsEmpty());
}

TEST_F(ClusterTest, WhatAnApplicationSaidOfItsEndCountsIfNobodySawIt) {
  Join(kW1, 3);
  for (const ApplicationId& id : {kA, kB, kC}) Submit(id, 1);
  cluster.OnDriverFinished(kA, 0);
  cluster.OnDriverFinished(kB, 3);
  for (const ApplicationId& id : {kA, kB, kC}) DriverExits(id, kUnknownExit);
  EXPECT_EQ(StateOf(kA), ApplicationState::kFinished);
  EXPECT_EQ(StateOf(kB), ApplicationState::kFailed);
  EXPECT_EQ(cluster.table().at(kB).message, "its driver ended with exit code 3");
  EXPECT_EQ(cluster.table().at(kB).exit_code, 3);
  EXPECT_EQ(StateOf(kC), ApplicationState::kFailed) << "it has said nothing";
  EXPECT_EQ(cluster.table().at(kC).message, "its driver ended with exit code unknown: its keeper was killed");
  EXPECT_EQ(cluster.table().at(kC).exit_code, 1);
}

TEST_F(ClusterTest, WhatWasSeenOfAnEndCountsMoreThanWhatWasSaid) {
  Join(kW1, 1);
  Submit(kA);
  cluster.OnDriverFinished(kA, 0);
  DriverExits(kA, {.signal = 11});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFailed);
  EXPECT_EQ(cluster.table().at(kA).exit_code, 139);
}

TEST_F(ClusterTest, WhatALifeHasSaidSaysNothingOfTheNext) {
  Join(kW1, 1);
  Submit(kA, 0, /*supervise=*/true);
  cluster.OnDriverFinished(kA, 3);
  EXPECT_THAT(DriverExits(kA, kUnknownExit), ElementsAre("start app-1"));
  DriverExits(kA, kUnknownExit);
  EXPECT_THAT(cluster.table().at(kA).message, HasSubstr("exit code unknown"));
}

TEST_F(ClusterTest, NothingStartsOnAWorkerThatLeaves) {
  Join(kW1, 2);
  EXPECT_THAT(Leave(kW1), IsEmpty());
  EXPECT_THAT(Submit(kA), IsEmpty());
}

TEST_F(ClusterTest, AWorkerThatComesBackWhileItLeavesIsStillOneThatLeaves) {
  cluster.OnWorkerJoined({kW1, "host", 2, 1 << 30, /*leaving=*/true}, {}, now);
  EXPECT_THAT(Submit(kA), IsEmpty());
}

TEST_F(ClusterTest, CoresOfALeavingWorkerAreFoundElsewhereAtOnce) {
  Join(kW1, 4);
  Submit(kA, 2);
  Register(kA);
  Join(kW2, 4);
  EXPECT_THAT(Leave(kW1), ElementsAre("launch app-1/1 on w2"));
  EXPECT_EQ(CoresOf(kA, 1), 2);
}

TEST_F(ClusterTest, ExecutorsOfALeavingWorkerHaveNotFailedHoweverTheyEnd) {
  Join(kW1, 1);
  Submit(kA);
  Register(kA);
  Leave(kW1);
  EXPECT_THAT(Told(cluster.OnExecutorExited(kA, ExecutorId(0), "signal 9", now)), IsEmpty());
  EXPECT_TRUE(cluster.running().at(kA).failures.empty());
}

// One worker has a broken disk, the other one is just being restarted.
TEST_F(ClusterTest, AnApplicationThatCouldWorkOnAWorkerThatLeftWaitsForIt) {
  Join(kW1, 1);
  Join(kW2, 1);
  Submit(kA);
  Register(kA);
  cluster.OnExecutorAttached(kA, ExecutorId(1));
  for (int executor : {0, 2, 3, 4, 5, 6, 7, 8, 9}) {
    ASSERT_THAT(cluster.executors(), Contains(testing::Key(ExecutorKey(kA, ExecutorId(executor)))));
    ExecutorExits(kA, executor);
    Later(absl::Seconds(10));
  }
  Leave(kW2);
  ToTexts(cluster.OnWorkerLost(kW2, now));
  EXPECT_THAT(ExecutorExits(kA, 10), Not(Contains("end app-1")));
  EXPECT_THAT(Join(kW3, 1), ElementsAre("launch app-1/11 on w3"));
}

TEST_F(ClusterTest, ADrainingDaemonStartsNothing) {
  Join(kW1, 2);
  Submit(kA, 1);
  EXPECT_THAT(ToTexts(cluster.Drain(now)), ElementsAre("ask to stop app-1"));
  EXPECT_THAT(cluster.Submit(kB, {}, now), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ClusterTest, WhatADrainingDaemonStopsHasNotFinished) {
  Join(kW1, 3);
  Submit(kA, 1);
  Submit(kB, 1);
  Submit(kC, 1, /*supervise=*/true);
  cluster.OnDriverFinished(kB, 0);
  cluster.Drain(now);
  for (const ApplicationId& id : {kA, kB, kC}) DriverExits(id, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_EQ(cluster.table().at(kA).message, "the driver daemon is stopping; its driver ended with exit code 0");
  EXPECT_EQ(StateOf(kB), ApplicationState::kFinished) << "it had said so before";
  EXPECT_EQ(StateOf(kC), ApplicationState::kWaiting) << "the next daemon starts it again";
  EXPECT_THAT(Restart(), IsEmpty());
  EXPECT_THAT(Join(kW1, 3), ElementsAre("start app-3"));
}

TEST_F(ClusterTest, HowAnApplicationEndedSaysWhoAskedForIt) {
  Join(kW1, 3);
  for (const ApplicationId& id : {kA, kB, kC}) Submit(id, 1);
  cluster.Kill(kA, true, now).IgnoreError();
  cluster.Stop(kB, "its user asked", now).IgnoreError();
  for (const ApplicationId& id : {kA, kB, kC}) DriverExits(id, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kKilled);
  EXPECT_EQ(cluster.table().at(kA).message, "it is killed; its driver ended with exit code 0");
  EXPECT_EQ(StateOf(kB), ApplicationState::kFinished);
  EXPECT_EQ(cluster.table().at(kB).message, "its user asked; its driver ended with exit code 0");
  EXPECT_EQ(StateOf(kC), ApplicationState::kFinished);
  EXPECT_EQ(cluster.table().at(kC).message, "its driver ended with exit code 0");
}

TEST_F(ClusterTest, WhatCannotBeWrittenIsNotAccepted) {
  journal.status = absl::ResourceExhaustedError("disk full");
  EXPECT_THAT(cluster.Submit(kA, {}, now), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(cluster.table().empty());
}

TEST_F(ClusterTest, WhatRunsGoesOnWhenTheDiskIsFull) {
  Join(kW1, 1);
  Submit(kA);
  journal.status = absl::ResourceExhaustedError("disk full");
  EXPECT_THAT(Register(kA), ElementsAre("launch app-1/0 on w1"));
  DriverExits(kA, {});
  EXPECT_EQ(StateOf(kA), ApplicationState::kFinished);
}

}  // namespace
}  // namespace sluice
