#include <atomic>
#include <random>

#include "common/actor/actor_thread.h"
#include "common/actor/runtime.h"
#include "common/base/cond_var.h"
#include "common/base/mutex.h"
#include "common/base/random.h"

namespace sluice {
namespace {

class ThreadEvent : public Event {
 public:
  void Set() override {
    MutexLock lock(&mu_);
    set_ = true;
    changed_.NotifyAll();
  }
  bool Wait(absl::Duration timeout) override {
    MutexLock lock(&mu_);
    return changed_.WaitFor(mu_, timeout, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return set_; });
  }

 private:
  Mutex mu_;
  CondVar changed_;
  bool set_ ABSL_GUARDED_BY(mu_) = false;
};

uint64_t SeedFromSystem() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

class ThreadRuntimeImpl : public Runtime {
 public:
  Clock& clock() override { return SystemClock(); }
  std::unique_ptr<Mailbox> NewMailbox(const std::string& name) override { return std::make_unique<ActorThread>(name); }
  std::shared_ptr<Event> NewEvent() override { return std::make_shared<ThreadEvent>(); }
  uint64_t Random() override { return MixBits(state_.fetch_add(kRandomStep, std::memory_order_relaxed)); }

 private:
  std::atomic<uint64_t> state_{SeedFromSystem()};
};

}  // namespace

Runtime& ThreadRuntime() {
  static ThreadRuntimeImpl* const runtime = new ThreadRuntimeImpl;
  return *runtime;
}

}  // namespace sluice
