#ifndef SLUICE_API_RDD_FUTURE_ACTION_H_
#define SLUICE_API_RDD_FUTURE_ACTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "api/core/duration.h"
#include "api/core/error.h"

namespace sluice {

class Runtime;

namespace internal {

// The thread that an action runs in, whatever its value is, and how it ends. Thread-safe.
class ActionThread {
 public:
  explicit ActionThread(Runtime& runtime);
  ~ActionThread();  // Waits for the end.
  // Once. `action` inherits what this thread has set for its jobs.
  void Start(std::function<void()> action);
  // Nothing, if it has ended.
  void Cancel();
  bool IsCancelled() const;
  // Until it has ended or is cancelled. False: neither, after so long.
  bool Wait(absl::Duration limit) const;
  // Throws what the action threw, or that it was cancelled. REQUIRES: Wait has said that one of both is so.
  void CheckEnd() const;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace internal

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
    state_->thread.Start([state = state_.get(), run = std::move(run)] {
      state->value = run([state] { return state->thread.IsCancelled(); });
    });
  }

  // Waits for the value; throws what the action threw, or that it was cancelled.
  T get() const {
    state_->thread.Wait(absl::InfiniteDuration());
    return Value();
  }
  // The same for so long at most, then it throws.
  T get(Duration atMost) const {
    if (!ready(atMost)) {
      throw Error(absl::DeadlineExceededError("Futures timed out after [" + atMost.toString() + "]"));
    }
    return Value();
  }
  bool isCompleted() const { return ready(Duration(0)); }
  // Whether it is completed within that time.
  bool ready(Duration atMost) const { return state_->thread.Wait(absl::Milliseconds(atMost.milliseconds())); }
  // From now on `get` throws. Tasks that run go on to their ends, which nobody waits for but the last copy of this; no
  // more are started.
  void cancel() const { state_->thread.Cancel(); }
  bool isCancelled() const { return state_->thread.IsCancelled(); }

 private:
  struct State {
    explicit State(Runtime& runtime) : thread(runtime) {}
    std::optional<T> value;         // Set before the thread ends.
    internal::ActionThread thread;  // The last one: it uses the value.
  };
  const T& Value() const {
    state_->thread.CheckEnd();
    return *state_->value;
  }

  std::shared_ptr<State> state_;
};

}  // namespace sluice

#endif  // SLUICE_API_RDD_FUTURE_ACTION_H_
