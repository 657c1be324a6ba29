#ifndef SLUICE_API_RDD_FUTURE_ACTION_H_
#define SLUICE_API_RDD_FUTURE_ACTION_H_

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "api/core/duration.h"
#include "api/core/error.h"
#include "common/actor/condition.h"
#include "engine/task/local_properties.h"

namespace sluice {

// The value of actions that have none.
struct Unit {};

// An action that runs by itself: its job, in steps of a task for each slot, in a thread of its own. Copies mean the
// same action; the last of them waits for its end. Thread-safe.
template <class T>
class FutureAction {
 public:
  // Tells an action between two steps that it is cancelled.
  using IsCancelled = std::function<bool()>;

  // `run` computes the value, or throws. It inherits what this thread has set for its jobs.
  FutureAction(Runtime& runtime, std::function<T(const IsCancelled&)> run) : state_(std::make_shared<State>(runtime)) {
    state_->Start([state = state_.get(), run = std::move(run), properties = LocalProperties()] {
      ScopedLocalProperties scope(properties);
      try {
        state->Finish(run([state] { return state->IsCancelled(); }), nullptr);
      } catch (...) {
        state->Finish(std::nullopt, std::current_exception());
      }
    });
  }

  // Waits for the value; throws what the action threw, or that it was cancelled.
  T get() const {
    state_->Wait(absl::InfiniteDuration());
    return state_->Value();
  }
  // The same for so long at most, then it throws.
  T get(Duration atMost) const {
    if (!ready(atMost)) {
      throw Error(absl::DeadlineExceededError("Futures timed out after [" + atMost.toString() + "]"));
    }
    return state_->Value();
  }
  bool isCompleted() const { return ready(Duration(0)); }
  // Whether it is completed within that time.
  bool ready(Duration atMost) const { return state_->Wait(absl::Milliseconds(atMost.milliseconds())); }
  // From now on `get` throws. Tasks that run go on to their ends, which nobody waits for but the last copy of this; no
  // more are started.
  void cancel() const { state_->Cancel(); }
  bool isCancelled() const { return state_->IsCancelled(); }

 private:
  class State {
   public:
    explicit State(Runtime& runtime) : changed_(runtime), thread_(runtime.NewMailbox("action")) {}
    ~State() {
      MutexLock lock(&mu_);
      changed_.Wait(mu_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return done_; });
    }
    void Start(Task work) { thread_->Post(std::move(work)); }
    void Finish(std::optional<T> value, std::exception_ptr error) {
      MutexLock lock(&mu_);
      value_ = std::move(value);
      error_ = std::move(error);
      done_ = true;
      changed_.NotifyAll();
    }
    void Cancel() {
      MutexLock lock(&mu_);
      if (done_ || cancelled_) return;
      cancelled_ = true;
      changed_.NotifyAll();
    }
    bool IsCancelled() {
      MutexLock lock(&mu_);
      return cancelled_;
    }
    bool Wait(absl::Duration limit) {
      MutexLock lock(&mu_);
      return changed_.WaitFor(mu_, limit, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return done_ || cancelled_; });
    }
    T Value() {
      MutexLock lock(&mu_);
      if (cancelled_) throw Error(absl::CancelledError("the action was cancelled"));
      if (error_) std::rethrow_exception(error_);
      return *value_;
    }

   private:
    Mutex mu_;
    Condition changed_;
    bool done_ ABSL_GUARDED_BY(mu_) = false;
    bool cancelled_ ABSL_GUARDED_BY(mu_) = false;  // Before it was done.
    std::optional<T> value_ ABSL_GUARDED_BY(mu_);
    std::exception_ptr error_ ABSL_GUARDED_BY(mu_);
    const std::unique_ptr<Mailbox> thread_;  // Last: it uses all of the above.
  };

  std::shared_ptr<State> state_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_FUTURE_ACTION_H_
