#include "engine/task/compiled_stage.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "engine/task/factory.h"
#include "engine/task/stage_depth.h"
#include "engine/task/task_updates.h"

namespace sluice {
namespace {

absl::StatusOr<std::unique_ptr<OpBase>> Make(const v1::OpRef& ref, OpSeed seed) {
  seed.arguments = ref.arguments();
  absl::StatusOr<OpFactory*> factory = FindFunction<OpFactory>(ref.factory());
  if (!factory.ok()) return Annotate(factory.status(), "operator ", ref.name());
  absl::StatusOr<std::unique_ptr<OpBase>> op = (*factory)(seed);
  if (!op.ok()) return Annotate(op.status(), "operator ", ref.name());
  return op;
}

std::vector<std::string> NamesOf(const v1::StageProgram& program) {
  std::vector<std::string> names;
  for (const v1::OpRef& op : program.ops()) names.push_back(op.name());
  names.push_back(program.terminal().name());
  absl::flat_hash_map<std::string, int> counts;
  for (const std::string& name : names) ++counts[name];
  std::vector<std::string> distinct = names;
  for (size_t i = 0; i < names.size(); ++i) {
    if (counts[names[i]] > 1) absl::StrAppend(&distinct[i], " (operator ", i + 1, " of ", names.size(), ")");
  }
  return distinct;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const CompiledStage>> CompiledStage::Instantiate(const v1::StageProgram& program) {
  if (program.ops().empty()) return absl::InvalidArgumentError("a stage without operators");
  std::unique_ptr<CompiledStage> stage(new CompiledStage());
  for (int i = 0; i < program.ops_size(); ++i) {
    OpSeed seed{.index = i};
    for (int input : program.ops(i).inputs()) {
      if (input < 0 || input >= i) {
        return absl::InvalidArgumentError(
            StrCat("operator ", program.ops(i).name(), " reads one that is not before it: ", input));
      }
      seed.inputs.push_back(stage->ops_[input].get());
    }
    SLUICE_ASSIGN_OR_RETURN(auto op, Make(program.ops(i), std::move(seed)));
    stage->ops_.push_back(std::move(op));
  }
  SLUICE_ASSIGN_OR_RETURN(stage->terminal_owner_, Make(program.terminal(), {.index = program.ops_size(),
                                                                            .inputs = {stage->ops_.back().get()}}));
  stage->terminal_ = dynamic_cast<const Terminal*>(stage->terminal_owner_.get());
  if (stage->terminal_ == nullptr) {
    return absl::InvalidArgumentError(StrCat(program.terminal().name(), " cannot end a stage"));
  }
  stage->names_ = NamesOf(program);
  return stage;
}

// Rows may be so large that fewer operators fit than a stage may have.
absl::Status CompiledStage::LineageTooDeep() const {
  return LineageTooLong(names_[ops_.size() - 1], static_cast<int64_t>(ops_.size()),
                        "more than the stack of a task takes");
}

absl::StatusOr<TaskResult> CompiledStage::Run(TaskContext& context, int partition) const {
  TaskResult result;
  context.set_running_op(static_cast<int>(ops_.size()));
  TaskUpdates updates;
  TaskUpdates::Scope scope(updates);
  context.set_stack(StackRoom::OfThisThread());
  const absl::Status status = terminal_->Run(context, partition, result);
  if (context.out_of_stack()) return LineageTooDeep();
  SLUICE_RETURN_IF_ERROR(status);
  result.accumulator_updates = updates.Finish();
  return result;
}

}  // namespace sluice
