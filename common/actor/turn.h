#ifndef SLUICE_COMMON_ACTOR_TURN_H_
#define SLUICE_COMMON_ACTOR_TURN_H_

#include <atomic>
#include <cstdint>

#include "common/actor/condition.h"
#include "common/actor/task_local.h"

namespace sluice {

// Whose turn it is: one thread (in a simulation one task) has it at a time and may take it again meanwhile; others wait
// until it has given it back as often. Unlike a Mutex it may be held while user code runs and jobs are waited for.
// Thread-safe.
class ABSL_LOCKABLE Turn {
 public:
  explicit Turn(Runtime& runtime) : given_(runtime) {}

  void Take() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    const int64_t self = Self();
    MutexLock lock(&mu_);
    if (owner_ != self) {
      given_.Wait(mu_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return owner_ == kNobody; });
    }
    owner_ = self;
    ++depth_;
  }
  void Give() ABSL_UNLOCK_FUNCTION() {
    MutexLock lock(&mu_);
    if (--depth_ > 0) return;
    owner_ = kNobody;
    given_.NotifyAll();
  }

 private:
  static constexpr int64_t kNobody = 0;

  static int64_t Self() {
    static std::atomic<int64_t> last{kNobody};
    int64_t& self = TaskLocal<int64_t, Turn>::Value();
    if (self == kNobody) self = ++last;
    return self;
  }

  Mutex mu_;
  Condition given_;
  int64_t owner_ ABSL_GUARDED_BY(mu_) = kNobody;
  int depth_ ABSL_GUARDED_BY(mu_) = 0;
};

class ABSL_SCOPED_LOCKABLE TurnLock {
 public:
  explicit TurnLock(Turn* turn) ABSL_EXCLUSIVE_LOCK_FUNCTION(turn) : turn_(turn) { turn_->Take(); }
  ~TurnLock() ABSL_UNLOCK_FUNCTION() { turn_->Give(); }
  TurnLock(const TurnLock&) = delete;
  TurnLock& operator=(const TurnLock&) = delete;

 private:
  Turn* turn_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_TURN_H_
