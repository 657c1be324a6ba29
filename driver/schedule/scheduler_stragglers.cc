#include <algorithm>
#include <utility>

#include "driver/schedule/scheduler.h"

// Tasks that take much longer than others of their stage get a second attempt elsewhere; the first one to end counts.

namespace sluice {

void Scheduler::LookForStragglers(absl::Time now) {
  if (!options_.speculation.enabled || now < look_for_stragglers_at_) return;
  look_for_stragglers_at_ = now + options_.speculation.interval;
  for (const auto& [task, attempt] : attempts_) {
    if (attempt.cancelled) continue;
    StageRun& run = *jobs_.at(attempt.key.job).Find(attempt.key.shuffle);
    PartitionRun& partition = run.partitions[attempt.key.index];
    // A copy would write the same state a second time, at the same time.
    const bool has_state = run.plan.writes != nullptr && !run.plan.writes->affinity.empty();
    if (partition.is_copied || has_state) continue;
    std::optional<absl::Duration> limit =
        run.times.Limit(options_.speculation, static_cast<int>(run.partitions.size()));
    if (!limit.has_value() || now - attempt.started <= *limit) continue;
    partition.is_copied = EnqueueCopy(attempt.key, run, now);
  }
}

// False: there is no other executor for it.
bool Scheduler::EnqueueCopy(const TaskKey& key, StageRun& run, absl::Time now) {
  std::vector<ExecutorId> others = NotAvoided(run, run.partitions[key.index], now);
  for (const auto& [task, attempt] : attempts_) {
    if (attempt.key == key) std::erase(others, attempt.executor);
  }
  if (others.empty()) return false;
  run.pending.Add(key.index, others, absl::InfiniteFuture());
  return true;
}

void Scheduler::CancelCopies(const TaskKey& key, PartitionRun& partition) {
  for (auto& [task, attempt] : attempts_) {
    if (!(attempt.key == key) || attempt.cancelled) continue;
    attempt.cancelled = true;
    --partition.running;
    actions_.push_back(CancelTask{TaskId(task), attempt.executor});
  }
}

}  // namespace sluice
