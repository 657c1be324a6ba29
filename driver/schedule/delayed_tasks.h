#ifndef SLUICE_DRIVER_SCHEDULE_DELAYED_TASKS_H_
#define SLUICE_DRIVER_SCHEDULE_DELAYED_TASKS_H_

#include <map>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "driver/schedule/job_run.h"

namespace sluice {

// Tasks that are tried again at a later time, because their input could not be read now. Not thread-safe.
class DelayedTasks {
 public:
  void Add(absl::Time at, const TaskKey& key) { tasks_.emplace(at, key); }
  // Removes and returns those whose time has come, the earliest first.
  std::vector<TaskKey> TakeDue(absl::Time now) {
    std::vector<TaskKey> due;
    while (!tasks_.empty() && tasks_.begin()->first <= now) {
      due.push_back(tasks_.begin()->second);
      tasks_.erase(tasks_.begin());
    }
    return due;
  }
  void RemoveJob(JobId job) {
    std::erase_if(tasks_, [job](const auto& entry) { return entry.second.job == job; });
  }
  // When the first one is due.
  std::optional<absl::Time> next() const {
    return tasks_.empty() ? std::nullopt : std::optional(tasks_.begin()->first);
  }

 private:
  std::multimap<absl::Time, TaskKey> tasks_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_DELAYED_TASKS_H_
