#ifndef SLUICE_COMMON_ACTOR_SETTABLE_RUNTIME_H_
#define SLUICE_COMMON_ACTOR_SETTABLE_RUNTIME_H_

#include <cstdint>
#include <memory>
#include <string>

#include "common/actor/runtime.h"
#include "common/clock/settable_clock.h"

namespace sluice {

// Threads, with a wall clock that a test can set. Thread-safe.
class SettableRuntime : public Runtime {
 public:
  SettableClock& clock() override { return clock_; }
  std::unique_ptr<Mailbox> NewMailbox(const std::string& name) override { return ThreadRuntime().NewMailbox(name); }
  std::shared_ptr<Event> NewEvent() override { return ThreadRuntime().NewEvent(); }
  uint64_t Random() override { return ThreadRuntime().Random(); }

 private:
  SettableClock clock_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_SETTABLE_RUNTIME_H_
