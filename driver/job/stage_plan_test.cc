#include "driver/job/stage_plan.h"

#include "common/base/status_matchers.h"
#include "engine/lineage/short_lineages.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Rdd Leaf(int partitions) {
  std::vector<std::vector<BlockId>> blocks;
  for (int p = 0; p < partitions; ++p) blocks.push_back({BlockId::Input(StreamId(0), Epoch(1), p)});
  return Blocks(std::move(blocks));
}

Rdd Over(const std::string& name, std::vector<NarrowDependency> inputs, int partitions) {
  RddNode node;
  node.partitions = partitions;
  node.op.name = name;
  node.narrow = std::move(inputs);
  return std::make_shared<RddNode>(node);
}

std::vector<std::pair<int, int>> Leaves(const StagePlan& stage, int partition) {
  std::vector<std::pair<int, int>> leaves;
  for (const LeafPartition& leaf : LeavesOf(stage.ops, partition)) leaves.push_back({leaf.op, leaf.partition});
  return leaves;
}

const OperatorRef kCollect{.name = "collect"};

TEST(StagePlanTest, NarrowOperatorsShareAStageAndAShuffleEndsIt) {
  Rdd lines = Leaf(3);
  Rdd words = Over("flatMap", {{lines}}, 3);
  Rdd counts = Shuffled(words, 7, 2);
  Rdd big = Over("filter", {{counts}}, 2);

  StagePlan result = *PlanResultStage(big, kCollect);
  EXPECT_EQ(result.name, "reduceByKey, filter, collect");
  EXPECT_EQ(result.writes, nullptr);
  ASSERT_THAT(result.reads, SizeIs(1));
  EXPECT_THAT(Leaves(result, 1), ElementsAre(std::pair(0, 1)));

  StagePlan map = *PlanMapStage(result.reads[0]);
  EXPECT_EQ(map.name, "lines, flatMap, combine");
  EXPECT_EQ(map.writes->id, ShuffleId(7));
  EXPECT_THAT(map.reads, IsEmpty());
  EXPECT_EQ(map.program.ops(1).inputs(0), 0);
  EXPECT_EQ(map.program.terminal().name(), "combine");
}

TEST(StagePlanTest, AUnionReadsOnlyTheParentThatHasThePartition) {
  Rdd left = Leaf(2);
  Rdd right = Leaf(3);
  Rdd both = Over("union",
                  {{left, [](int p) { return p < 2 ? std::vector<int>{p} : std::vector<int>{}; }},
                   {right, [](int p) { return p < 2 ? std::vector<int>{} : std::vector<int>{p - 2}; }}},
                  5);
  StagePlan stage = *PlanResultStage(both, kCollect);
  EXPECT_THAT(Leaves(stage, 1), ElementsAre(std::pair(0, 1)));
  EXPECT_THAT(Leaves(stage, 4), ElementsAre(std::pair(1, 2)));
}

TEST(StagePlanTest, AnRddUsedTwiceIsOneOperatorReadOnce) {
  Rdd lines = Leaf(1);
  Rdd zipped = Over("zip", {{Over("map", {{lines}}, 1)}, {lines}}, 1);
  StagePlan stage = *PlanResultStage(zipped, kCollect);
  EXPECT_THAT(stage.ops, SizeIs(3));
  EXPECT_THAT(stage.program.ops(2).inputs(), ElementsAre(1, 0));
  EXPECT_THAT(Leaves(stage, 0), ElementsAre(std::pair(0, 0)));
}

TEST(StagePlanTest, AUnionOfUnionsFindsThePartitionInTheOneThatHasIt) {
  auto unite = [](const Rdd& left, const Rdd& right) {
    RddNode node;
    node.op.name = "union";
    for (const Rdd& input : {left, right}) {
      node.partitions += input->partitions;
      node.narrow.push_back({input});
      node.union_ends.push_back(node.partitions);
    }
    return std::make_shared<RddNode>(node);
  };
  StagePlan stage = *PlanResultStage(unite(unite(Leaf(2), Leaf(0)), unite(Leaf(1), Leaf(3))), kCollect);
  EXPECT_THAT(Leaves(stage, 1), ElementsAre(std::pair(0, 1)));
  EXPECT_THAT(Leaves(stage, 2), ElementsAre(std::pair(3, 0)));
  EXPECT_THAT(Leaves(stage, 5), ElementsAre(std::pair(4, 2)));
}

TEST(StagePlanTest, ALongStageIsNamedShortly) {
  Rdd rdd = Leaf(1);
  for (int i = 0; i < 9'999; ++i) rdd = Over("filter", {{rdd}}, 1);
  StagePlan stage = *PlanResultStage(rdd, kCollect);
  EXPECT_THAT(stage.ops, SizeIs(10'000));
  EXPECT_EQ(stage.name,
            "lines, filter, filter, filter, filter, filter, ... 9988 more ..., filter, filter, filter, filter, filter, "
            "filter, collect");
}

TEST(StagePlanTest, AStageThatCannotBeSentIsAnErrorThatSaysWhatToDo) {
  RddNode node;
  node.op = {.arguments = std::string(513 << 20, 'x'), .name = "parallelize"};
  EXPECT_THAT(
      PlanResultStage(std::make_shared<RddNode>(std::move(node)), kCollect),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the functions and rows of parallelize, collect are too "
                                                             "large to be sent: bytes=537919488 max=536870912")));
}

TEST(StagePlanTest, AShuffleReadTwiceIsNeededOnce) {
  Rdd counts = Shuffled(Leaf(2), 1, 2);
  StagePlan stage = *PlanResultStage(Over("join", {{Over("map", {{counts}}, 2)}, {counts}}, 2), kCollect);
  EXPECT_THAT(stage.reads, SizeIs(1));
}

}  // namespace
}  // namespace sluice
