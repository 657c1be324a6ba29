#ifndef SLUICE_DRIVER_RUN_BATCH_RUN_H_
#define SLUICE_DRIVER_RUN_BATCH_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "driver/run/run_action.h"
#include "driver/run/run_status.h"

namespace sluice {

// Whatever makes batches, as the application driver sees it: from its start to its end it says which batch is worked on
// when, and what for. Facts come in at any time, Step gives what is to be done about them all. No thread, no clock.
class BatchRun {
 public:
  virtual ~BatchRun() = default;

  // What a Clock reads, before each Step. A warning if the wall clock was set: what becomes of the batches.
  virtual std::optional<std::string> ObserveClock(const Clock::Ahead& ahead) = 0;
  // How far what users are told of its batches, and of their outputs, is ahead of the calendar.
  virtual absl::Duration lead() const = 0;
  // So many executors are attached.
  virtual void OnExecutorCount(int attached, absl::Time now) = 0;
  // The call that CallForBatch gave for this batch has returned.
  virtual void OnBatchDone(BatchTime batch, const absl::Status& result, absl::Time now) = 0;
  // A second call can only make it less graceful.
  virtual void Stop(bool graceful, absl::Time now) = 0;
  // Unless that is OK it ends as soon as it can, with that error, and leaves what it has not done.
  virtual void FailUnless(const absl::Status& can_go_on) = 0;
  // When the process is to have ended: a graceful stop gives up so long before that it can say what it has left out.
  virtual void EndBy(absl::Time end) = 0;
  // Moves the manual clock.
  virtual void Advance(absl::Duration by) = 0;

  // The last action of a run is EndOfRun.
  virtual std::vector<RunAction> Step(absl::Time now) = 0;
  // When Step is worth calling even if nothing happens.
  virtual std::optional<absl::Time> NextDeadline() const = 0;

  // False: a job of this batch that begins now is cancelled.
  virtual bool TakesJobsOf(BatchTime batch) const = 0;
  // Every batch that is due is done.
  virtual bool IsCaughtUp() const = 0;
  // Its sources are at their end, and all they gave is processed.
  virtual bool IsDrained() const = 0;
  virtual RunStatus Describe() const = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_BATCH_RUN_H_
