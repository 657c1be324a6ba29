#include "role/python/lent_streams.h"

#include <utility>

#include "common/base/status.h"
#include "engine/lineage/job_canceller.h"

namespace sluice {

absl::StatusOr<RunId> LentStreams::Start(StreamingPlan plan) {
  MutexLock lock(&mu_);
  if (has_ended_) return absl::FailedPreconditionError("the SparkContext is stopped");
  SLUICE_ASSIGN_OR_RETURN(const RunId run, lender_.Start(std::move(plan)));
  runs_.push_back(run);
  return run;
}

absl::Status LentStreams::EndApplication(bool graceful) {
  std::vector<RunId> runs;
  {
    MutexLock lock(&mu_);
    has_ended_ = true;
    runs.swap(runs_);
  }
  absl::Status first;
  for (RunId run : runs) first.Update(lender_.Stop(run, graceful));
  if (auto* const canceller = dynamic_cast<JobCanceller*>(&jobs_)) {  // A driver is both.
    canceller->CancelJobs([](JobId, const JobSpec&) {
      return absl::CancelledError("the job was cancelled: its SparkContext is stopped");
    });
  }
  return first;
}

}  // namespace sluice
