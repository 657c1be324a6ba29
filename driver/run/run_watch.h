#ifndef SLUICE_DRIVER_RUN_RUN_WATCH_H_
#define SLUICE_DRIVER_RUN_RUN_WATCH_H_

#include <cstddef>
#include <deque>
#include <map>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/actor/condition.h"
#include "common/base/mutex.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// What threads outside of the driver's mailbox know of runs, and wait for: that one has ended, failed or drained. A run
// that is not known, because it ended long ago, has ended well. Thread-safe.
class RunWatch {
 public:
  static constexpr size_t kEndedMax = 1000;  // So many runs that have ended are remembered.

  // `first`: the number that the first run gets.
  explicit RunWatch(Runtime& runtime, RunId first = RunId(0)) : changed_(runtime), next_run_(first.value()) {}

  // Numbers a run, which is active from now on. FAILED_PRECONDITION: the application ends.
  absl::StatusOr<RunId> Begin();
  // The first error counts.
  void OnFailed(RunId run, const absl::Status& error);
  void OnDrained(RunId run, bool drained);
  // `how`: an error if it had to leave out what it should have done.
  void OnEnded(RunId run, const absl::Status& how = absl::OkStatus());
  // No run begins any more.
  void Close();

  // The error of OnEnded; said once.
  absl::Status TakeStopError(RunId run);
  absl::Status TakeStopErrors();  // The first one of all runs.
  StreamingState state(RunId run) const;
  // Of the application: that some run is active, or has been.
  StreamingState state() const;
  // As StreamingBackend::AwaitTermination and AwaitSourcesClosed.
  absl::StatusOr<bool> Await(RunId run, absl::Duration timeout, bool until_drained);

 private:
  struct Run {
    StreamingState state = StreamingState::kActive;
    bool drained = false;
    absl::Status error;
    absl::Status stop_error = absl::OkStatus();
  };
  const Run& Find(RunId run) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  Condition changed_;
  int next_run_ ABSL_GUARDED_BY(mu_);
  std::map<RunId, Run> runs_ ABSL_GUARDED_BY(mu_);
  std::deque<RunId> ended_ ABSL_GUARDED_BY(mu_);  // The longest ended is the first.
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_RUN_WATCH_H_
