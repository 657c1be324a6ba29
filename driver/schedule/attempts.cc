#include "driver/schedule/attempts.h"

#include <algorithm>

namespace sluice {

TaskId Attempts::Start(const Attempt& attempt) {
  const TaskId task(life_, next_task_++);
  attempts_[task.value()] = attempt;
  return task;
}

std::optional<Attempt> Attempts::End(TaskId task, ExecutorId executor) {
  auto found = attempts_.find(task.value());
  if (found == attempts_.end() || found->second.executor != executor) return std::nullopt;
  Attempt attempt = found->second;
  attempts_.erase(found);
  return attempt;
}

std::vector<CancelTask> Attempts::AddExecutor(ExecutorId executor) {
  std::vector<CancelTask> cancelled;
  for (TaskId task : left_behind_[executor]) cancelled.push_back({task, executor});
  left_behind_.erase(executor);
  return cancelled;
}

std::vector<Attempt> Attempts::LoseExecutor(ExecutorId executor) {
  std::vector<Attempt> lost;
  std::erase_if(attempts_, [&](const auto& entry) {
    if (entry.second.executor != executor) return false;
    lost.push_back(entry.second);
    left_behind_[executor].push_back(TaskId(entry.first));
    return true;
  });
  return lost;
}

template <class Matches>
std::vector<CancelTask> Attempts::Cancel(Matches matches) {
  std::vector<CancelTask> cancelled;
  for (auto& [task, attempt] : attempts_) {
    if (attempt.cancelled || !matches(attempt.key)) continue;
    attempt.cancelled = true;
    cancelled.push_back({TaskId(task), attempt.executor});
  }
  return cancelled;
}

std::vector<CancelTask> Attempts::CancelJob(JobId job) {
  return Cancel([job](const TaskKey& key) { return key.job == job; });
}

std::vector<CancelTask> Attempts::CancelAllOf(const TaskKey& task) {
  return Cancel([&task](const TaskKey& key) { return key == task; });
}

bool Attempts::AnyWantedOfTheFirst(int64_t started) const {
  return std::any_of(attempts_.begin(), attempts_.end(), [&](const auto& entry) {
    return TaskId(entry.first).number() < started && !entry.second.cancelled;
  });
}

bool Attempts::AnyWantedOn(ExecutorId executor) const {
  return std::any_of(attempts_.begin(), attempts_.end(), [executor](const auto& entry) {
    return entry.second.executor == executor && !entry.second.cancelled;
  });
}

}  // namespace sluice
