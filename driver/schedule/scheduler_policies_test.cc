#include "driver/schedule/scheduler_test_base.h"

// Pools, copies of stragglers, and executors that are left alone.

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

std::vector<std::vector<BlockId>> Nothing(int partitions) { return std::vector<std::vector<BlockId>>(partitions); }

class FairTest : public SchedulerTest {
 protected:
  FairTest() : SchedulerTest({.pools = {.mode = SchedulingMode::kFair, .pools = {{"big", {.weight = 2}}}}}) {}
};

TEST_F(SchedulerTest, FirstComeFirstServedUnlessToldOtherwise) {
  scheduler_.AddExecutor(e1, 4);
  Submit(Blocks(Nothing(8)), "one");
  Submit(Shuffled(Blocks(Nothing(2)), 1, 1), "two");
  EXPECT_THAT(Step(), SizeIs(4));
  for (int p = 0; p < 4; ++p) Succeed(p);
  EXPECT_THAT(Step(), ElementsAre("collect 4 on 1", "collect 5 on 1", "collect 6 on 1", "collect 7 on 1"));
}

TEST_F(FairTest, PoolsShareTheSlotsByWeight) {
  scheduler_.AddExecutor(e1, 6);
  Submit(Blocks(Nothing(20)), "small");
  Submit(Shuffled(Blocks(Nothing(20)), 1, 1), "big");
  std::vector<std::string> launched = Step();
  auto is_big = [](const std::string& task) { return task.starts_with("combine"); };
  EXPECT_EQ(std::count_if(launched.begin(), launched.end(), is_big), 4);
  EXPECT_EQ(launched.size(), 6);
}

TEST_F(FairTest, AShortJobGetsItsShareBesideALongOne) {
  scheduler_.AddExecutor(e1, 2);
  Submit(Blocks(Nothing(20)), "long");
  EXPECT_THAT(Step(), SizeIs(2));
  Submit(Shuffled(Blocks(Nothing(1)), 1, 1), "short");
  Succeed(0);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1"));
}

class SpeculationTest : public SchedulerTest {
 protected:
  SpeculationTest() : SchedulerTest({.speculation = {.enabled = true, .quantile = 0.75}}) {
    for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 4);
  }
  // Four tasks; all but that of partition 3 take 200 ms.
  void RunAllButOne() {
    ASSERT_THAT(Step(), SizeIs(4));
    now_ += absl::Milliseconds(200);
    for (int p = 0; p < 3; ++p) Succeed(p, reducers_);
  }
  void Wait(absl::Duration time) { now_ += time; }
  int reducers_ = 0;
};

TEST_F(SpeculationTest, AStragglerGetsACopyElsewhereAndTheFirstToEndCounts) {
  Submit(Blocks(Nothing(4)));
  RunAllButOne();
  EXPECT_THAT(Step(), IsEmpty());
  Wait(absl::Milliseconds(300));
  EXPECT_THAT(Step(), IsEmpty()) << "500 ms are less than three times the median";
  ASSERT_TRUE(scheduler_.NextDeadline().has_value());
  Wait(absl::Milliseconds(150));
  LaunchTask slow = running_.front();
  ASSERT_THAT(Step(), SizeIs(1));
  LaunchTask copy = running_.back();
  EXPECT_EQ(copy.partition, 3);
  EXPECT_NE(copy.executor, slow.executor);
  Wait(absl::Seconds(5));
  EXPECT_THAT(Step(), IsEmpty()) << "one copy is enough";
  Report(copy, {.result = {Buffer::FromString("copy")}});
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(1));
  Report(slow, {.result = {Buffer::FromString("slow")}});
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), IsEmpty()) << "the late one changes nothing";
}

TEST_F(SpeculationTest, TheLoserIsCancelledAndItsMapOutputIsNotTaken) {
  reducers_ = 2;
  Submit(Shuffled(Blocks(Nothing(4)), 1, 2));
  RunAllButOne();
  Wait(absl::Seconds(2));
  LaunchTask slow = running_.front();
  ASSERT_THAT(Step(), SizeIs(1));
  LaunchTask copy = running_.back();
  Report(slow, {.map_output_bytes = {1, 1}});
  Step();
  std::vector<CancelTask> cancelled = TakeActions<CancelTask>();
  ASSERT_THAT(cancelled, SizeIs(1));
  EXPECT_EQ(cancelled[0].task, copy.task);
  EXPECT_EQ(cancelled[0].executor, copy.executor);
  Report(copy, {.map_output_bytes = {2, 2}});
  EXPECT_EQ(scheduler_.stages().outputs().HoldersFor(ShuffleId(1), 0).at(3), slow.executor);
}

TEST_F(SpeculationTest, OneOfTheTwoMayFailOrBeLost) {
  Submit(Blocks(Nothing(4)));
  RunAllButOne();
  Wait(absl::Seconds(2));
  LaunchTask slow = running_.front();
  ASSERT_THAT(Step(), SizeIs(1));
  LaunchTask copy = running_.back();
  Report(copy, {.kind = TaskOutcome::Kind::kFailed, .message = "no luck"});
  EXPECT_THAT(Step(), IsEmpty()) << "the other one still runs";
  Lose(slow.executor);
  EXPECT_THAT(Step(), SizeIs(1));
  running_ = {running_.back()};
  Succeed(3);
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(1));
}

TEST_F(SpeculationTest, ACopyThatWaitsForASlotIsNotRunForNothing) {
  for (ExecutorId executor : {e1, e2}) Lose(executor);
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 2);
  Submit(Blocks(Nothing(4)));
  ASSERT_THAT(Step(), SizeIs(4));
  Wait(absl::Milliseconds(200));
  for (int p = 0; p < 3; ++p) Succeed(p);
  Submit(Blocks(Nothing(3)));
  ASSERT_THAT(Step(), SizeIs(3));
  Wait(absl::Seconds(2));
  EXPECT_THAT(Step(), IsEmpty());
  Succeed(3);
  Succeed(0);
  EXPECT_THAT(Step(), IsEmpty());
}

TEST_F(SpeculationTest, ACopyThatWaitsForAnExecutorThatIsLostIsNotRunForNothingEither) {
  Submit(Blocks(Nothing(8)));
  ASSERT_THAT(Step(), SizeIs(8));
  Wait(absl::Milliseconds(200));
  for (int p = 0; p < 6; ++p) Succeed(p);
  Submit(Blocks(Nothing(6)));
  ASSERT_THAT(Step(), SizeIs(6));
  Wait(absl::Seconds(2));
  EXPECT_THAT(Step(), IsEmpty()) << "the copies wait for slots";
  LaunchTask slow = TakeRunning(6);
  Report(slow, {.result = {Buffer::FromString("r6")}});
  Lose(slow.executor == e1 ? e2 : e1);
  for (int round = 0; round < 20 && !running_.empty(); ++round) {
    for (const std::string& task : Step()) EXPECT_THAT(task, testing::Not(HasSubstr("collect 6")));
    Succeed(running_.front().partition);
  }
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(2));
}

TEST_F(SpeculationTest, StateIsNeverWrittenTwiceAtATime) {
  Rdd rdd = Shuffled(Blocks(Nothing(4)), 1, 1);
  const_cast<ShuffleDependency&>(*rdd->shuffle).affinity = "sums";
  reducers_ = 1;
  Submit(rdd);
  RunAllButOne();
  Wait(absl::Minutes(1));
  EXPECT_THAT(Step(), IsEmpty());
}

class ExclusionPolicyTest : public SchedulerTest {
 protected:
  ExclusionPolicyTest() : SchedulerTest({.failures_max = 100, .exclusion = {.enabled = true}}) {
    for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 4, "n" + std::to_string(executor.value()));
  }
  void FailAllOn(ExecutorId executor) {
    std::vector<LaunchTask> tasks = running_;
    for (const LaunchTask& task : tasks) {
      if (task.executor == executor) Fail(task.partition, "bad disk");
    }
  }
};

TEST_F(ExclusionPolicyTest, AStageThenTheApplicationLeavesAnExecutorThatKeepsFailing) {
  Submit(Blocks(Nothing(6)));
  ASSERT_THAT(Step(), SizeIs(6));
  FailAllOn(e1);
  for (const std::string& task : Step()) EXPECT_THAT(task, HasSubstr("on 2"));
  while (!running_.empty()) {
    Succeed(running_.back().partition);
    for (const std::string& task : Step()) EXPECT_THAT(task, HasSubstr("on 2"));
  }
  std::vector<ScheduleAction> actions = std::move(other_);
  ASSERT_FALSE(actions.empty());
  EXPECT_TRUE(std::any_of(actions.begin(), actions.end(), [](const ScheduleAction& action) {
    auto* excluded = std::get_if<ExcludeExecutor>(&action);
    return excluded != nullptr && excluded->executor == e1;
  }));
  Submit(Blocks({{Receive(0, {e1})}, {}, {}}));
  now_ += absl::Seconds(1);
  EXPECT_THAT(Step(), UnorderedElementsAre("collect 0 on 2", "collect 1 on 2", "collect 2 on 2"));
  Submit(Blocks({{Receive(1, {e2})}, {Receive(2, {e2})}}));
  EXPECT_THAT(Step(), SizeIs(1));
  now_ += absl::Seconds(1);
  EXPECT_THAT(Step(), IsEmpty());
  EXPECT_EQ(scheduler_.NextDeadline(), std::nullopt) << "the one that waits may run anywhere, time changes nothing";
}

TEST_F(ExclusionPolicyTest, NobodyIsLeftAloneWhenThereIsNobodyElse) {
  Submit(Blocks(Nothing(6)));
  Step();
  FailAllOn(e1);
  FailAllOn(e2);
  EXPECT_THAT(Step(), SizeIs(6));
  Lose(e2);
  EXPECT_THAT(Step(), SizeIs(testing::Ge(1)));
  while (!running_.empty()) {
    Succeed(running_.back().partition);
    Step();
  }
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(1));
}

TEST_F(SchedulerTest, ATaskThatTakesItsExecutorsWithItFailsItsJobInTheEnd) {
  Submit(Blocks(Nothing(1)));
  for (int i = 1; i <= 21; ++i) {
    scheduler_.AddExecutor(ExecutorId(i), 1);
    ASSERT_THAT(Step(), SizeIs(1)) << i;
    Lose(ExecutorId(i));
  }
  Step();
  std::vector<FailJob> failed = TakeActions<FailJob>();
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_THAT(failed[0].error, StatusIs(absl::StatusCode::kAborted, HasSubstr("executor was lost while it ran")));
}

TEST_F(SchedulerTest, AnExecutorThatLeavesFinishesItsTasksAndGetsNoMore) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(Blocks({{Receive(0, {e1})}, {Receive(1, {e1})}, {Receive(2, {e1})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  scheduler_.LeaveExecutor(e1, now_);
  EXPECT_THAT(Step(), ElementsAre("collect 1 on 2")) << "not waiting for the one that holds the block";
  Succeed(0);
  EXPECT_THAT(Step(), IsEmpty());
  Succeed(1);
  EXPECT_THAT(Step(), ElementsAre("collect 2 on 2"));
  Succeed(2);
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(1));
}

TEST_F(SchedulerTest, ExecutorsThatLeaveGoOnWhileNobodyStays) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  scheduler_.LeaveExecutor(e1, now_);
  scheduler_.LeaveExecutor(e2, now_);
  Submit(Blocks(Nothing(3)));
  EXPECT_THAT(Step(), SizeIs(2));
  scheduler_.AddExecutor(e3, 1);
  Succeed(0);
  EXPECT_THAT(Step(), ElementsAre("collect 2 on 3"));
}

// As often as it likes: see the test before the last.
TEST_F(SchedulerTest, WhatExecutorsTakeWithThemWhenTheyLeaveCountsAgainstNoTask) {
  Submit(Blocks(Nothing(1)));
  for (int i = 1; i <= 30; ++i) {
    scheduler_.AddExecutor(ExecutorId(i), 1);
    ASSERT_THAT(Step(), SizeIs(1)) << i;
    scheduler_.LeaveExecutor(ExecutorId(i), now_);
    Lose(ExecutorId(i));
  }
  scheduler_.AddExecutor(ExecutorId(31), 1);
  ASSERT_THAT(Step(), SizeIs(1));
  Succeed(0);
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), SizeIs(1));
}

TEST_F(SchedulerTest, InputThatAnExecutorTookWithItWhenItLeftCountsAgainstNoTask) {
  scheduler_.AddExecutor(ExecutorId(100), 1);
  Submit(Blocks(Nothing(1)));
  for (int i = 1; i <= 30; ++i) {
    ASSERT_THAT(Step(), SizeIs(1)) << i;
    scheduler_.AddExecutor(ExecutorId(i), 1);
    scheduler_.LeaveExecutor(ExecutorId(i), now_);
    Lose(ExecutorId(i));
    Report(TakeRunning(0), {.kind = TaskOutcome::Kind::kInputLost,
                            .lost_blocks = {BlockId::Shuffle(ShuffleId(9), 0, 0)},
                            .lost_from = ExecutorId(i)});
    now_ += absl::Seconds(1);
  }
  EXPECT_THAT(Step(), SizeIs(1));
}

TEST_F(SpeculationTest, AnExecutorThatLeavesGetsNoCopy) {
  Submit(Blocks(Nothing(4)));
  RunAllButOne();
  scheduler_.LeaveExecutor(running_.front().executor == e1 ? e2 : e1, now_);
  Wait(absl::Seconds(2));
  EXPECT_THAT(Step(), IsEmpty());
}

}  // namespace
}  // namespace sluice
