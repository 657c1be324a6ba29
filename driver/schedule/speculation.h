#ifndef SLUICE_DRIVER_SCHEDULE_SPECULATION_H_
#define SLUICE_DRIVER_SCHEDULE_SPECULATION_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "common/settings/scheduling.h"

namespace sluice {

// As spark.speculation and what begins with it.
struct SpeculationOptions {
  bool enabled = settings::kSpeculation.fallback;
  absl::Duration interval = settings::kSpeculationInterval.fallback;  // Stragglers are looked for so often.
  double multiplier = settings::kSpeculationMultiplier.fallback;      // A straggler takes so many times the median,
  double quantile = settings::kSpeculationQuantile.fallback;          // once this part of its stage is done,
  absl::Duration min_task_runtime = settings::kSpeculationMinTaskRuntime.fallback;  // and at least so long.
};

// How long the tasks of one stage took.
class TaskTimes {
 public:
  void Add(absl::Duration time) { times_.push_back(time); }
  // A task that runs for longer than this is a straggler. Nothing: too few of the `tasks` are done to tell.
  std::optional<absl::Duration> Limit(const SpeculationOptions& options, int tasks) const;

 private:
  std::vector<absl::Duration> times_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_SPECULATION_H_
