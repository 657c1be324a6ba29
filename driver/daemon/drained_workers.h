#ifndef SLUICE_DRIVER_DAEMON_DRAINED_WORKERS_H_
#define SLUICE_DRIVER_DAEMON_DRAINED_WORKERS_H_

#include <set>

#include "absl/status/status.h"
#include "common/base/ids.h"

namespace sluice {

// Workers that their user wants empty: nothing is started on them, whether they are here, away, or come back later.
using DrainedWorkers = std::set<WorkerId>;

// Changes of the set, as those of ApplicationTable.
struct DrainWorker {
  WorkerId worker;

  absl::Status CanApply(const DrainedWorkers& drained) const;
  absl::Status Apply(DrainedWorkers& drained) const;
};

struct UndrainWorker {
  WorkerId worker;

  absl::Status CanApply(const DrainedWorkers& drained) const;
  absl::Status Apply(DrainedWorkers& drained) const;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_DRAINED_WORKERS_H_
