#include <chrono>

#include "driver/schedule/scheduler_test_base.h"
#include "driver/schedule/verdicts.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using ::testing::VariantWith;

TEST_F(SchedulerTest, AJobWithAShuffleRunsMapsThenReducersAndReturnsResultsInOrder) {
  scheduler_.AddExecutor(e1, 2);
  Submit(Shuffled(Blocks({{}, {}, {}}), 1, 2));
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1", "combine 1 on 1"));
  Succeed(1, 2);
  EXPECT_THAT(Step(), ElementsAre("combine 2 on 1"));
  Succeed(0, 2);
  Succeed(2, 2);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1", "collect 1 on 1"));
  Succeed(1);
  Succeed(0);
  EXPECT_THAT(Step(), IsEmpty());
  std::vector<FinishJob> finished = TakeActions<FinishJob>();
  ASSERT_THAT(finished, SizeIs(1));
  EXPECT_EQ(Join(finished[0].results[0]), "r0");
  EXPECT_EQ(Join(finished[0].results[1]), "r1");
  EXPECT_EQ(scheduler_.stages().jobs().size(), 0);
}

TEST_F(SchedulerTest, AJobWaitsForItsFirstExecutorAndAnEmptyOneForNothing) {
  JobId job = Submit(Blocks({}));
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), IsEmpty());
  std::vector<FinishJob> finished = TakeActions<FinishJob>();
  ASSERT_THAT(finished, SizeIs(1));
  EXPECT_EQ(finished[0].job, job);
  scheduler_.AddExecutor(e1, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
}

TEST_F(SchedulerTest, AShuffleThatIsKnownIsNotComputedAgain) {
  scheduler_.AddExecutor(e1, 1);
  Rdd counts = Shuffled(Blocks({{}}), 1, 1);
  Submit(counts);
  Step();
  Succeed(0, 1);
  Step();
  Succeed(0);
  Submit(counts);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
}

TEST_F(SchedulerTest, TwoJobsOnOneShuffleComputeItOnce) {
  scheduler_.AddExecutor(e1, 4);
  Rdd counts = Shuffled(Blocks({{}}), 1, 1);
  Submit(counts);
  Submit(counts);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1"));
  Succeed(0, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1", "collect 0 on 1"));
}

TEST_F(SchedulerTest, TasksGoWhereTheirInputLiesAndElsewhereAfterAWait) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(Blocks({{Receive(0, {e2})}, {Receive(1, {e2})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  EXPECT_EQ(scheduler_.NextDeadline(), now_ + absl::Milliseconds(50));
  now_ += absl::Milliseconds(49);
  EXPECT_THAT(Step(), IsEmpty());
  now_ += absl::Milliseconds(1);
  EXPECT_THAT(Step(), ElementsAre("collect 1 on 1"));
}

TEST_F(SchedulerTest, AReplicaIsAsNearAsTheFirstCopy) {
  for (ExecutorId executor : {e1, e2, e3}) scheduler_.AddExecutor(executor, 1);
  Submit(Blocks({{Receive(0, {e2, e3})}, {Receive(1, {e2, e3})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2", "collect 1 on 3"));
}

TEST_F(SchedulerTest, TasksWithStateGoWhereItIsInMemory) {
  for (ExecutorId executor : {e1, e2, e3}) scheduler_.AddExecutor(executor, 1);
  auto batch = [&](int number) {
    Rdd rdd = Shuffled(Blocks({{Receive(number, {e3})}, {}}), number, 1);
    const_cast<ShuffleDependency&>(*rdd->shuffle).affinity = "sums";
    return rdd;
  };
  auto finish = [&] {
    Succeed(0, 1);
    Succeed(1, 1);
    Step();
    Succeed(0);
  };
  Submit(batch(1));
  EXPECT_THAT(Step(), UnorderedElementsAre("combine 0 on 3", "combine 1 on 1"));
  finish();
  Submit(batch(2));
  EXPECT_THAT(Step(), UnorderedElementsAre("combine 0 on 3", "combine 1 on 1"));
  finish();
  // A busy home is waited for, a lost one is not.
  Submit(Blocks({{Receive(9, {e1})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  Lose(e3);
  Submit(batch(3));
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 2"));
  EXPECT_EQ(scheduler_.NextDeadline(), std::nullopt);
  TakeRunning(0);
}

TEST_F(SchedulerTest, AfterFourFailuresTheJobFailsWithTheTasksOwnError) {
  scheduler_.AddExecutor(e1, 2);
  Submit(Blocks({{}, {}}));
  Step();
  for (int attempt = 0; attempt < 4; ++attempt) {
    Fail(0, "no such word");
    Step();
  }
  std::vector<FailJob> failed;
  std::vector<CancelTask> cancelled;
  for (ScheduleAction& action : other_) {
    if (auto* found = std::get_if<FailJob>(&action)) failed.push_back(*found);
    if (auto* found = std::get_if<CancelTask>(&action)) cancelled.push_back(*found);
  }
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_THAT(failed[0].error,
              StatusIs(absl::StatusCode::kAborted,
                       AllOf(HasSubstr("lines, collect"), HasSubstr("partition 0"), HasSubstr("attempt 3"),
                             HasSubstr("executor 1"), HasSubstr("no such word"))));
  EXPECT_THAT(cancelled, SizeIs(1));
  Succeed(1);
  Submit(Blocks({{}, {}}));
  EXPECT_THAT(Step(), SizeIs(2)) << "the cancelled task gave its slot back";
}

TEST_F(SchedulerTest, ATaskThatFailedOnOneExecutorTriesAnother) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(Blocks({{Receive(0, {e1})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  Fail(0, "disk full");
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
}

TEST_F(SchedulerTest, TasksOfALostExecutorRunElsewhereAndItsLateReportsChangeNothing) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(Blocks({{Receive(0, {e1, e2})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  LaunchTask first = running_.front();
  Lose(e1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  Report(first, {.result = {Buffer::FromString("late")}});
  Step();
  EXPECT_THAT(TakeActions<FinishJob>(), IsEmpty());
  scheduler_.AddExecutor(e1, 1);
  Step();
  EXPECT_THAT(TakeActions<CancelTask>(), SizeIs(1)) << "it is told that nobody waits for the attempt";
  Report(first, {.result = {Buffer::FromString("late")}});
  Succeed(0);
  Step();
  EXPECT_EQ(Join(TakeActions<FinishJob>().at(0).results[0]), "r0");
}

TEST_F(SchedulerTest, MapOutputsOfALostExecutorAreComputedAgainWhileReducersWait) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(Shuffled(Blocks({{}, {}}), 1, 2));
  EXPECT_THAT(Step(), SizeIs(2));
  Succeed(0, 2);
  Succeed(1, 2);
  EXPECT_THAT(Step(), SizeIs(2));
  Lose(e1);
  EXPECT_THAT(Step(), IsEmpty()) << "the reducer needs the map output first, and no slot is free";
  Succeed(1);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 2"));
  Succeed(0, 2);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
}

TEST_F(SchedulerTest, WhatAPartitionAddsToAccumulatorsCountsOnceInItsJob) {
  auto succeed = [&](int partition, const std::string& added, int reducers) {
    Report(TakeRunning(partition), {.accumulator_updates = {Buffer::FromString(added)},
                                    .map_output_bytes = std::vector<int64_t>(reducers, 10)});
  };
  auto counted = [&] {
    std::vector<std::string> all;
    for (const CountUpdates& each : TakeActions<CountUpdates>()) all.push_back(Join(each.accumulator_updates));
    return all;
  };
  scheduler_.AddExecutor(e1, 1);
  Submit(Shuffled(Blocks({{}}), 1, 1));
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1"));
  succeed(0, "map", 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  EXPECT_THAT(counted(), ElementsAre("map"));
  Lose(e1);
  scheduler_.AddExecutor(e2, 1);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 2"));
  succeed(0, "map again", 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  Fail(0, "for a while");
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
  succeed(0, "result", 0);
  EXPECT_THAT(Step(), IsEmpty());
  EXPECT_THAT(counted(), ElementsAre("result"));
}

TEST_F(SchedulerTest, AnExecutorThatReturnsBringsItsMapOutputsBack) {
  scheduler_.AddExecutor(e1, 1);
  Submit(Shuffled(Blocks({{}}), 1, 1));
  Step();
  Succeed(0, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  Lose(e1);
  EXPECT_THAT(Step(), IsEmpty());
  scheduler_.AddExecutor(e1, 1);
  EXPECT_TRUE(scheduler_.AddMapOutput(e1, ShuffleId(1), 0, {10}));
  EXPECT_FALSE(scheduler_.AddMapOutput(e1, ShuffleId(9), 0, {10}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
}

TEST_F(SchedulerTest, AMapOutputThatCannotBeReadIsMadeAgainElsewhere) {
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 1);
  Submit(Shuffled(Blocks({{Receive(0, {e1})}}), 1, 1));
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1"));
  Succeed(0, 1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  Report(
      TakeRunning(0),
      {.kind = TaskOutcome::Kind::kInputLost, .lost_blocks = {BlockId::Shuffle(ShuffleId(1), 0, 0)}, .lost_from = e1});
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 2"));
  Succeed(0, 1);
  now_ += absl::Seconds(1);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
}

TEST_F(SchedulerTest, ABlockThatSomeExecutorsCannotReadIsReadByItsHolder) {
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 1);
  BlockId block = Receive(0, {e2});
  Submit(Blocks({{Receive(1, {e1}, 1000), block}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  auto lose = [&] {
    Report(TakeRunning(0), {.kind = TaskOutcome::Kind::kInputLost, .lost_blocks = {block}, .lost_from = e2});
    now_ += absl::Seconds(1);
    return Step();
  };
  EXPECT_THAT(lose(), ElementsAre("collect 0 on 2"));
  for (int losses = 2; losses < 10; ++losses) EXPECT_THAT(lose(), SizeIs(1));
  EXPECT_THAT(TakeActions<DistrustCopy>(), IsEmpty());
  EXPECT_THAT(lose(), SizeIs(1));
  EXPECT_THAT(TakeActions<DistrustCopy>(), SizeIs(1));
}

TEST_F(SchedulerTest, ATaskWhoseBlocksNobodyHoldsWaitsForTheirExecutorToReturn) {
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 1);
  Submit(Blocks({{Receive(0, {e1})}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  Lose(e1);
  EXPECT_THAT(Step(), IsEmpty());
  now_ += absl::Milliseconds(2000);
  EXPECT_THAT(Step(), IsEmpty());
  ASSERT_TRUE(scheduler_.NextDeadline().has_value());
  now_ += absl::Milliseconds(500);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
}

TEST_F(SchedulerTest, ATaskGoesOnAsSoonAsItsBlocksAreBack) {
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 1);
  Submit(Blocks({{Receive(0, {e1})}}));
  Step();
  Lose(e1);
  Step();
  scheduler_.AddExecutor(e1, 1);
  Receive(0, {e1});
  now_ += absl::Milliseconds(50);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
}

TEST_F(SchedulerTest, ATaskWaitsForTheHolderOfItsBlockWhichAttachesLaterThanOthersInANewLife) {
  BlockId block = Receive(0, {e2});
  EXPECT_THAT(DropHolder{e2}.Apply(blocks_), IsOk());  // As the block log tells it to a later life.
  scheduler_.AddExecutor(e1, 1);
  EXPECT_THAT(Step(), IsEmpty());
  now_ += absl::Seconds(10);  // Nobody asks for anything so long.
  Submit(Blocks({{block}}));
  EXPECT_THAT(Step(), IsEmpty());
  now_ += absl::Milliseconds(2400);
  EXPECT_THAT(Step(), IsEmpty());
  scheduler_.AddExecutor(e2, 1);
  Receive(0, {e2});
  now_ += absl::Milliseconds(50);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 2"));
}

TEST_F(SchedulerTest, AHolderThatWasLostWithAllOthersIsWaitedForWhenTheFirstIsBack) {
  for (ExecutorId executor : {e1, e2}) scheduler_.AddExecutor(executor, 1);
  BlockId block = Receive(0, {e2});
  for (ExecutorId executor : {e1, e2}) Lose(executor);
  Submit(Blocks({{block}}));
  now_ += absl::Seconds(10);
  EXPECT_THAT(Step(), IsEmpty());
  scheduler_.AddExecutor(e1, 1);
  EXPECT_THAT(Step(), IsEmpty());
  now_ += absl::Milliseconds(2500);
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1")) << "not for ever";
}

TEST_F(SchedulerTest, AJobOnBlocksThatWereFreedFailsAndReadsNothingInTheirPlace) {
  scheduler_.AddExecutor(e1, 4);
  const BatchKey batch{RunId(0), BatchTime(1000)};
  const BlockId freed = Receive(0, {e1});
  ASSERT_THAT((AssignBatch{batch, {freed}}.Apply(blocks_)), IsOk());
  const JobId early = Submit(Blocks({{freed}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  ASSERT_THAT(FinishBatch{batch}.Apply(blocks_), IsOk());
  ASSERT_THAT(ForgetBatch{batch}.Apply(blocks_), IsOk());

  for (const Rdd& rdd : {Blocks({{Receive(1, {e1})}, {freed}}), Shuffled(Blocks({{freed}}), 1, 2)}) {
    const JobId late = Submit(rdd);
    Step();
    ASSERT_TRUE(scheduler_.NextDeadline().has_value());
    EXPECT_LE(*scheduler_.NextDeadline(), now_);
    Step();
    std::vector<FailJob> failed = TakeActions<FailJob>();
    ASSERT_THAT(failed, SizeIs(1));
    EXPECT_EQ(failed[0].job, late);
    EXPECT_THAT(failed[0].error,
                StatusIs(absl::StatusCode::kNotFound,
                         AllOf(HasSubstr(ToString(freed)), HasSubstr("\"lines\""), HasSubstr("remember()"))));
  }
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1")) << "a batch may have received nothing";
  EXPECT_EQ(scheduler_.stages().jobs().size(), 2) << "what had its blocks goes on: " << early.value();
}

TEST_F(SchedulerTest, InputThatCanNeverBeReadFailsTheJobInTheEnd) {
  scheduler_.AddExecutor(e1, 1);
  Submit(Blocks({{}}));
  Step();
  for (int i = 0; i < 21; ++i) {
    Report(TakeRunning(0), {.kind = TaskOutcome::Kind::kInputLost, .message = "peer is silent"});
    now_ += absl::Seconds(1);
    Step();
  }
  std::vector<FailJob> failed = TakeActions<FailJob>();
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_THAT(failed[0].error, StatusIs(absl::StatusCode::kAborted, HasSubstr("peer is silent")));
}

TEST_F(SchedulerTest, AnOutputOfTheWrongShapeIsTheTasksFault) {
  scheduler_.AddExecutor(e1, 1);
  Submit(Shuffled(Blocks({{}}), 1, 3));
  Step();
  Succeed(0, 2);
  EXPECT_THAT(Step(), ElementsAre("combine 0 on 1"));
}

TEST_F(SchedulerTest, FailingAllJobsCancelsTheirTasks) {
  scheduler_.AddExecutor(e1, 1);
  Submit(Blocks({{}}));
  Step();
  scheduler_.FailJobs(ThoseOfRunFail(RunId(0), absl::CancelledError("the streams stop")));
  EXPECT_EQ(scheduler_.stages().jobs().size(), 1) << "it is of no batch";
  scheduler_.FailJobs(AllFail(absl::CancelledError("the application stops")));
  Step();
  EXPECT_THAT(other_, UnorderedElementsAre(VariantWith<FailJob>(testing::_), VariantWith<CancelTask>(testing::_),
                                           VariantWith<StageMoved>(testing::_)));
  EXPECT_EQ(scheduler_.stages().jobs().size(), 0);
}

TEST_F(SchedulerTest, TheJobsOfARunFailWithoutThoseOfBatchesOfEqualTimes) {
  scheduler_.AddExecutor(e1, 3);
  JobId first = Submit(Blocks({{}}), "", BatchKey{RunId(0), BatchTime(1000)});
  Submit(Blocks({{}}), "", BatchKey{RunId(1), BatchTime(1000)});
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), SizeIs(3));
  EXPECT_EQ(running_[1].batch, (BatchKey{RunId(1), BatchTime(1000)}));
  EXPECT_EQ(running_[2].batch, std::nullopt);
  scheduler_.FailJobs(ThoseOfRunFail(RunId(0), absl::CancelledError("the streams stop")));
  Step();
  std::vector<FailJob> failed = TakeActions<FailJob>();
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].job, first);
  EXPECT_EQ(scheduler_.stages().jobs().size(), 2);
}

TEST_F(SchedulerTest, ThousandsOfPartitionsCostNoQuadraticWork) {
  for (ExecutorId executor : {e1, e2, e3}) scheduler_.AddExecutor(executor, 4);
  std::vector<std::vector<BlockId>> blocks;
  for (int p = 0; p < 20000; ++p) blocks.push_back({Receive(p, {ExecutorId(1 + p % 3)})});
  auto start = std::chrono::steady_clock::now();
  Submit(Blocks(std::move(blocks)));
  int launched = 0;
  for (std::vector<std::string> step = Step(); !step.empty(); step = Step()) {
    launched += static_cast<int>(step.size());
    while (!running_.empty()) Succeed(running_.back().partition);
  }
  EXPECT_EQ(launched, 20000);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

}  // namespace
}  // namespace sluice
