#ifndef SLUICE_DRIVER_SCHEDULE_PLACEMENT_EXECUTOR_SLOTS_H_
#define SLUICE_DRIVER_SCHEDULE_PLACEMENT_EXECUTOR_SLOTS_H_

#include <map>
#include <set>

#include "common/base/ids.h"

namespace sluice {

// The executors that run tasks: how many slots of each are free, and who leaves. Not thread-safe.
class ExecutorSlots {
 public:
  // REQUIRES: unknown, or lost.
  void Add(ExecutorId executor, int slots);
  // `next_job` is the first job that will not be there yet.
  void Leave(ExecutorId executor, JobId next_job) { leaving_.try_emplace(executor, next_job); }
  // False: it is not here.
  bool Lose(ExecutorId executor);

  // REQUIRES: it has a free slot; one that is taken.
  void Take(ExecutorId executor) { --free_.at(executor); }
  void GiveBack(ExecutorId executor) { ++free_.at(executor); }

  bool Has(ExecutorId executor) const { return free_.contains(executor); }
  size_t size() const { return free_.size(); }
  // Every executor with its free slots, which may be none.
  const std::map<ExecutorId, int>& free() const { return free_; }
  bool AnyFree() const;

  // It leaves, and others stay: it gets no more tasks.
  bool IsSpared(ExecutorId executor) const { return leaving_.contains(executor) && leaving_.size() < free_.size(); }
  bool IsLeaving(ExecutorId executor) const { return leaving_.contains(executor); }
  // REQUIRES: it leaves. The first job since it does.
  JobId LeavesSince(ExecutorId executor) const { return leaving_.at(executor); }
  // It was leaving when it was lost, and has not come back.
  bool HasLeft(ExecutorId executor) const { return left_.contains(executor); }

 private:
  std::map<ExecutorId, int> free_;
  std::map<ExecutorId, JobId> leaving_;
  std::set<ExecutorId> left_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_PLACEMENT_EXECUTOR_SLOTS_H_
