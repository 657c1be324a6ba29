#include "engine/lineage/local_job_runner.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "engine/lineage/rdd_cell.h"
#include "engine/variables/merge_updates.h"

namespace sluice {

struct LocalJobRunner::Program {
  v1::StageProgram wire;
  std::vector<Rdd> nodes;  // As they were when the job began.
};

namespace {

v1::OpRef ToWire(const OperatorRef& ref) {
  v1::OpRef wire;
  wire.set_factory(ref.factory);
  wire.set_arguments(ref.arguments);
  wire.set_name(ref.name);
  return wire;
}

// Index of the node's operator, added with those it reads if it is not there yet.
int AddOp(const Rdd& rdd, v1::StageProgram& wire, std::vector<Rdd>& nodes) {
  const Rdd node = Current(rdd);
  auto found = std::find(nodes.begin(), nodes.end(), node);
  if (found != nodes.end()) return static_cast<int>(found - nodes.begin());
  v1::OpRef op = ToWire(node->op);
  for (const NarrowDependency& narrow : node->narrow) op.add_inputs(AddOp(narrow.parent, wire, nodes));
  *wire.add_ops() = std::move(op);
  nodes.push_back(node);
  return static_cast<int>(nodes.size()) - 1;
}

std::vector<int> ParentPartitions(const NarrowDependency& narrow, int partition) {
  return narrow.parents_of ? narrow.parents_of(partition) : std::vector<int>{partition};
}

}  // namespace

absl::StatusOr<std::vector<Buffers>> LocalJobRunner::Run(const JobSpec& spec) {
  Program program;
  AddOp(spec.rdd, program.wire, program.nodes);
  *program.wire.mutable_terminal() = ToWire(spec.terminal);
  SLUICE_ASSIGN_OR_RETURN(auto stage, CompiledStage::Instantiate(program.wire));
  std::vector<Buffers> values;
  for (int partition : spec.partitions) {
    SLUICE_ASSIGN_OR_RETURN(TaskResult result, RunTask(program, *stage, partition, spec.batch));
    SLUICE_RETURN_IF_ERROR(MergeUpdates(result.updates));
    values.push_back(std::move(result.value));
  }
  return values;
}

absl::Status LocalJobRunner::WriteShuffle(const ShuffleDependency& shuffle, BatchTime batch) {
  if (shuffles_.count(shuffle.id) != 0) return absl::OkStatus();
  Program program;
  AddOp(shuffle.parent, program.wire, program.nodes);
  *program.wire.mutable_terminal() = ToWire(shuffle.writer);
  SLUICE_ASSIGN_OR_RETURN(auto stage, CompiledStage::Instantiate(program.wire));
  std::vector<TaskResult> outputs;
  for (int partition = 0; partition < shuffle.parent->partitions; ++partition) {
    SLUICE_ASSIGN_OR_RETURN(TaskResult result, RunTask(program, *stage, partition, batch));
    SLUICE_RETURN_IF_ERROR(MergeUpdates(result.updates));
    outputs.push_back(std::move(result));
  }
  shuffles_[shuffle.id] = std::move(outputs);
  shuffle.written = true;
  return absl::OkStatus();
}

absl::StatusOr<TaskResult> LocalJobRunner::RunTask(const Program& program, const CompiledStage& stage, int partition,
                                                   BatchTime batch) {
  TaskContext context(batch, partition, 0);
  context.set_state_stores(state_stores_);
  context.memory() = task_memory_;
  SLUICE_RETURN_IF_ERROR(AddInputs(program, static_cast<int>(program.nodes.size()) - 1, partition, context));
  ++tasks_run_;
  try {
    return stage.Run(context, partition);
  } catch (const std::exception& error) {
    return absl::AbortedError(error.what());
  }
}

absl::Status LocalJobRunner::AddInputs(const Program& program, int op, int partition, TaskContext& context) {
  const RddNode& node = *program.nodes[op];
  if (!context.Inputs(op, partition).empty()) return absl::OkStatus();  // Read twice by what is above.
  if (!node.blocks.empty()) {
    for (const BlockId& id : node.blocks[partition]) context.AddInput(op, partition, {id, blocks_.at(id)});
  }
  if (node.shuffle) {
    SLUICE_RETURN_IF_ERROR(WriteShuffle(*node.shuffle, context.batch()));
    const std::vector<TaskResult>& outputs = shuffles_[node.shuffle->id];
    for (size_t map = 0; map < outputs.size(); ++map) {
      const Buffers& segment = outputs[map].shuffle[partition];
      if (TotalBytes(segment) == 0) continue;
      context.AddInput(op, partition, {BlockId::Shuffle(node.shuffle->id, static_cast<int>(map), partition), segment});
    }
  }
  for (int i = 0; i < static_cast<int>(node.narrow.size()); ++i) {
    for (int parent : ParentPartitions(node.narrow[i], partition)) {
      SLUICE_RETURN_IF_ERROR(AddInputs(program, program.wire.ops(op).inputs(i), parent, context));
    }
  }
  return absl::OkStatus();
}

}  // namespace sluice
