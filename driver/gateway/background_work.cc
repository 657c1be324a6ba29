#include "driver/gateway/background_work.h"

#include <utility>

#include "common/base/user_code.h"
#include "common/observe/logging.h"

namespace sluice::gateway {

void BackgroundWork::Run(std::function<void()> work) {
  MutexLock lock(&mu_);
  ++left_;
  if (thread_ == nullptr) thread_ = runtime_.NewMailbox("background");
  thread_->Post([this, work = std::move(work)]() mutable {
    const absl::Status done = CallUserCode(std::exchange(work, nullptr));  // What it owns goes before anybody hears.
    if (!done.ok()) LogWarning("gateway", "in the background: ", done.message());
    MutexLock lock(&mu_);
    if (--left_ == 0) done_.NotifyAll();
  });
}

void BackgroundWork::Wait() {
  MutexLock lock(&mu_);
  done_.Wait(mu_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return left_ == 0; });
}

}  // namespace sluice::gateway
