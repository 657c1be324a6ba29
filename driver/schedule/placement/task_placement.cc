#include "driver/schedule/placement/task_placement.h"

#include <algorithm>
#include <map>

#include "driver/schedule/task_inputs.h"

namespace sluice {

bool TaskPlacement::IsExcluded(ExecutorId executor, const StageFailures& failures, absl::Time now) const {
  if (view_.executors.IsSpared(executor)) return true;
  if (!view_.exclusion.IsExcluded(executor, failures, now)) return false;
  const auto& all = view_.executors.free();
  return std::any_of(all.begin(), all.end(), [&](const auto& one) {
    return !view_.executors.IsSpared(one.first) && !view_.exclusion.IsExcluded(one.first, failures, now);
  });
}

std::vector<ExecutorId> TaskPlacement::Allowed(const TaskToPlace& task, absl::Time now) const {
  std::vector<ExecutorId> allowed;
  for (const auto& [executor, free] : view_.executors.free()) {
    if (!task.avoid.contains(executor) && !IsExcluded(executor, task.failures, now)) allowed.push_back(executor);
  }
  return allowed;
}

std::optional<ExecutorId> TaskPlacement::HomeOf(const TaskToPlace& task, absl::Time now) const {
  if (task.stage.writes == nullptr) return std::nullopt;
  std::optional<ExecutorId> home = view_.homes.Find(task.stage.writes->affinity, task.index);
  if (!home.has_value() || task.avoid.contains(*home) || IsExcluded(*home, task.failures, now)) return std::nullopt;
  return home;
}

// Executors that hold about as much of the input as the one that holds most: replicas are equal, and a shuffle that is
// spread evenly binds its readers to nobody.
std::vector<ExecutorId> TaskPlacement::NearOf(const TaskToPlace& task, absl::Time now) const {
  if (std::optional<ExecutorId> home = HomeOf(task, now)) return {*home};
  std::map<ExecutorId, int64_t> bytes = InputBytes(task.stage, task.partition, view_.blocks, view_.outputs);
  std::erase_if(bytes, [&](const auto& entry) {
    return task.avoid.contains(entry.first) || !view_.executors.Has(entry.first) ||
           IsExcluded(entry.first, task.failures, now);
  });
  int64_t most = 0;
  for (const auto& [executor, held] : bytes) most = std::max(most, held);
  std::vector<ExecutorId> near;
  for (const auto& [executor, held] : bytes) {
    if (held > 0 && held >= most / 4 * 3) near.push_back(executor);
  }
  return near.size() == view_.executors.size() ? std::vector<ExecutorId>() : near;
}

TaskPlace TaskPlacement::Place(const TaskToPlace& task, absl::Time now) const {
  if (view_.executors.size() <= 1) return {.anywhere_from = now};
  // One wait for all tasks of a stage, as they stand in line.
  const bool has_state = task.stage.writes != nullptr && !task.stage.writes->affinity.empty();
  TaskPlace place{.near = NearOf(task, now), .anywhere_from = now + (has_state ? waits_.state : waits_.input)};
  if (task.avoid.empty()) return place;
  std::vector<ExecutorId> allowed = Allowed(task, now);
  if (!allowed.empty()) place.anywhere_from = absl::InfiniteFuture();
  if (place.near.empty() && allowed.size() < view_.executors.size()) place.near = std::move(allowed);
  return place;
}

}  // namespace sluice
