#ifndef SLUICE_DRIVER_SCHEDULE_ATTEMPTS_H_
#define SLUICE_DRIVER_SCHEDULE_ATTEMPTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "absl/time/time.h"
#include "driver/schedule/job_run.h"
#include "driver/schedule/schedule_action.h"

namespace sluice {

// One run of a task on an executor.
struct Attempt {
  TaskKey key;
  ExecutorId executor;
  int number = 0;  // It counts those of its task, from 0.
  absl::Time started;
  bool cancelled = false;  // It was told to end: what comes of it makes no difference.
};

// The attempts that run, and where. Each takes a slot until its executor says that it has ended, also when it was
// cancelled; one whose executor was lost is forgotten, and told to end should that executor come back. Not thread-safe.
class Attempts {
 public:
  // Its tasks are of that life of the driver.
  explicit Attempts(DriverLife life) : life_(life) {}

  TaskId Start(const Attempt& attempt);
  // Nothing: no such attempt runs on that executor.
  std::optional<Attempt> End(TaskId task, ExecutorId executor);

  // Returns what to tell to an executor that was lost before.
  std::vector<CancelTask> AddExecutor(ExecutorId executor);
  std::vector<Attempt> LoseExecutor(ExecutorId executor);

  // Cancels those of the job, or of the task, that are not cancelled yet.
  std::vector<CancelTask> CancelJob(JobId job);
  std::vector<CancelTask> CancelAllOf(const TaskKey& key);

  bool empty() const { return attempts_.empty(); }
  const std::unordered_map<int64_t, Attempt>& by_task() const { return attempts_; }
  bool AnyWantedOn(ExecutorId executor) const;    // One that is not cancelled.
  int64_t started() const { return next_task_; }  // So many, ever.
  // One of the first `started` that is not cancelled.
  bool AnyWantedOfTheFirst(int64_t started) const;

 private:
  template <class Matches>
  std::vector<CancelTask> Cancel(Matches matches);

  const DriverLife life_;
  std::unordered_map<int64_t, Attempt> attempts_;
  std::map<ExecutorId, std::vector<TaskId>> left_behind_;  // These ran on executors when they were lost.
  int64_t next_task_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_ATTEMPTS_H_
