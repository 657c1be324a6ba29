#include "api/rdd/future_action.h"

#include <exception>

#include "common/actor/condition.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "engine/task/local_properties.h"

namespace sluice::internal {

struct ActionThread::State {
  explicit State(Runtime& runtime) : changed(runtime), thread(runtime.NewMailbox("action")) {}

  void End(std::exception_ptr thrown) {
    MutexLock lock(&mu);
    error = std::move(thrown);
    ended = true;
    changed.NotifyAll();
  }

  Mutex mu;
  Condition changed;
  bool ended ABSL_GUARDED_BY(mu) = false;
  bool cancelled ABSL_GUARDED_BY(mu) = false;  // Before it had ended.
  std::exception_ptr error ABSL_GUARDED_BY(mu);
  const std::unique_ptr<Mailbox> thread;  // The last one: it uses all of the above.
};

ActionThread::ActionThread(Runtime& runtime) : state_(std::make_unique<State>(runtime)) {}

ActionThread::~ActionThread() {
  State& state = *state_;
  MutexLock lock(&state.mu);
  state.changed.Wait(state.mu, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state.mu) { return state.ended; });
}

void ActionThread::Start(std::function<void()> action) {
  state_->thread->Post([state = state_.get(), action = std::move(action), properties = LocalProperties()] {
    ScopedLocalProperties scope(properties);
    try {
      action();
      state->End(nullptr);
    } catch (...) {
      state->End(std::current_exception());
    }
  });
}

void ActionThread::Cancel() {
  MutexLock lock(&state_->mu);
  if (state_->ended || state_->cancelled) return;
  state_->cancelled = true;
  state_->changed.NotifyAll();
}

bool ActionThread::IsCancelled() const {
  MutexLock lock(&state_->mu);
  return state_->cancelled;
}

bool ActionThread::Wait(absl::Duration limit) const {
  State& state = *state_;
  MutexLock lock(&state.mu);
  return state.changed.WaitFor(
      state.mu, limit, [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(state.mu) { return state.ended || state.cancelled; });
}

void ActionThread::CheckEnd() const {
  MutexLock lock(&state_->mu);
  if (state_->cancelled) throw Error(absl::CancelledError("the action was cancelled"));
  if (state_->error) std::rethrow_exception(state_->error);
}

}  // namespace sluice::internal
