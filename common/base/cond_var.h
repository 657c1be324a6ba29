#ifndef SLUICE_COMMON_BASE_COND_VAR_H_
#define SLUICE_COMMON_BASE_COND_VAR_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace sluice {

// std::condition_variable over a Mutex. Code of an actor's world waits by a Condition instead.
class CondVar {
 public:
  // Waits until `done()` or until `timeout` has passed, whatever happens to the wall clock meanwhile; returns the last
  // done(). The caller holds `mu`.
  template <class Predicate>
  bool WaitFor(Mutex& mu, absl::Duration timeout, Predicate done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    if (timeout > absl::Hours(24 * 365)) return Wait(mu, done), true;
    std::unique_lock<std::mutex> lock(mu.mu_, std::adopt_lock);
    bool result = cv_.wait_for(lock, absl::ToChronoNanoseconds(timeout), done);
    lock.release();
    return result;
  }
  template <class Predicate>
  void Wait(Mutex& mu, Predicate done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu) {
    std::unique_lock<std::mutex> lock(mu.mu_, std::adopt_lock);
    cv_.wait(lock, done);
    lock.release();
  }
  void NotifyOne() { cv_.notify_one(); }
  void NotifyAll() { cv_.notify_all(); }

 private:
  std::condition_variable cv_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_COND_VAR_H_
