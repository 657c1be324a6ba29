#ifndef SLUICE_COMMON_ACTOR_GATE_H_
#define SLUICE_COMMON_ACTOR_GATE_H_

#include <memory>
#include <utility>

#include "common/actor/runtime.h"
#include "common/base/mutex.h"

namespace sluice {

// Lets calls in until it is closed, and knows when the last one has left. Thread-safe.
//
//   Gate::Pass pass = gate_.TryEnter();
//   if (!pass) return absl::UnavailableError("worker is draining");
class Gate {
 public:
  // The right to be inside, until it is destroyed. May outlive the thread that entered, not the gate.
  class Pass {
   public:
    Pass() = default;
    Pass(Pass&& other) : gate_(std::exchange(other.gate_, nullptr)) {}
    Pass& operator=(Pass&& other) {
      std::swap(gate_, other.gate_);
      return *this;
    }
    ~Pass() {
      if (gate_ != nullptr) gate_->Leave();
    }
    explicit operator bool() const { return gate_ != nullptr; }

   private:
    friend class Gate;
    explicit Pass(Gate* gate) : gate_(gate) {}
    Gate* gate_ = nullptr;
  };

  explicit Gate(Runtime& runtime) : all_left_(runtime.NewEvent()) {}

  // An empty pass once the gate is closed.
  Pass TryEnter() {
    MutexLock lock(&mu_);
    if (closed_) return Pass();
    ++inside_;
    return Pass(this);
  }

  // Lets nobody in from now on. True when the last pass is gone, false when some are left after `limit`. May be called
  // again to go on waiting.
  bool CloseAndWait(absl::Duration limit = absl::InfiniteDuration()) {
    {
      MutexLock lock(&mu_);
      closed_ = true;
      if (inside_ == 0) return true;
    }
    return all_left_->Wait(limit);
  }

 private:
  void Leave() {
    std::shared_ptr<Event> all_left = all_left_;  // The gate may be gone as soon as the waiter knows.
    bool last;
    {
      MutexLock lock(&mu_);
      last = --inside_ == 0 && closed_;
    }
    if (last) all_left->Set();
  }

  const std::shared_ptr<Event> all_left_;

  Mutex mu_;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  int inside_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_GATE_H_
