#ifndef SLUICE_ENGINE_TASK_COMPILED_STAGE_H_
#define SLUICE_ENGINE_TASK_COMPILED_STAGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/task/op.h"
#include "proto/plan.pb.h"

namespace sluice {

// The operators of one stage, wired together; runs any of its tasks. Thread-safe: Run is called by many tasks at once.
class CompiledStage {
 public:
  // INVALID_ARGUMENT or NOT_FOUND names the operator that cannot be made; any `program` is safe.
  static absl::StatusOr<std::unique_ptr<const CompiledStage>> Instantiate(const v1::StageProgram& program);

  // Computes one partition of the root and does with it what the terminal says. An exception thrown by the user's
  // function passes through.
  absl::StatusOr<TaskResult> Run(TaskContext& context, int partition) const;

  // What TaskContext::running_op stands for, as users know it: "map", or "map (operator 3 of 5)" if there are several.
  const std::string& OperatorName(int op) const { return names_.at(op); }

 private:
  CompiledStage() = default;
  absl::Status LineageTooDeep() const;

  std::vector<std::unique_ptr<OpBase>> ops_;  // Inputs before those that read them.
  std::unique_ptr<OpBase> terminal_owner_;
  const Terminal* terminal_ = nullptr;
  std::vector<std::string> names_;  // The terminal's is the last.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_COMPILED_STAGE_H_
