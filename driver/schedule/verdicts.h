#ifndef SLUICE_DRIVER_SCHEDULE_VERDICTS_H_
#define SLUICE_DRIVER_SCHEDULE_VERDICTS_H_

#include <utility>

#include "engine/lineage/job_canceller.h"
#include "engine/lineage/job_runner.h"

namespace sluice {

// All jobs fail with the error, or those of batches of a run.
inline JobCanceller::Verdict AllFail(absl::Status error) {
  return [error = std::move(error)](JobId, const JobSpec&) { return error; };
}
inline JobCanceller::Verdict ThoseOfRunFail(RunId run, absl::Status error) {
  return [run, error = std::move(error)](JobId, const JobSpec& job) {
    return job.batch.has_value() && job.batch->run == run ? error : absl::OkStatus();
  };
}

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_VERDICTS_H_
