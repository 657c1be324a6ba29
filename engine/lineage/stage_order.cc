#include "engine/lineage/stage_order.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "common/base/str_cat.h"
#include "engine/lineage/rdd_cell.h"
#include "engine/task/stage_depth.h"

namespace sluice {
namespace {

// An order that grows; what is begun waits for its inputs.
class StageOrder {
 public:
  explicit StageOrder(const Rdd& root) : open_{{Current(root), {}}} {}

  void Run() {
    while (!open_.empty()) {
      StageOp& op = open_.back();
      const size_t next = op.inputs.size();
      if (next == op.node->narrow.size()) {
        Close();
      } else {
        BeginInput(Current(op.node->narrow[next].parent));
      }
    }
  }
  int depth() const { return depths_.back(); }
  std::vector<StageOp> Take() && { return std::move(ops_); }

 private:
  void BeginInput(Rdd input) {
    if (auto known = index_of_.find(input.get()); known != index_of_.end()) {
      open_.back().inputs.push_back(known->second);
    } else {
      open_.push_back({std::move(input), {}});
    }
  }
  void Close() {
    StageOp op = std::move(open_.back());
    open_.pop_back();
    const int index = static_cast<int>(ops_.size());
    int depth = 1;
    for (int input : op.inputs) depth = std::max(depth, depths_[input] + 1);
    depths_.push_back(depth);
    index_of_[op.node.get()] = index;
    ops_.push_back(std::move(op));
    if (!open_.empty()) open_.back().inputs.push_back(index);
  }

  std::vector<StageOp> open_;  // Each is the next input of the one before.
  std::vector<StageOp> ops_;
  std::vector<int> depths_;
  absl::flat_hash_map<const RddNode*, int> index_of_;
};

// On to where the way parts or ends.
LeafPartition Descend(const std::vector<StageOp>& ops, LeafPartition at) {
  while (true) {
    const StageOp& op = ops[at.op];
    const std::vector<int>& ends = op.node->union_ends;
    if (!ends.empty()) {
      const auto input = std::upper_bound(ends.begin(), ends.end(), at.partition);
      if (input != ends.begin()) at.partition -= *(input - 1);
      at.op = op.inputs[input - ends.begin()];
    } else if (op.inputs.size() == 1 && !op.node->narrow[0].parents_of) {
      at.op = op.inputs[0];
    } else {
      return at;
    }
  }
}

// The first one last.
void AppendInputs(const StageOp& op, int partition, std::vector<LeafPartition>& next) {
  for (size_t i = op.inputs.size(); i-- > 0;) {
    const auto& parents_of = op.node->narrow[i].parents_of;
    const std::vector<int> parents = parents_of ? parents_of(partition) : std::vector<int>{partition};
    for (auto parent = parents.rbegin(); parent != parents.rend(); ++parent) next.push_back({op.inputs[i], *parent});
  }
}

}  // namespace

absl::StatusOr<std::vector<StageOp>> OrderStage(const Rdd& root) {
  StageOrder order(root);
  order.Run();
  if (order.depth() > kStageDepthMax) {
    return LineageTooLong(Current(root)->op.name, order.depth(), StrCat("max=", kStageDepthMax));
  }
  return std::move(order).Take();
}

std::vector<LeafPartition> LeavesOf(const std::vector<StageOp>& ops, int partition) {
  std::vector<LeafPartition> leaves;
  absl::flat_hash_set<std::pair<int, int>> visited;
  std::vector<LeafPartition> next = {{static_cast<int>(ops.size()) - 1, partition}};
  while (!next.empty()) {
    const LeafPartition at = Descend(ops, next.back());
    next.pop_back();
    if (!visited.insert({at.op, at.partition}).second) continue;
    if (ops[at.op].inputs.empty()) {
      leaves.push_back(at);
    } else {
      AppendInputs(ops[at.op], at.partition, next);
    }
  }
  return leaves;
}

}  // namespace sluice
