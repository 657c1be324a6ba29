#ifndef SLUICE_DRIVER_GATEWAY_CANCELLED_JOBS_H_
#define SLUICE_DRIVER_GATEWAY_CANCELLED_JOBS_H_

#include <string>

#include "absl/status/status.h"
#include "driver/gateway/stoppable_jobs.h"

namespace sluice::gateway {

// Ends jobs that run; who waits for one is told that it was cancelled, and why. They do not block.
void CancelJobGroup(StoppableJobs& jobs, const std::string& group);
// INVALID_ARGUMENT: it is no tag.
absl::Status CancelJobsWithTag(StoppableJobs& jobs, const std::string& tag);
void CancelAllJobs(StoppableJobs& jobs);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CANCELLED_JOBS_H_
