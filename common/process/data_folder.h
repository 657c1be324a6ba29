#ifndef SLUICE_COMMON_PROCESS_DATA_FOLDER_H_
#define SLUICE_COMMON_PROCESS_DATA_FOLDER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/fs/file_lock.h"

namespace sluice {

// Which daemon uses a data folder, and whether what it finds there is its own.

// Taken by one daemon at a time; the lock file says which process has it. ALREADY_EXISTS: another one.
absl::StatusOr<FileLock> LockDataFolder(const std::string& folder);

// Tells the daemon that uses the folder, if there is one, to make room for a successor (kSuccessorSignal), and waits
// until it has ended. DEADLINE_EXCEEDED: it has not. FAILED_PRECONDITION: the lock file does not name a process of this
// machine.
absl::Status EndPredecessor(const std::string& folder, absl::Duration limit);

// Whether a daemon has used this very folder on this machine since it was booted, as it claims it for this one: what
// its records say of processes is true. Else it is new, or a copy, or the processes ended with the machine.
absl::StatusOr<bool> ClaimDataFolder(const std::string& folder);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_DATA_FOLDER_H_
