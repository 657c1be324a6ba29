#ifndef SLUICE_COMMON_ACTOR_ACTOR_THREAD_H_
#define SLUICE_COMMON_ACTOR_ACTOR_THREAD_H_

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "common/actor/mailbox.h"
#include "common/base/cond_var.h"
#include "common/base/mutex.h"

namespace sluice {

// A mailbox with a thread of its own, which takes all that was posted at each wake-up and sleeps when there is nothing.
class ActorThread : public Mailbox {
 public:
  explicit ActorThread(const std::string& name);
  ~ActorThread() override;

  void Post(Task task) override;
  void PostAfter(absl::Duration delay, Task task) override;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void Loop();
  bool TakeRunnable(std::vector<Task>& runnable);  // Waits for some; false: stop.
  void TakeDueTimers(std::vector<Task>& runnable) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Duration UntilFirstTimer() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  std::atomic<bool> stopping_{false};

  // Held to move tasks in or out, never while one runs or is destroyed.
  Mutex mu_;
  CondVar changed_;
  bool timers_changed_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<Task> posted_ ABSL_GUARDED_BY(mu_);
  std::multimap<SteadyTime, Task> timers_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_ACTOR_THREAD_H_
