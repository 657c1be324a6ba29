#include "driver/job/stage_plan.h"

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

v1::OpRef ToProto(const OperatorRef& op) {
  v1::OpRef proto;
  proto.set_factory(op.factory);
  proto.set_arguments(op.arguments);
  proto.set_name(op.name);
  return proto;
}

constexpr size_t kNamesMax = 12;

std::string NameOf(const std::vector<StageOp>& ops, const OperatorRef& terminal) {
  std::vector<std::string> names;
  for (size_t i = 0; i < ops.size(); ++i) {
    const bool is_middle = ops.size() > kNamesMax && i >= kNamesMax / 2 && i < ops.size() - kNamesMax / 2;
    if (!is_middle) names.push_back(ops[i].node->op.name);
    if (is_middle && i == kNamesMax / 2) names.push_back(StrCat("... ", ops.size() - kNamesMax, " more ..."));
  }
  if (!terminal.name.empty()) names.push_back(terminal.name);
  return absl::StrJoin(names, ", ");
}

void AddRead(const std::shared_ptr<const ShuffleDependency>& shuffle, absl::flat_hash_set<ShuffleId>& known,
             StagePlan& stage) {
  if (shuffle != nullptr && known.insert(shuffle->id).second) stage.reads.push_back(shuffle);
}

// An executor that makes a program has it three times: as it came, as a message, and made.
constexpr int64_t kProgramBytesMax = int64_t{512} << 20;

absl::Status CheckSize(const StagePlan& stage, const OperatorRef& terminal) {
  auto bytes = static_cast<int64_t>(terminal.arguments.size());
  for (const StageOp& op : stage.ops) bytes += static_cast<int64_t>(op.node->op.arguments.size());
  if (bytes <= kProgramBytesMax) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("the functions and rows of ", stage.name,
                                           " are too large to be sent: bytes=", bytes, " max=", kProgramBytesMax,
                                           "; broadcast large values, and read many rows from files"));
}

absl::StatusOr<StagePlan> PlanStage(const Rdd& root, const OperatorRef& terminal) {
  StagePlan stage;
  SLUICE_ASSIGN_OR_RETURN(stage.ops, OrderStage(root));
  stage.name = NameOf(stage.ops, terminal);
  SLUICE_RETURN_IF_ERROR(CheckSize(stage, terminal));
  absl::flat_hash_set<ShuffleId> reads;
  for (const StageOp& op : stage.ops) {
    v1::OpRef& proto = *stage.program.add_ops() = ToProto(op.node->op);
    proto.mutable_inputs()->Assign(op.inputs.begin(), op.inputs.end());
    AddRead(op.node->shuffle, reads, stage);
    stage.reads_input |= !op.node->partition_blocks.empty();
  }
  *stage.program.mutable_terminal() = ToProto(terminal);
  return stage;
}

}  // namespace

absl::StatusOr<StagePlan> PlanResultStage(const Rdd& root, const OperatorRef& terminal) {
  return PlanStage(root, terminal);
}

absl::StatusOr<StagePlan> PlanMapStage(const std::shared_ptr<const ShuffleDependency>& shuffle) {
  SLUICE_ASSIGN_OR_RETURN(StagePlan stage, PlanStage(shuffle->parent, shuffle->writer));
  stage.writes = shuffle;
  return stage;
}

}  // namespace sluice
