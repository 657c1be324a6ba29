#ifndef SLUICE_COMMON_ACTOR_CONDITION_H_
#define SLUICE_COMMON_ACTOR_CONDITION_H_

#include <memory>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/mutex.h"

namespace sluice {

// Lets threads wait until what a Mutex guards has become so. As a CondVar, but of a Runtime: in a simulation others run
// meanwhile. All calls are made with that mutex held.
class Condition {
 public:
  explicit Condition(Runtime& runtime) : runtime_(runtime) {}
  ~Condition();

  // Waits until `done()` or until `timeout` has passed; returns the last done(). Lets go of `mu` while it waits.
  template <class Predicate>
  bool WaitFor(Mutex& mu, absl::Duration timeout, Predicate done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    const absl::Time deadline = runtime_.clock().Now() + timeout;
    while (!done()) {
      const absl::Duration left = deadline - runtime_.clock().Now();
      if (left <= absl::ZeroDuration()) return false;
      WaitOnce(mu, left);
    }
    return true;
  }
  template <class Predicate>
  void Wait(Mutex& mu, Predicate done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    WaitFor(mu, absl::InfiniteDuration(), done);
  }
  void NotifyAll();

 private:
  void WaitOnce(Mutex& mu, absl::Duration limit) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu);

  Runtime& runtime_;
  std::vector<std::shared_ptr<Event>> waiters_;  // Guarded by the callers' mutex.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_CONDITION_H_
