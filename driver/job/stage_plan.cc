#include "driver/job/stage_plan.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/lineage/rdd_cell.h"

namespace sluice {
namespace {

v1::OpRef ToProto(const OperatorRef& op) {
  v1::OpRef proto;
  proto.set_factory(op.factory);
  proto.set_arguments(op.arguments);
  proto.set_name(op.name);
  return proto;
}

// Adds operators in an order in which inputs come first; one that is read twice is added once.
class StageBuilder {
 public:
  StageBuilder(const Rdd& root, const OperatorRef& terminal) {
    Add(root);
    *stage_.program.mutable_terminal() = ToProto(terminal);
    if (!terminal.name.empty()) absl::StrAppend(&stage_.name, ", ", terminal.name);
  }
  StagePlan Build() && { return std::move(stage_); }

 private:
  int Add(const Rdd& rdd) {
    const Rdd now = Current(rdd);
    const RddNode& node = *now;
    if (auto known = index_of_.find(now.get()); known != index_of_.end()) return known->second;
    v1::OpRef op = ToProto(node.op);
    for (const NarrowDependency& input : node.narrow) op.add_inputs(Add(input.parent));
    if (node.shuffle != nullptr) AddRead(node.shuffle);
    int index = static_cast<int>(stage_.ops.size());
    stage_.ops.push_back(now);
    absl::StrAppend(&stage_.name, stage_.name.empty() ? "" : ", ", node.op.name);
    *stage_.program.add_ops() = std::move(op);
    index_of_[now.get()] = index;
    return index;
  }
  void AddRead(const std::shared_ptr<const ShuffleDependency>& shuffle) {
    for (const auto& known : stage_.reads) {
      if (known->id == shuffle->id) return;
    }
    stage_.reads.push_back(shuffle);
  }

  StagePlan stage_;
  absl::flat_hash_map<const RddNode*, int> index_of_;
};

// Walks from a root partition to the leaf partitions it is made of.
class LeafWalk {
 public:
  explicit LeafWalk(const StagePlan& stage) : stage_(stage) {}

  void Visit(int op, int partition) {
    if (!visited_.insert({op, partition}).second) return;
    const RddNode& node = *stage_.ops[op];
    if (node.narrow.empty()) {
      leaves_.push_back({op, partition});
      return;
    }
    for (int i = 0; i < static_cast<int>(node.narrow.size()); ++i) {
      int input = stage_.program.ops(op).inputs(i);
      if (!node.narrow[i].parents_of) {
        Visit(input, partition);
        continue;
      }
      for (int of : node.narrow[i].parents_of(partition)) Visit(input, of);
    }
  }
  std::vector<LeafPartition> Take() && { return std::move(leaves_); }

 private:
  const StagePlan& stage_;
  absl::flat_hash_set<std::pair<int, int>> visited_;
  std::vector<LeafPartition> leaves_;
};

}  // namespace

StagePlan PlanResultStage(const Rdd& root, const OperatorRef& terminal) { return StageBuilder(root, terminal).Build(); }

StagePlan PlanMapStage(const std::shared_ptr<const ShuffleDependency>& shuffle) {
  StagePlan stage = StageBuilder(shuffle->parent, shuffle->writer).Build();
  stage.writes = shuffle;
  return stage;
}

std::vector<LeafPartition> LeavesOf(const StagePlan& stage, int partition) {
  LeafWalk walk(stage);
  walk.Visit(static_cast<int>(stage.ops.size()) - 1, partition);
  return std::move(walk).Take();
}

}  // namespace sluice
