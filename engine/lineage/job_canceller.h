#ifndef SLUICE_ENGINE_LINEAGE_JOB_CANCELLER_H_
#define SLUICE_ENGINE_LINEAGE_JOB_CANCELLER_H_

#include <functional>

#include "absl/status/status.h"
#include "common/base/ids.h"

namespace sluice {

struct JobSpec;

// Ends jobs before they are done; implemented by driver/application. Thread-safe.
class JobCanceller {
 public:
  virtual ~JobCanceller() = default;
  // What a job that runs is to fail with; OK: it goes on. Must be quick.
  using Verdict = std::function<absl::Status(JobId, const JobSpec&)>;
  // Of all jobs that were given to the driver before. Does not block.
  virtual void CancelJobs(Verdict verdict) = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_LINEAGE_JOB_CANCELLER_H_
