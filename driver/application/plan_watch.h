#ifndef SLUICE_DRIVER_APPLICATION_PLAN_WATCH_H_
#define SLUICE_DRIVER_APPLICATION_PLAN_WATCH_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/actor/condition.h"
#include "common/base/mutex.h"
#include "engine/dstream/streaming_backend.h"

namespace sluice {

// What threads outside of the driver's mailbox wait for: that the plan started last has stopped, failed or drained.
// Thread-safe.
class PlanWatch {
 public:
  explicit PlanWatch(Runtime& runtime) : changed_(runtime) {}

  // FAILED_PRECONDITION: a plan is active, or the application has ended.
  absl::Status Start();
  void OnFailed(const absl::Status& error);
  void OnSourcesDrained(bool drained);
  // `how`: an error if it had to leave out what it should have done.
  void OnStopped(const absl::Status& how);
  // No plan starts any more.
  void OnApplicationEnded();

  // The error of OnStopped; said once.
  absl::Status TakeStopError();
  StreamingState state() const;
  // As StreamingBackend::AwaitTermination and AwaitSourcesClosed.
  absl::StatusOr<bool> Await(absl::Duration timeout, bool until_drained);

 private:
  mutable Mutex mu_;
  Condition changed_;
  StreamingState state_ ABSL_GUARDED_BY(mu_) = StreamingState::kInitialized;
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  bool drained_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status error_ ABSL_GUARDED_BY(mu_);
  absl::Status stop_error_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_PLAN_WATCH_H_
