#ifndef SLUICE_DRIVER_SCHEDULE_STRAGGLER_WATCH_H_
#define SLUICE_DRIVER_SCHEDULE_STRAGGLER_WATCH_H_

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "driver/schedule/attempts.h"
#include "driver/schedule/job_stages.h"
#include "driver/schedule/speculation.h"

namespace sluice {

// Finds tasks that take much longer than others of their stage: they are to get a second attempt elsewhere, and the
// first one to end counts. Looks from time to time only. Pure but for when it looks next.
class StragglerWatch {
 public:
  explicit StragglerWatch(const SpeculationOptions& options) : options_(options) {}

  // None if it is not yet time to look. A task may come twice, if two of its attempts run.
  std::vector<TaskKey> Look(const Attempts& attempts, JobStages& stages, absl::Time now);
  // None: it never looks.
  std::optional<absl::Time> next() const { return options_.enabled ? std::optional(next_) : std::nullopt; }

 private:
  bool IsStraggler(const Attempt& attempt, const StageRun& run, absl::Time now) const;

  const SpeculationOptions options_;
  absl::Time next_ = absl::InfinitePast();
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_STRAGGLER_WATCH_H_
