#include "driver/gateway/command.h"

#include <utility>

#include "common/base/printable.h"
#include "common/base/status.h"

namespace sluice::gateway {
namespace {

constexpr size_t kPartsMax = 10'000;
constexpr std::string_view kEndOfCommand = "e";

// What is asked of an array comes first, and its length is asked for by the same letter.
bool IsLengthOfArray(const Command& command) { return command.name == "a" && command.parts.empty(); }

}  // namespace

absl::StatusOr<Command> ReadCommand(std::string first_line, LineSocket& from) {
  if (first_line.size() != 1) {
    return absl::InvalidArgumentError(
        StrCat("this is no command of Py4J: \"", Printable(std::string_view(first_line).substr(0, 80)), "\""));
  }
  Command command{.name = std::move(first_line)};
  while (true) {
    SLUICE_ASSIGN_OR_RETURN(std::string line, from.ReadLine());
    if (line == kEndOfCommand && !IsLengthOfArray(command)) return command;
    if (command.parts.size() == kPartsMax) return absl::InvalidArgumentError("a command has too many parts");
    command.parts.push_back(std::move(line));
  }
}

}  // namespace sluice::gateway
