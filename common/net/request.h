#ifndef SLUICE_COMMON_NET_REQUEST_H_
#define SLUICE_COMMON_NET_REQUEST_H_

#include <string>

#include "common/actor/runtime.h"
#include "common/net/transport.h"

namespace sluice {

// Asks one question over a conversation of its own: sends `request`, blocks for the first frame that comes back, and
// closes the link. The peer's reason if it closes without an answer; UNAVAILABLE or DEADLINE_EXCEEDED, naming the
// address, after `timeout`. Not from within a handler.
absl::StatusOr<Frame> Call(Runtime& runtime, Transport& transport, const std::string& address,
                           const std::string& conversation, Frame request, absl::Duration timeout);

}  // namespace sluice

#endif  // SLUICE_COMMON_NET_REQUEST_H_
