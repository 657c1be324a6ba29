#include "engine/lineage/local_job_runner.h"

#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/base/user_code.h"
#include "engine/variables/merge_updates.h"

namespace sluice {

struct LocalJobRunner::Stage {
  std::vector<StageOp> ops;
  std::unique_ptr<const CompiledStage> compiled;
};

namespace {

v1::OpRef ToWire(const OperatorRef& ref) {
  v1::OpRef wire;
  wire.set_factory(ref.factory);
  wire.set_arguments(ref.arguments);
  wire.set_name(ref.name);
  return wire;
}

}  // namespace

absl::StatusOr<LocalJobRunner::Stage> LocalJobRunner::MakeStage(const Rdd& root, const OperatorRef& terminal) {
  Stage stage;
  SLUICE_ASSIGN_OR_RETURN(stage.ops, OrderStage(root));
  v1::StageProgram program;
  for (const StageOp& op : stage.ops) {
    v1::OpRef& wire = *program.add_ops() = ToWire(op.node->op);
    wire.mutable_inputs()->Assign(op.inputs.begin(), op.inputs.end());
  }
  *program.mutable_terminal() = ToWire(terminal);
  SLUICE_ASSIGN_OR_RETURN(stage.compiled, CompiledStage::Instantiate(program));
  return stage;
}

absl::StatusOr<std::vector<Buffers>> LocalJobRunner::Run(const JobSpec& spec) {
  SLUICE_ASSIGN_OR_RETURN(const Stage stage, MakeStage(spec.rdd, spec.terminal));
  std::vector<Buffers> values;
  for (int partition : spec.partitions) {
    SLUICE_ASSIGN_OR_RETURN(TaskResult result, RunTask(stage, partition));
    SLUICE_RETURN_IF_ERROR(MergeUpdates(result.accumulator_updates));
    values.push_back(std::move(result.value));
  }
  return values;
}

absl::Status LocalJobRunner::WriteShuffle(const ShuffleDependency& shuffle) {
  if (map_results_.count(shuffle.id) != 0) return absl::OkStatus();
  SLUICE_ASSIGN_OR_RETURN(const Stage stage, MakeStage(shuffle.parent, shuffle.writer));
  std::vector<TaskResult> outputs;
  for (int partition = 0; partition < shuffle.parent->partitions; ++partition) {
    SLUICE_ASSIGN_OR_RETURN(TaskResult result, RunTask(stage, partition));
    SLUICE_RETURN_IF_ERROR(MergeUpdates(result.accumulator_updates));
    outputs.push_back(std::move(result));
  }
  map_results_[shuffle.id] = std::move(outputs);
  shuffle.written = true;
  return absl::OkStatus();
}

absl::StatusOr<TaskResult> LocalJobRunner::RunTask(const Stage& stage, int partition) {
  TaskContext context(partition, 0);
  context.set_state_stores(state_stores_);
  context.memory() = task_memory_;
  for (const LeafPartition& leaf : LeavesOf(stage.ops, partition)) {
    SLUICE_RETURN_IF_ERROR(AddInputs(stage, leaf, context));
  }
  ++tasks_run_;
  return CallUserCode([&] { return stage.compiled->Run(context, partition); });
}

absl::Status LocalJobRunner::AddInputs(const Stage& stage, const LeafPartition& leaf, TaskContext& context) {
  const RddNode& node = *stage.ops[leaf.op].node;
  if (!node.partition_blocks.empty()) {
    for (const BlockId& id : node.partition_blocks[leaf.partition]) {
      context.AddInput(leaf.op, leaf.partition, {id, blocks_.at(id)});
    }
  }
  if (node.shuffle == nullptr) return absl::OkStatus();
  SLUICE_RETURN_IF_ERROR(WriteShuffle(*node.shuffle));
  const std::vector<TaskResult>& outputs = map_results_[node.shuffle->id];
  for (size_t map = 0; map < outputs.size(); ++map) {
    const Buffers& segment = outputs[map].shuffle[leaf.partition];
    if (TotalBytes(segment) == 0) continue;
    context.AddInput(leaf.op, leaf.partition,
                     {BlockId::Shuffle(node.shuffle->id, static_cast<int>(map), leaf.partition), segment});
  }
  return absl::OkStatus();
}

}  // namespace sluice
