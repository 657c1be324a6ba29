#include "engine/lineage/stage_order.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status_matchers.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/lineage/rdd_cell.h"
#include "engine/task/stage_depth.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StageOrderTest : public testing::Test {
 protected:
  Rdd Source(const std::string& name, int partitions = 2) { return SourceRdd(jobs_, {.name = name}, partitions); }
  Rdd Mapped(const std::string& name, const Rdd& parent) { return NarrowRdd(jobs_, {.name = name}, parent); }
  static std::vector<std::string> Names(const std::vector<StageOp>& ops) {
    std::vector<std::string> names;
    for (const StageOp& op : ops) names.push_back(op.node->op.name);
    return names;
  }
  // The names of the leaves and their partitions.
  std::vector<std::pair<std::string, int>> Leaves(const Rdd& root, int partition) {
    absl::StatusOr<std::vector<StageOp>> ops = OrderStage(root);
    EXPECT_THAT(ops, IsOk());
    std::vector<std::pair<std::string, int>> leaves;
    for (const LeafPartition& leaf : LeavesOf(*ops, partition)) {
      leaves.emplace_back((*ops)[leaf.op].node->op.name, leaf.partition);
    }
    return leaves;
  }

  LocalJobRunner jobs_;
};

TEST_F(StageOrderTest, EachOperatorIsThereOnceBehindItsInputs) {
  const Rdd source = Source("lines"), left = Mapped("left", source), right = Mapped("right", source);
  const Rdd root = NarrowRdd(jobs_, {.name = "zip"}, {{.parent = left}, {.parent = right}}, 2);
  absl::StatusOr<std::vector<StageOp>> ops = OrderStage(root);
  ASSERT_THAT(ops, IsOk());
  EXPECT_THAT(Names(*ops), ElementsAre("lines", "left", "right", "zip"));
  EXPECT_THAT((*ops)[0].inputs, IsEmpty());
  EXPECT_THAT((*ops)[2].inputs, ElementsAre(0));
  EXPECT_THAT((*ops)[3].inputs, ElementsAre(1, 2));
}

TEST_F(StageOrderTest, EndsAtShufflesAndAtKeptRows) {
  const Rdd shuffled = ShuffledRdd(jobs_, {.name = "write"}, {.name = "read"}, Source("lines"), 3);
  const Rdd mapped = Mapped("map", shuffled), root = Mapped("filter", mapped);
  EXPECT_THAT(Names(*OrderStage(root)), ElementsAre("read", "map", "filter"));
  mapped->cell->Keep([&](Rdd computed) { return KeptRdd(jobs_, {.name = "keep"}, {.name = "kept"}, computed); });
  EXPECT_THAT(Names(*OrderStage(root)), ElementsAre("kept", "filter"));
}

TEST_F(StageOrderTest, OneThatIsTooLongIsRefusedWithWhatToDo) {
  Rdd root = Source("lines");
  for (int i = 1; i < kStageDepthMax; ++i) root = Mapped("map", root);
  EXPECT_THAT(OrderStage(root), IsOk());
  root = Mapped("filter", root);
  EXPECT_THAT(OrderStage(root), StatusIs(absl::StatusCode::kFailedPrecondition,
                                         testing::AllOf(HasSubstr("filter"), HasSubstr("checkpoint"))));
}

TEST_F(StageOrderTest, ATaskReadsItsPartitionOfOneInputOfAUnion) {
  const Rdd all = UnionRdd(jobs_, {.name = "union"}, {Source("a", 2), Source("none", 0), Mapped("b", Source("c", 3))});
  EXPECT_THAT(Leaves(all, 1), ElementsAre(std::pair("a", 1)));
  EXPECT_THAT(Leaves(all, 2), ElementsAre(std::pair("c", 0)));
  EXPECT_THAT(Leaves(Mapped("map", all), 4), ElementsAre(std::pair("c", 2)));
}

TEST_F(StageOrderTest, ATaskReadsEachLeafPartitionThatItsInputsNameOnce) {
  const Rdd source = Source("lines", 4);
  auto halves = [](int partition) { return std::vector<int>{2 * partition, 2 * partition + 1}; };
  const Rdd coalesced = NarrowRdd(jobs_, {.name = "coalesce"}, {{.parent = source, .parents_of = halves}}, 2);
  const Rdd root = NarrowRdd(jobs_, {.name = "zip"}, {{.parent = coalesced}, {.parent = Mapped("map", coalesced)}}, 2);
  EXPECT_THAT(Leaves(root, 1), ElementsAre(std::pair("lines", 2), std::pair("lines", 3)));
}

}  // namespace
}  // namespace sluice
