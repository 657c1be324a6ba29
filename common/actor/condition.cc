#include "common/actor/condition.h"

#include <utility>

namespace sluice {

Condition::~Condition() = default;

void Condition::NotifyAll() {
  for (const std::shared_ptr<Event>& waiter : std::exchange(waiters_, {})) waiter->Set();
}

void Condition::WaitOnce(Mutex& mu, absl::Duration limit) {
  std::shared_ptr<Event> event = runtime_.NewEvent();
  waiters_.push_back(event);
  mu.Unlock();
  event->Wait(limit);
  mu.Lock();
  std::erase(waiters_, event);
}

}  // namespace sluice
