#ifndef SLUICE_DRIVER_SCHEDULE_PENDING_TASKS_H_
#define SLUICE_DRIVER_SCHEDULE_PENDING_TASKS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

// The tasks of one stage that wait for a slot. A task may prefer executors for some time, then it runs anywhere.
// Taking one costs the same however many wait.
class PendingTasks {
 public:
  // `near` empty: anywhere at once. `anywhere_from` may be InfiniteFuture: on those executors only.
  // REQUIRES: `task` is not pending; `anywhere_from` is not before that of tasks added earlier.
  void Add(int task, const std::vector<ExecutorId>& near, absl::Time anywhere_from);
  // The task to run on a free slot of `executor`: one that prefers it, else one that runs anywhere.
  std::optional<int> Take(ExecutorId executor, absl::Time now);
  // Removes and returns the tasks that prefer `executor`, which is gone.
  std::vector<int> RemoveNear(ExecutorId executor);
  bool empty() const { return tickets_.empty(); }
  // When some task begins to run anywhere.
  std::optional<absl::Time> NextDeadline();

 private:
  // An entry of a queue counts while the task still has the entry's ticket.
  struct Entry {
    int task;
    uint64_t ticket;
    absl::Time anywhere_from;
  };
  using Queue = std::deque<Entry>;
  bool IsPending(const Entry& entry) const;
  void DropTaken(Queue& queue);
  std::optional<int> TakeFront(Queue& queue);

  uint64_t next_ticket_ = 1;
  std::unordered_map<int, uint64_t> tickets_;  // Each pending task has one.
  std::map<ExecutorId, Queue> near_;
  Queue anywhere_;
  Queue later_anywhere_;  // Sorted by anywhere_from.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_PENDING_TASKS_H_
