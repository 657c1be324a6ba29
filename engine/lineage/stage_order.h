#ifndef SLUICE_ENGINE_LINEAGE_STAGE_ORDER_H_
#define SLUICE_ENGINE_LINEAGE_STAGE_ORDER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/lineage/node.h"

namespace sluice {

// One operator of a stage.
struct StageOp {
  Rdd node;                 // It says where its rows come from now, so it has no cell.
  std::vector<int> inputs;  // Where its narrow parents are among the operators, all before it.
};

// The operators that compute `root`, back to the blocks and shuffles that its stage reads: each once, inputs before
// what reads them, the root last. FAILED_PRECONDITION: more than kStageDepthMax follow one another.
absl::StatusOr<std::vector<StageOp>> OrderStage(const Rdd& root);

// One partition of a leaf operator that a task reads.
struct LeafPartition {
  int op = 0;
  int partition = 0;
};
// What the task of root partition `partition` reads, each leaf partition once.
std::vector<LeafPartition> LeavesOf(const std::vector<StageOp>& ops, int partition);

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_STAGE_ORDER_H_
