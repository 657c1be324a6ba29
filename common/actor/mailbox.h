#ifndef SLUICE_COMMON_ACTOR_MAILBOX_H_
#define SLUICE_COMMON_ACTOR_MAILBOX_H_

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace sluice {

using Task = absl::AnyInvocable<void()>;

// Runs what is posted to it one at a time, in order. All state of an actor is touched from its mailbox only, so it
// needs no locks. Post and PostAfter are thread-safe and never block.
// Backed by a thread (ActorThread) or by a simulated loop (SimLoop). Destroying a mailbox drops what has not run, after
// the task that runs now has returned; a task must not destroy its own mailbox.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual void Post(Task task) = 0;
  // Runs `task` once `delay` has passed. Timers are not cancelled: the task looks whether it is still wanted.
  virtual void PostAfter(absl::Duration delay, Task task) = 0;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_MAILBOX_H_
