#include "driver/schedule/placement/task_placement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "common/base/status_matchers.h"
#include "driver/block_master/block_update.h"
#include "engine/lineage/short_lineages.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ExecutorId e1{1}, e2{2}, e3{3};

class TaskPlacementTest : public ::testing::Test {
 protected:
  TaskPlacementTest() {
    EXPECT_THAT(BeginLife{DriverLife()}.Apply(blocks_), IsOk());
    EXPECT_THAT((AddRun{RunId(0), {.streams = {StreamId(0)}}}.Apply(blocks_)), IsOk());
    for (ExecutorId executor : {e1, e2, e3}) executors_.Add(executor, 1);
  }

  BlockId Receive(int sequence, std::vector<ExecutorId> holders, int64_t bytes) {
    BlockId id = BlockId::Input(StreamId(0), Epoch(1), sequence);
    for (ExecutorId holder : holders) {
      EXPECT_THAT((AddBlock{.id = id, .info = {.records = 1, .bytes = bytes}, .holder = holder}.Apply(blocks_)),
                  IsOk());
    }
    return id;
  }
  // Of a result stage whose only task reads the blocks.
  static StagePlan Reads(std::vector<BlockId> blocks) {
    return PlanResultStage(Blocks({std::move(blocks)}), {.name = "collect"}).value();
  }
  static StagePlan WritesState(const std::string& name, std::vector<BlockId> blocks) {
    StagePlan stage = Reads(std::move(blocks));
    auto writes = std::make_shared<ShuffleDependency>();
    writes->affinity = name;
    stage.writes = writes;
    return stage;
  }
  TaskPlace Place(const StagePlan& stage) const { return placement_.Place({stage, failures_, avoid_}, now_); }
  std::vector<ExecutorId> Allowed() const { return placement_.Allowed({stage_, failures_, avoid_}, now_); }

  const absl::Time now_ = absl::FromUnixSeconds(1000);
  const StagePlan stage_ = Reads({});
  ExecutorSlots executors_;
  Exclusion exclusion_{{.enabled = true, .stage_tasks_per_executor_max = 1}};
  StateHomes homes_;
  BlockTable blocks_;
  MapOutputTable outputs_;
  StageFailures failures_;
  std::set<ExecutorId> avoid_;
  TaskPlacement placement_{{executors_, exclusion_, homes_, blocks_, outputs_},
                           {.input = absl::Milliseconds(50), .state = absl::Milliseconds(500)}};
};

TEST_F(TaskPlacementTest, ATaskWaitsForAWhileWhereMostOfItsInputLies) {
  const TaskPlace place = Place(Reads({Receive(0, {e2, e3}, 1000), Receive(1, {e1}, 100)}));
  EXPECT_THAT(place.near, ElementsAre(e2, e3)) << "replicas are equal";
  EXPECT_EQ(place.anywhere_from, now_ + absl::Milliseconds(50));
}

TEST_F(TaskPlacementTest, InputThatIsEverywhereOrNowhereBindsNobody) {
  EXPECT_THAT(Place(stage_).near, IsEmpty());
  EXPECT_THAT(Place(Reads({Receive(0, {e1, e2, e3}, 100)})).near, IsEmpty());
}

TEST_F(TaskPlacementTest, TheOnlyExecutorIsAsGoodAsAny) {
  executors_.Lose(e1);
  executors_.Lose(e3);
  const TaskPlace place = Place(Reads({Receive(0, {e2}, 100)}));
  EXPECT_THAT(place.near, IsEmpty());
  EXPECT_EQ(place.anywhere_from, now_);
}

TEST_F(TaskPlacementTest, StateGoesBeforeInputAndIsWaitedForLonger) {
  const StagePlan stage = WritesState("sums", {Receive(0, {e1}, 1000)});
  EXPECT_THAT(Place(stage).near, ElementsAre(e1));
  homes_.Set("sums", 0, e3);
  EXPECT_THAT(Place(stage).near, ElementsAre(e3));
  EXPECT_EQ(Place(stage).anywhere_from, now_ + absl::Milliseconds(500));
  avoid_ = {e3};
  EXPECT_THAT(Place(stage).near, ElementsAre(e1));
}

TEST_F(TaskPlacementTest, StateIsWhereAFormerDriverHasLeftItsNewestVersionUntilItIsWrittenElsewhere) {
  const StagePlan stage = WritesState("sums", {});
  homes_.Found({"sums", 0, 2000}, e1);
  homes_.Found({"sums", 0, 1000}, e2);
  EXPECT_THAT(Place(stage).near, ElementsAre(e1));
  homes_.Found({"sums", 0, 3000}, e2);
  EXPECT_THAT(Place(stage).near, ElementsAre(e2));
  homes_.Set("sums", 0, e3);
  homes_.Found({"sums", 0, 9000}, e1);
  EXPECT_THAT(Place(stage).near, ElementsAre(e3));
}

TEST_F(TaskPlacementTest, WhereATaskDidNotSucceedItGoesOnlyIfThereIsNobodyElse) {
  avoid_ = {e1};
  EXPECT_THAT(Place(stage_).near, ElementsAre(e2, e3));
  EXPECT_EQ(Place(stage_).anywhere_from, absl::InfiniteFuture());
  avoid_ = {e1, e2, e3};
  EXPECT_THAT(Place(stage_).near, IsEmpty());
  EXPECT_EQ(Place(stage_).anywhere_from, now_ + absl::Milliseconds(50));
}

TEST_F(TaskPlacementTest, AStageGoesWhereItFailedOnlyIfThereIsNobodyElse) {
  failures_[e1][0] = 1;
  EXPECT_TRUE(placement_.IsExcluded(e1, failures_, now_));
  EXPECT_FALSE(placement_.IsExcluded(e2, failures_, now_));
  EXPECT_THAT(Allowed(), ElementsAre(e2, e3));
  failures_[e2][1] = failures_[e3][2] = 1;
  EXPECT_FALSE(placement_.IsExcluded(e1, failures_, now_));
  EXPECT_THAT(Allowed(), ElementsAre(e1, e2, e3));
}

TEST_F(TaskPlacementTest, OneThatLeavesGetsNothingWhileOthersStay) {
  executors_.Leave(e2, JobId(0));
  EXPECT_THAT(Place(Reads({Receive(0, {e2}, 100)})).near, IsEmpty());
  EXPECT_THAT(Allowed(), ElementsAre(e1, e3));
  executors_.Leave(e1, JobId(0));
  executors_.Leave(e3, JobId(0));
  EXPECT_THAT(Allowed(), ElementsAre(e1, e2, e3));
}

TEST_F(TaskPlacementTest, OneThatLeavesIsNobodyElse) {
  executors_.Leave(e1, JobId(0));
  failures_[e2][0] = failures_[e3][1] = 1;
  EXPECT_FALSE(placement_.IsExcluded(e2, failures_, now_)) << "the others fail, too, or leave";
  EXPECT_TRUE(placement_.IsExcluded(e1, failures_, now_));
}

}  // namespace
}  // namespace sluice
