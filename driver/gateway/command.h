#ifndef SLUICE_DRIVER_GATEWAY_COMMAND_H_
#define SLUICE_DRIVER_GATEWAY_COMMAND_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "driver/gateway/line_socket.h"

namespace sluice::gateway {

// What Python asks, in the protocol of Py4J: a name of one letter, and parts, a line each, up to a line "e".
struct Command {
  std::string name;
  std::vector<std::string> parts;

  // Empty if there are not so many.
  std::string_view part(size_t i) const { return i < parts.size() ? std::string_view(parts[i]) : std::string_view(); }
};

// The rest of a command whose first line was read. INVALID_ARGUMENT: it is none.
absl::StatusOr<Command> ReadCommand(std::string first_line, LineSocket& from);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_COMMAND_H_
