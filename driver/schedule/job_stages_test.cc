#include "driver/schedule/job_stages.h"

#include "driver/schedule/scheduler_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JobStagesTest : public ::testing::Test {
 protected:
  void Add(int job, const Rdd& rdd) {
    JobSpec spec{.rdd = rdd, .terminal = {.name = "collect"}};
    for (int p = 0; p < rdd->partitions; ++p) spec.partitions.push_back(p);
    EXPECT_THAT(stages_.Add(JobId(job), std::move(spec)), IsOk());
  }
  // "map 1/0": partition 0 of the stage that writes shuffle 1; "result 0". What is wanted is under way from then on.
  std::vector<std::string> Wanted(int job) {
    const absl::StatusOr<std::vector<TaskKey>> wanted = stages_.Wanted(JobId(job));
    EXPECT_THAT(wanted, IsOk());
    return TextsOf(*wanted);
  }
  std::vector<std::string> WantedBehindCompleted() { return TextsOf(stages_.WantedBehindCompleted()); }
  std::vector<std::string> TextsOf(const std::vector<TaskKey>& wanted) {
    std::vector<std::string> texts;
    for (const TaskKey& key : wanted) {
      stages_.PartitionOf(key).state = PartitionRun::State::kPending;
      const std::string stage =
          key.shuffle.has_value() ? "map " + std::to_string(key.shuffle->value()) + "/" : "result ";
      texts.push_back(stage + std::to_string(key.index));
    }
    return texts;
  }
  void Write(int job, int shuffle, int map, int reducers = 1) {
    const TaskKey key{JobId(job), ShuffleId(shuffle), map};
    stages_.PartitionOf(key).state = PartitionRun::State::kDone;
    EXPECT_TRUE(stages_.AddOutput(*key.shuffle, map, e1, std::vector<int64_t>(reducers, 10)));
  }

  JobStages stages_{ProgramLimits(), DriverLife(1)};
};

TEST_F(JobStagesTest, AResultStageIsWantedOnceAllItReadsIsWritten) {
  Add(0, Shuffled(Blocks({{}, {}}), 1, 1));
  EXPECT_THAT(Wanted(0), ElementsAre("map 1/0", "map 1/1"));
  EXPECT_THAT(Wanted(0), IsEmpty()) << "they are under way";
  Write(0, 1, 0);
  EXPECT_THAT(Wanted(0), IsEmpty());
  Write(0, 1, 1);
  EXPECT_THAT(Wanted(0), ElementsAre("result 0"));
  EXPECT_FALSE(stages_.AddOutput(ShuffleId(1), 1, e2, std::vector<int64_t>{10})) << "it is known already";
}

TEST_F(JobStagesTest, StagesOfAChainAreWantedFromItsBeginning) {
  Add(0, Shuffled(Shuffled(Blocks({{}}), 1, 1), 2, 1));
  EXPECT_THAT(Wanted(0), ElementsAre("map 1/0"));
  Write(0, 1, 0);
  EXPECT_THAT(Wanted(0), ElementsAre("map 2/0"));
}

TEST_F(JobStagesTest, WhatWaitsForAShuffleIsWantedInAllJobsOnceAllElseIsThereToo) {
  const Rdd first = Shuffled(Blocks({{}}), 1, 1), second = Shuffled(Blocks({{}}), 2, 1);
  RddNode both;
  both.partitions = 1;
  both.narrow = {{first}, {second}};
  Add(0, std::make_shared<RddNode>(both));
  Add(1, first);
  EXPECT_THAT(Wanted(0), ElementsAre("map 1/0", "map 2/0"));
  EXPECT_THAT(Wanted(1), IsEmpty());
  Write(0, 1, 0);
  EXPECT_THAT(WantedBehindCompleted(), ElementsAre("result 0")) << "of the second job";
  EXPECT_FALSE(stages_.jobs().at(JobId(0)).result.ready);
  Write(0, 2, 0);
  EXPECT_THAT(WantedBehindCompleted(), ElementsAre("result 0"));
  EXPECT_THAT(WantedBehindCompleted(), IsEmpty());
  EXPECT_TRUE(stages_.jobs().at(JobId(0)).result.ready);
}

TEST_F(JobStagesTest, OneJobWritesAShuffleUntilItIsGone) {
  const Rdd counts = Shuffled(Blocks({{}}), 1, 1);
  Add(0, counts);
  Add(1, counts);
  EXPECT_THAT(Wanted(0), ElementsAre("map 1/0"));
  EXPECT_THAT(Wanted(1), IsEmpty());
  stages_.Remove(JobId(0));
  EXPECT_THAT(Wanted(1), ElementsAre("map 1/0"));
}

TEST_F(JobStagesTest, AnOutputThatCannotBeReadIsWantedAgainFromAnotherExecutor) {
  Add(0, Shuffled(Blocks({{}}), 1, 1));
  Wanted(0);
  Write(0, 1, 0);
  const TaskKey map{JobId(0), ShuffleId(1), 0};
  stages_.DropOutput(map, e2);
  EXPECT_TRUE(stages_.outputs().IsComplete(ShuffleId(1))) << "another executor has it";
  stages_.DropOutput(map, e1);
  EXPECT_THAT(Wanted(0), ElementsAre("map 1/0"));
  EXPECT_THAT(stages_.PartitionOf(map).avoid, ElementsAre(e1));
}

TEST_F(JobStagesTest, TheLastResultSaysSo) {
  Add(0, Blocks({{}, {}}));
  EXPECT_FALSE(stages_.AddResult({JobId(0), {}, 1}, {Buffer::FromString("b")}));
  EXPECT_TRUE(stages_.AddResult({JobId(0), {}, 0}, {Buffer::FromString("a")}));
  EXPECT_EQ(Join(stages_.jobs().at(JobId(0)).results[1]), "b");
}

TEST_F(JobStagesTest, ProgramsOfAJobThatIsGoneAreFreeToBeForgotten) {
  JobStages stages({.unused_max = 0}, DriverLife(1));
  JobSpec spec = Collect(Blocks({{}}));
  ASSERT_THAT(stages.Add(JobId(0), spec), IsOk());
  const StageId program = stages.jobs().at(JobId(0)).result.program;
  EXPECT_THAT(stages.programs().TakeForgotten(), IsEmpty());
  stages.Remove(JobId(0));
  EXPECT_THAT(stages.programs().TakeForgotten(), ElementsAre(program));
}

}  // namespace
}  // namespace sluice
