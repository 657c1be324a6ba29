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
  // For so long the application leaves an executor or a node alone.
  absl::Duration timeout = settings::kExcludeTimeout.fallback;
  // After so many failures on an executor, or on all those of a node, a task goes elsewhere.
  int task_attempts_per_executor_max = settings::kExcludeTaskAttemptsPerExecutor.fallback;
  int task_attempts_per_node_max = settings::kExcludeTaskAttemptsPerNode.fallback;
  // After so many failed tasks on an executor, a stage goes elsewhere; after so many such executors, it avoids the
  // node.
  int stage_tasks_per_executor_max = settings::kExcludeStageTasksPerExecutor.fallback;
  int stage_executors_per_node_max = settings::kExcludeStageExecutorsPerNode.fallback;
  // The application does the same, for all that runs, after failed tasks of stages that went well in the end.
  int application_tasks_per_executor_max = settings::kExcludeApplicationTasksPerExecutor.fallback;
  int application_executors_per_node_max = settings::kExcludeApplicationExecutorsPerNode.fallback;
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
  std::map<ExecutorId, std::string> nodes_;  // Each attached executor has one.
  std::map<ExecutorId, std::vector<absl::Time>> failed_tasks_;
  std::map<ExecutorId, absl::Time> executors_until_;
  std::map<std::string, absl::Time> nodes_until_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_EXCLUSION_H_
