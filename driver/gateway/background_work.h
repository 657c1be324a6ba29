#ifndef SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_
#define SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_

#include <functional>
#include <memory>

#include "common/actor/condition.h"
#include "common/base/mutex.h"

namespace sluice::gateway {

// What a thread has others do that would have to wait for itself: to stop the context whose batch it runs. Thread-safe.
class BackgroundWork {
 public:
  explicit BackgroundWork(Runtime& runtime) : runtime_(runtime), done_(runtime) {}
  ~BackgroundWork() { Wait(); }

  // One after the other. What it throws is logged.
  void Run(std::function<void()> work);
  // Returns when all of it is done. Not to be called from within it.
  void Wait();

 private:
  Runtime& runtime_;
  Mutex mu_;
  Condition done_;
  int left_ ABSL_GUARDED_BY(mu_) = 0;
  std::unique_ptr<Mailbox> thread_ ABSL_GUARDED_BY(mu_);  // Made when it is needed, which is seldom.
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_
