#include "driver/schedule/exclusion.h"

#include <algorithm>

namespace sluice {

std::string Exclusion::NodeOf(ExecutorId executor) const {
  auto found = nodes_.find(executor);
  return found == nodes_.end() ? std::string() : found->second;
}

std::vector<ExecutorId> Exclusion::ExecutorsOn(const std::string& node) const {
  std::vector<ExecutorId> executors;
  for (const auto& [executor, its_node] : nodes_) {
    if (its_node == node) executors.push_back(executor);
  }
  return executors;
}

std::set<ExecutorId> Exclusion::AvoidedBy(int task, const StageFailures& failures) const {
  std::set<ExecutorId> avoided;
  std::map<std::string, int> on_node;
  const int executor_max = options_.enabled ? options_.task_attempts_per_executor_max : 1;
  for (const auto& [executor, tasks] : failures) {
    auto failed = tasks.find(task);
    if (failed == tasks.end()) continue;
    on_node[NodeOf(executor)] += failed->second;
    if (failed->second >= executor_max) avoided.insert(executor);
  }
  for (const auto& [node, count] : on_node) {
    if (!options_.enabled || node.empty() || count < options_.task_attempts_per_node_max) continue;
    for (ExecutorId executor : ExecutorsOn(node)) avoided.insert(executor);
  }
  return avoided;
}

bool Exclusion::StageAvoids(ExecutorId executor, const StageFailures& failures) const {
  auto is_bad = [&](ExecutorId one) {
    auto failed = failures.find(one);
    return failed != failures.end() && static_cast<int>(failed->second.size()) >= options_.stage_tasks_per_executor_max;
  };
  if (is_bad(executor)) return true;
  std::vector<ExecutorId> neighbours = ExecutorsOn(NodeOf(executor));
  return std::count_if(neighbours.begin(), neighbours.end(), is_bad) >= options_.stage_executors_per_node_max;
}

bool Exclusion::ApplicationAvoids(ExecutorId executor, absl::Time now) const {
  auto until = executors_until_.find(executor);
  if (until != executors_until_.end() && now < until->second) return true;
  auto node_until = nodes_until_.find(NodeOf(executor));
  return node_until != nodes_until_.end() && now < node_until->second;
}

bool Exclusion::IsExcluded(ExecutorId executor, const StageFailures& failures, absl::Time now) const {
  return options_.enabled && (ApplicationAvoids(executor, now) || StageAvoids(executor, failures));
}

std::vector<ExecutorId> Exclusion::OnStageDone(const StageFailures& failures, absl::Time now) {
  std::vector<ExecutorId> excluded;
  if (!options_.enabled) return excluded;
  for (const auto& [executor, tasks] : failures) {
    std::vector<absl::Time>& times = failed_tasks_[executor];
    std::erase_if(times, [&](absl::Time time) { return now - time > options_.timeout; });
    times.insert(times.end(), tasks.size(), now);
    if (static_cast<int>(times.size()) < options_.application_tasks_per_executor_max) continue;
    if (ApplicationAvoids(executor, now)) continue;
    executors_until_[executor] = now + options_.timeout;
    excluded.push_back(executor);
    const std::string node = NodeOf(executor);
    std::vector<ExecutorId> neighbours = ExecutorsOn(node);
    const auto bad = std::count_if(neighbours.begin(), neighbours.end(),
                                   [&](ExecutorId one) { return ApplicationAvoids(one, now); });
    if (!node.empty() && bad >= options_.application_executors_per_node_max)
      nodes_until_[node] = now + options_.timeout;
  }
  return excluded;
}

}  // namespace sluice
