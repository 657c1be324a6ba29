#include "driver/application/plan_watch.h"

#include <algorithm>
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

void PlanWatch::Wake() {
  for (const std::shared_ptr<Event>& event : std::exchange(waiters_, {})) event->Set();
}

void PlanWatch::OnFailed(const absl::Status& error) {
  MutexLock lock(&mu_);
  if (!error_.ok()) return;
  error_ = error;
  Wake();
}

void PlanWatch::OnSourcesDrained(bool drained) {
  MutexLock lock(&mu_);
  if (drained_ == drained) return;
  drained_ = drained;
  Wake();
}

void PlanWatch::OnStopped(const absl::Status& how) {
  MutexLock lock(&mu_);
  state_ = StreamingState::kStopped;
  stop_error_ = how;
  if (error_.ok()) error_ = how;
  Wake();
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

template <class Done>
bool PlanWatch::WaitUntil(absl::Duration timeout, Done done) {
  absl::Time deadline = runtime_.clock().Now() + timeout;
  while (true) {
    std::shared_ptr<Event> event = runtime_.NewEvent();
    {
      MutexLock lock(&mu_);
      if (done()) return true;
      waiters_.push_back(event);
    }
    absl::Duration left = deadline - runtime_.clock().Now();
    bool woken = left > absl::ZeroDuration() && event->Wait(std::min(left, absl::Hours(1)));
    MutexLock lock(&mu_);
    waiters_.erase(std::remove(waiters_.begin(), waiters_.end(), event), waiters_.end());
    if (!woken && runtime_.clock().Now() >= deadline) return done();
  }
}

absl::StatusOr<bool> PlanWatch::Await(absl::Duration timeout, bool until_drained) {
  absl::Status error;
  bool done = WaitUntil(timeout, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    error = error_;
    return !error_.ok() || state_ == StreamingState::kStopped || (until_drained && drained_);
  });
  if (!error.ok()) return error;
  return done;
}

}  // namespace sluice
