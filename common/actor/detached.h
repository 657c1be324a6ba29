#ifndef SLUICE_COMMON_ACTOR_DETACHED_H_
#define SLUICE_COMMON_ACTOR_DETACHED_H_

#include <string>

#include "absl/time/time.h"
#include "common/actor/mailbox.h"

namespace sluice {

// Runs `task` on a thread of its own, which nobody waits for and nothing ends. Only for what may never return: a call
// of the system that waits for strangers, or user code. All else belongs in a mailbox. `name`: see Runtime.
void RunDetached(const std::string& name, Task task);

// The same, and waits for it: true once it has returned, false if it has not within `limit`, and goes on.
bool RunDetachedFor(absl::Duration limit, const std::string& name, Task task);

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_DETACHED_H_
