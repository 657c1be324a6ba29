#include "driver/schedule/straggler_watch.h"

namespace sluice {

bool StragglerWatch::IsStraggler(const Attempt& attempt, const StageRun& run, absl::Time now) const {
  // A copy would write the same state a second time, at the same time.
  const bool has_state = run.plan.writes != nullptr && !run.plan.writes->affinity.empty();
  if (has_state || run.partitions[attempt.key.index].is_copied) return false;
  std::optional<absl::Duration> limit = run.times.Limit(options_, static_cast<int>(run.partitions.size()));
  return limit.has_value() && now - attempt.started > *limit;
}

std::vector<TaskKey> StragglerWatch::Look(const Attempts& attempts, JobStages& stages, absl::Time now) {
  std::vector<TaskKey> stragglers;
  if (!options_.enabled || now < next_) return stragglers;
  next_ = now + options_.interval;
  for (const auto& [task, attempt] : attempts.by_task()) {
    if (attempt.cancelled) continue;
    if (IsStraggler(attempt, stages.RunOf(attempt.key), now)) stragglers.push_back(attempt.key);
  }
  return stragglers;
}

}  // namespace sluice
