#ifndef SLUICE_DRIVER_SCHEDULE_EXCLUSION_H_
#define SLUICE_DRIVER_SCHEDULE_EXCLUSION_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"
#include "common/settings/exclusion.h"

namespace sluice {

// As what begins with spark.excludeOnFailure. A node is a worker.
struct ExclusionOptions {
  bool enabled = settings::kExclude.fallback;
  absl::Duration timeout =
      settings::kExcludeTimeout.fallback;  // For so long the application leaves an executor or a node alone.
  int task_attempts_per_executor_max =
      settings::kExcludeTaskAttemptsPerExecutor.fallback;  // Failures of one task there; then it goes elsewhere.
  int task_attempts_per_node_max =
      settings::kExcludeTaskAttemptsPerNode.fallback;  // The same on all executors of a node.
  int stage_tasks_per_executor_max =
      settings::kExcludeStageTasksPerExecutor
          .fallback;  // Tasks of one stage that failed there; then the stage goes elsewhere.
  int stage_executors_per_node_max =
      settings::kExcludeStageExecutorsPerNode.fallback;  // Executors that a stage avoids; then it avoids their node.
  int application_tasks_per_executor_max = settings::kExcludeApplicationTasksPerExecutor
                                               .fallback;  // The same for tasks of stages that went well in the end,
  int application_executors_per_node_max =
      settings::kExcludeApplicationExecutorsPerNode.fallback;  // and for all that runs.
};

// Where tasks of one stage have failed: executor -> task -> how often.
using StageFailures = std::map<ExecutorId, std::map<int, int>>;

// Decides which executors fail too often to be given more. With the options off, a task just does not go back to where
// it failed. Whoever asks decides what happens when nobody else is left.
class Exclusion {
 public:
  explicit Exclusion(const ExclusionOptions& options) : options_(options) {}

  void AddExecutor(ExecutorId executor, const std::string& node) { nodes_[executor] = node; }
  void LoseExecutor(ExecutorId executor) { nodes_.erase(executor); }

  // Where the task is not to run again. `failures` are those of its stage, the last one included.
  std::set<ExecutorId> AvoidedBy(int task, const StageFailures& failures) const;
  // The stage is done: what failed on the way was the executors' fault, not the program's. Returns the executors that
  // the whole application avoids from now on.
  std::vector<ExecutorId> OnStageDone(const StageFailures& failures, absl::Time now);
  // Whether the stage, or everything, avoids the executor.
  bool IsExcluded(ExecutorId executor, const StageFailures& failures, absl::Time now) const;

 private:
  bool StageAvoids(ExecutorId executor, const StageFailures& failures) const;
  bool ApplicationAvoids(ExecutorId executor, absl::Time now) const;
  std::vector<ExecutorId> ExecutorsOn(const std::string& node) const;
  std::string NodeOf(ExecutorId executor) const;

  const ExclusionOptions options_;
  std::map<ExecutorId, std::string> nodes_;  // Of attached executors.
  std::map<ExecutorId, std::vector<absl::Time>> failed_tasks_;
  std::map<ExecutorId, absl::Time> executors_until_;
  std::map<std::string, absl::Time> nodes_until_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_EXCLUSION_H_
