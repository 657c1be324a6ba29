#include "driver/schedule/scheduler_test_base.h"
#include "driver/schedule/verdicts.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StageNewsTest : public SchedulerTest {
 protected:
  // "1: 2/4 1 run 1 failed": of stage 1 two of four tasks are done.
  std::vector<std::string> News() {
    std::vector<std::string> lines;
    for (const auto& [stage, reads] : TakeActions<StageMoved>()) {
      std::string line = std::to_string(stage.number.value()) + ": " + std::to_string(stage.completed) + "/" +
                         std::to_string(stage.tasks);
      if (stage.active > 0) line += " " + std::to_string(stage.active) + " run";
      if (stage.failed > 0) line += " " + std::to_string(stage.failed) + " failed";
      if (stage.attempt > 0) line += " attempt " + std::to_string(stage.attempt);
      if (stage.is_done()) line += " ended";
      lines.push_back(line);
    }
    return lines;
  }
  Rdd OneBlockEach(int partitions) {
    std::vector<std::vector<BlockId>> blocks;
    for (int i = 0; i < partitions; ++i) blocks.push_back({Receive(i, {e1})});
    return Blocks(blocks);
  }
};

TEST_F(StageNewsTest, AStageComesAfterThoseItReads) {
  scheduler_.AddExecutor(e1, 4);
  Submit(Shuffled(OneBlockEach(2), 0, 3));
  Step();
  EXPECT_THAT(News(), ElementsAre("1: 0/3", "0: 0/2 2 run"));
}

TEST_F(StageNewsTest, WhatAStageReadsIsToldOnce) {
  scheduler_.AddExecutor(e1, 4);
  Submit(Shuffled(Shuffled(OneBlockEach(1), 0, 1), 1, 1));
  Step();
  std::map<StageNumber, std::vector<StageNumber>> reads;
  for (const StageMoved& moved : TakeActions<StageMoved>()) reads[moved.record.number] = moved.reads;
  EXPECT_THAT(reads.at(StageNumber(2)), ElementsAre(StageNumber(1)));
  EXPECT_THAT(reads.at(StageNumber(1)), ElementsAre(StageNumber(0)));
  EXPECT_THAT(reads.at(StageNumber(0)), IsEmpty());
  Succeed(0, 1);
  Step();
  for (const StageMoved& moved : TakeActions<StageMoved>()) EXPECT_THAT(moved.reads, IsEmpty());
}

TEST_F(StageNewsTest, HoweverManyTasksMoveAStageIsToldOnce) {
  scheduler_.AddExecutor(e1, 4);
  Submit(OneBlockEach(4));
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 0/4 4 run"));
  for (int partition : {0, 1, 2}) Succeed(partition);
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 3/4 1 run"));
  EXPECT_THAT(News(), IsEmpty());
  Succeed(3);
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 4/4 ended"));
}

TEST_F(StageNewsTest, WhatTasksTookIsToldOnceWhenTheirStageEnds) {
  scheduler_.AddExecutor(e1, 1);
  scheduler_.AddExecutor(e2, 1);
  Submit(OneBlockEach(2));
  Step();
  Report(TakeRunning(0), {.result = {Buffer()}, .run_micros = 100, .records_read = 7});
  Step();
  EXPECT_THAT(TakeActions<TasksSummarised>(), IsEmpty());
  const ExecutorId second = running_.at(0).executor;
  Report(TakeRunning(1), {.result = {Buffer()}, .run_micros = 900, .records_read = 8});
  Step();
  const std::vector<TasksSummarised> told = TakeActions<TasksSummarised>();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].tasks.tasks, 2);
  EXPECT_EQ(told[0].tasks.records.total, 15);
  EXPECT_EQ(told[0].tasks.slowest.partition, 1);
  EXPECT_EQ(told[0].tasks.slowest.executor, second);
  Step();
  EXPECT_THAT(TakeActions<TasksSummarised>(), IsEmpty());
}

TEST_F(StageNewsTest, AnAttemptThatFailsIsCountedAndItsTaskIsDoneOnce) {
  scheduler_.AddExecutor(e1, 1);
  Submit(OneBlockEach(1));
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 0/1 1 run"));
  Fail(0, "boom");
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 0/1 1 run 1 failed"));
  Succeed(0);
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 1/1 1 failed ended"));
}

TEST_F(StageNewsTest, AStageWhoseOutputIsLostBeginsItsNextAttempt) {
  scheduler_.AddExecutor(e1, 2);
  scheduler_.AddExecutor(e2, 2);
  Submit(Shuffled(Blocks({{Receive(0, {e1, e2})}}), 0, 1));
  Step();
  EXPECT_THAT(News(), ElementsAre("1: 0/1", "0: 0/1 1 run"));
  Succeed(0, 1);
  Step();
  EXPECT_THAT(News(), ElementsAre("0: 1/1 ended", "1: 0/1 1 run"));
  Lose(scheduler_.stages().outputs().HoldsAny(e1) ? e1 : e2);
  now_ += absl::Minutes(1);
  Step();
  const std::vector<std::string> news = News();
  EXPECT_THAT(news, ::testing::Contains("0: 0/1 1 run attempt 1"));
}

TEST_F(StageNewsTest, WhatIsMissingOfAShuffleIsAllThatIsRunAgain) {
  scheduler_.AddExecutor(e1, 4);
  const Rdd counts = Shuffled(OneBlockEach(2), 0, 1);
  scheduler_.AddExecutor(e2, 2);
  const ShuffleId shuffle(0);
  Submit(counts);
  Step();
  News();
  EXPECT_TRUE(scheduler_.AddMapOutput(e1, shuffle, 0, {10}));
  scheduler_.FailJobs(AllFail(absl::CancelledError("stop")));
  Step();
  News();
  Submit(counts);
  Step();
  EXPECT_THAT(News(), ElementsAre("3: 0/1", "2: 0/1 1 run")) << "one map output is there already";
}

}  // namespace
}  // namespace sluice
