#ifndef SLUICE_COMMON_PROCESS_PROCESS_IDENTITY_H_
#define SLUICE_COMMON_PROCESS_PROCESS_IDENTITY_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/file_descriptor.h"

namespace sluice {

// Where pids say something: one pid namespace of one machine, from one boot to the next. Codable.
struct PidSpace {
  std::string boot_id;        // One word: another one after each boot, and on each machine.
  std::string pid_namespace;  // One word: another one in a container, which does not see the pids of others.

  bool operator==(const PidSpace&) const = default;
  // False: this system does not tell all of it, and another one may look the same.
  bool IsKnown() const;
};
PidSpace ThisPidSpace();

// One process of a pid space: another one that gets its pid has started at another time. Codable.
struct ProcessIdentity {
  pid_t pid = 0;
  int64_t start_ticks = 0;  // When it was forked, in clock ticks since the machine was booted.

  bool operator==(const ProcessIdentity&) const = default;
};

// Of the process that has that pid now, also when it has ended and nobody has waited for it; nullopt: there is none.
// Async-signal-safe.
std::optional<ProcessIdentity> IdentityOf(pid_t pid);

// Readable once the process, one of this pid space, has ended; none if it has ended and is waited for, whoever has its
// pid now. INTERNAL: this process may not open more files, or not see whose pid it is.
absl::StatusOr<FileDescriptor> OpenProcess(const ProcessIdentity& process);

// Does nothing for a process that has ended.
void SignalProcess(const FileDescriptor& process, int signal);

bool HasEnded(const FileDescriptor& process);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_PROCESS_IDENTITY_H_
