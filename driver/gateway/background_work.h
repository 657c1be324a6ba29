#ifndef SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_
#define SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_

#include <functional>
#include <thread>

#include "common/base/mutex.h"

namespace sluice::gateway {

// What a thread has others do that would have to wait for itself: to stop the context whose batch it runs. Thread-safe.
class BackgroundWork {
 public:
  BackgroundWork() = default;
  ~BackgroundWork() { Wait(); }

  // One after the other. What it throws is logged.
  void Run(std::function<void()> work);
  // Returns when all of it is done. Not to be called from within it.
  void Wait();

 private:
  Mutex mu_;
  std::thread last_ ABSL_GUARDED_BY(mu_);  // Waits for the one before it.
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_BACKGROUND_WORK_H_
