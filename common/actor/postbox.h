#ifndef SLUICE_COMMON_ACTOR_POSTBOX_H_
#define SLUICE_COMMON_ACTOR_POSTBOX_H_

#include <utility>

#include "common/actor/mailbox.h"
#include "common/base/mutex.h"

namespace sluice {

// The way to a mailbox for those who may call back when it is gone (handlers of links): they share one of these, and
// its owner closes it before the mailbox goes. What is posted later is dropped. Thread-safe.
class Postbox : public Mailbox {
 public:
  explicit Postbox(Mailbox& mailbox) : mailbox_(&mailbox) {}

  void Post(Task task) override {
    MutexLock lock(&mu_);
    if (mailbox_ != nullptr) mailbox_->Post(std::move(task));
  }
  void PostAfter(absl::Duration delay, Task task) override {
    MutexLock lock(&mu_);
    if (mailbox_ != nullptr) mailbox_->PostAfter(delay, std::move(task));
  }
  void Close() {
    MutexLock lock(&mu_);
    mailbox_ = nullptr;
  }

 private:
  Mutex mu_;  // Held while posting, so that nobody posts once Close has returned.
  Mailbox* mailbox_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_POSTBOX_H_
