#include "driver/gateway/background_work.h"

#include <utility>

#include "common/base/user_code.h"
#include "common/observe/logging.h"

namespace sluice::gateway {

void BackgroundWork::Run(std::function<void()> work) {
  MutexLock lock(&mu_);
  last_ = std::thread([before = std::move(last_), work = std::move(work)]() mutable {
    if (before.joinable()) before.join();
    const absl::Status done = CallUserCode(work);
    if (!done.ok()) LogWarning("gateway", "in the background: ", done.message());
  });
}

void BackgroundWork::Wait() {
  std::thread last;
  {
    MutexLock lock(&mu_);
    last.swap(last_);
  }
  if (last.joinable()) last.join();
}

}  // namespace sluice::gateway
