#ifndef SLUICE_TOOLS_CLI_WATCH_H_
#define SLUICE_TOOLS_CLI_WATCH_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/cli/screen.h"

namespace sluice {

// Shows on `screen` what `ask` answers, again after each `period` and whenever the size changes, until the user has
// seen enough. While `ask` fails with UNAVAILABLE or DEADLINE_EXCEEDED, the driver is away: that is shown above its
// last answer, and `ask` is asked on. Any other error of `ask`, or of the screen, ends it.
absl::Status Watch(Screen& screen, absl::Duration period, const std::function<absl::StatusOr<std::string>()>& ask);

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_WATCH_H_
