#ifndef SLUICE_ENGINE_PYTHON_FAULT_LOG_H_
#define SLUICE_ENGINE_PYTHON_FAULT_LOG_H_

#include <sys/types.h>

#include <string>

#include "absl/status/statusor.h"

namespace sluice {

// Where Python processes of this one write what they did when they crash: a file each, named by its pid. Thread-safe.
absl::StatusOr<std::string> FaultFolder();
// What that process has written, once; empty: nothing.
std::string TakeFaultLog(pid_t pid);

}  // namespace sluice

#endif  // SLUICE_ENGINE_PYTHON_FAULT_LOG_H_
