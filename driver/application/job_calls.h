#ifndef SLUICE_DRIVER_APPLICATION_JOB_CALLS_H_
#define SLUICE_DRIVER_APPLICATION_JOB_CALLS_H_

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/base/buffer.h"
#include "common/base/ids.h"

namespace sluice {

// Where a thread waits for its job. The driver writes the rest, then sets `done`.
struct JobCall {
  std::shared_ptr<Event> done;
  std::vector<Buffers> accumulator_updates;  // A job that fails has some, too.
  absl::StatusOr<std::vector<Buffers>> result = absl::UnknownError("not done");
};

// The threads that wait for jobs: each hears once how its job has ended. Belongs to the driver's mailbox.
class JobCalls {
 public:
  void Add(JobId job, std::shared_ptr<JobCall> call) { calls_[job] = std::move(call); }
  // REQUIRES of these: the job was added and has not ended.
  void Count(JobId job, Buffers updates) { calls_.at(job)->accumulator_updates.push_back(std::move(updates)); }
  void End(JobId job, absl::StatusOr<std::vector<Buffers>> result) {
    Answer(*calls_.extract(job).mapped(), std::move(result));
  }

  // Of a job that was not begun.
  static void Answer(JobCall& call, absl::StatusOr<std::vector<Buffers>> result) {
    call.result = std::move(result);
    call.done->Set();
  }

 private:
  std::map<JobId, std::shared_ptr<JobCall>> calls_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_JOB_CALLS_H_
