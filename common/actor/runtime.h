#ifndef SLUICE_COMMON_ACTOR_RUNTIME_H_
#define SLUICE_COMMON_ACTOR_RUNTIME_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/actor/mailbox.h"
#include "common/clock/clock.h"

namespace sluice {

// Lets one thread wait for something that another mailbox does. Thread-safe.
class Event {
 public:
  virtual ~Event() = default;
  virtual void Set() = 0;
  // True once Set was called, false when `timeout` passed first. In a simulation other mailboxes run meanwhile.
  virtual bool Wait(absl::Duration timeout) = 0;
};

// What the parts of a process stand on: real threads and time, or a simulation of both in one thread. Thread-safe.
class Runtime {
 public:
  virtual ~Runtime() = default;
  virtual Clock& clock() = 0;
  // `name` shows up in logs and in the names of threads (15 characters are kept).
  virtual std::unique_ptr<Mailbox> NewMailbox(const std::string& name) = 0;
  virtual std::shared_ptr<Event> NewEvent() = 0;
  virtual uint64_t Random() = 0;
};

// One thread per mailbox, the system's clock; lives for ever.
Runtime& ThreadRuntime();

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_RUNTIME_H_
