#ifndef SLUICE_ENGINE_LINEAGE_NODE_H_
#define SLUICE_ENGINE_LINEAGE_NODE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/block_id.h"
#include "common/base/ids.h"
#include "engine/task/operator_ref.h"
#include "engine/task/partitioning.h"

namespace sluice {

struct RddNode;
class RddCell;

// Partition p of the child needs partitions parents_of(p) of the parent, computed in the same task.
struct NarrowDependency {
  std::shared_ptr<const RddNode> parent;
  std::function<std::vector<int>(int)> parents_of;  // Empty function: p needs p.
};

// Every partition of the child needs something of every partition of the parent. `writer` is the Terminal that ends the
// parent's stage. When the last owner goes, the outputs are freed.
struct ShuffleDependency {
  ShuffleId id;
  std::shared_ptr<const RddNode> parent;
  OperatorRef writer;
  int reducers = 0;
  // Not empty: partition p is best written by the executor that last wrote partition p for this name.
  std::string affinity;
  std::function<void(ShuffleId)> on_unused;
  mutable std::atomic<bool> written{false};  // All of it has been there.
  ~ShuffleDependency();
};

// One RDD in the driver's lineage graph: immutable, untyped; typed handles in api/ and headers of this folder make
// them. Its operator's inputs are the narrow parents in order. A node with a shuffle dependency or with blocks is a
// leaf of its stage: its operator finds its blocks in the TaskContext.
struct RddNode {
  RddId id;
  int partitions = 0;
  OperatorRef op;
  std::vector<NarrowDependency> narrow;
  // Of a union, whose partitions are those of its inputs one after the other: where each input's end. Then no input
  // says which of its partitions are needed.
  std::vector<int> union_ends;
  std::shared_ptr<const ShuffleDependency> shuffle;    // Null, or what this leaf reads.
  std::vector<std::vector<BlockId>> partition_blocks;  // Empty unless this leaf reads input blocks.
  std::optional<BatchTime> batch;                      // `partition_blocks` were received for it, if it is known.
  std::optional<Partitioning> partitioning;            // Empty if its rows are no pairs, or nobody knows it.
  // Not null: where the rows come from may change (rdd_cell.h); Current says what holds in place of `op` to
  // `partition_blocks`.
  std::shared_ptr<RddCell> cell;

  ~RddNode();  // However long the lineage behind it, it needs no deep stack.
};
using Rdd = std::shared_ptr<const RddNode>;

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_NODE_H_
