#include "driver/application/plan_watch.h"

#include <utility>

namespace sluice {

absl::Status PlanWatch::Start() {
  MutexLock lock(&mu_);
  if (ended_) return absl::FailedPreconditionError("the application has ended: no streams can be started any more");
  if (state_ == StreamingState::kActive) {
    return absl::FailedPreconditionError("another StreamingContext is active: stop it before starting this one");
  }
  state_ = StreamingState::kActive;
  drained_ = false;
  error_ = stop_error_ = absl::OkStatus();
  return absl::OkStatus();
}

void PlanWatch::OnFailed(const absl::Status& error) {
  MutexLock lock(&mu_);
  if (!error_.ok()) return;
  error_ = error;
  changed_.NotifyAll();
}

void PlanWatch::OnSourcesDrained(bool drained) {
  MutexLock lock(&mu_);
  if (drained_ == drained) return;
  drained_ = drained;
  changed_.NotifyAll();
}

void PlanWatch::OnStopped(const absl::Status& how) {
  MutexLock lock(&mu_);
  state_ = StreamingState::kStopped;
  stop_error_ = how;
  if (error_.ok()) error_ = how;
  changed_.NotifyAll();
}

absl::Status PlanWatch::TakeStopError() {
  MutexLock lock(&mu_);
  return std::exchange(stop_error_, absl::OkStatus());
}

void PlanWatch::OnApplicationEnded() {
  MutexLock lock(&mu_);
  ended_ = true;
}

StreamingState PlanWatch::state() const {
  MutexLock lock(&mu_);
  return state_;
}

absl::StatusOr<bool> PlanWatch::Await(absl::Duration timeout, bool until_drained) {
  MutexLock lock(&mu_);
  const bool done = changed_.WaitFor(mu_, timeout, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return !error_.ok() || state_ == StreamingState::kStopped || (until_drained && drained_);
  });
  if (!error_.ok()) return error_;
  return done;
}

}  // namespace sluice
