#include "driver/run/run_watch.h"

#include <utility>

namespace sluice {

absl::StatusOr<RunId> RunWatch::Begin() {
  MutexLock lock(&mu_);
  if (closed_) return absl::FailedPreconditionError("the application has ended: no streams can be started any more");
  const RunId run(next_run_++);
  runs_[run];
  return run;
}

const RunWatch::Run& RunWatch::Find(RunId run) const {
  static const Run kEnded{.state = StreamingState::kStopped};
  auto found = runs_.find(run);
  return found == runs_.end() ? kEnded : found->second;
}

void RunWatch::OnFailed(RunId run, const absl::Status& error) {
  MutexLock lock(&mu_);
  Run& failed = runs_.at(run);
  if (!failed.error.ok()) return;
  failed.error = error;
  changed_.NotifyAll();
}

void RunWatch::OnDrained(RunId run, bool drained) {
  MutexLock lock(&mu_);
  if (std::exchange(runs_.at(run).drained, drained) != drained) changed_.NotifyAll();
}

void RunWatch::OnEnded(RunId run, const absl::Status& how) {
  MutexLock lock(&mu_);
  Run& ended = runs_.at(run);
  ended.state = StreamingState::kStopped;
  ended.stop_error = how;
  if (ended.error.ok()) ended.error = how;
  ended_.push_back(run);
  if (ended_.size() > kEndedMax) {
    runs_.erase(ended_.front());
    ended_.pop_front();
  }
  changed_.NotifyAll();
}

void RunWatch::Close() {
  MutexLock lock(&mu_);
  closed_ = true;
}

absl::Status RunWatch::TakeStopError(RunId run) {
  MutexLock lock(&mu_);
  auto found = runs_.find(run);
  return found == runs_.end() ? absl::OkStatus() : std::exchange(found->second.stop_error, absl::OkStatus());
}

absl::Status RunWatch::TakeStopErrors() {
  MutexLock lock(&mu_);
  absl::Status first;
  for (auto& [id, run] : runs_) first.Update(std::exchange(run.stop_error, absl::OkStatus()));
  return first;
}

StreamingState RunWatch::state(RunId run) const {
  MutexLock lock(&mu_);
  return Find(run).state;
}

StreamingState RunWatch::state() const {
  MutexLock lock(&mu_);
  if (runs_.empty()) return StreamingState::kInitialized;
  return runs_.size() > ended_.size() ? StreamingState::kActive : StreamingState::kStopped;
}

absl::StatusOr<bool> RunWatch::Await(RunId run, absl::Duration timeout, bool until_drained) {
  MutexLock lock(&mu_);
  const bool done = changed_.WaitFor(mu_, timeout, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    const Run& now = Find(run);
    return !now.error.ok() || now.state == StreamingState::kStopped || (until_drained && now.drained);
  });
  if (!Find(run).error.ok()) return Find(run).error;
  return done;
}

}  // namespace sluice
