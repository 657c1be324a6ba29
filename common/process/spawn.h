#ifndef SLUICE_COMMON_PROCESS_SPAWN_H_
#define SLUICE_COMMON_PROCESS_SPAWN_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sluice {

struct SpawnOptions {
  std::vector<std::string> command;                     // The program, found by PATH, and its arguments.
  std::optional<std::vector<std::string>> environment;  // NAME=value each; none: that of this process.
  std::optional<int> input;                             // A file descriptor; none: as this process.
  std::optional<int> output;
};

// Starts a helper of this process, which has to wait for its end: unlike a ChildProcess it has no life of its own. It
// ignores no signal and holds none back, whatever this process does, and has no file of it but the standard ones.
// UNAVAILABLE: the program cannot be run. Thread-safe. REQUIRES: the command is not empty.
absl::StatusOr<pid_t> Spawn(const SpawnOptions& options);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_SPAWN_H_
