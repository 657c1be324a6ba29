#ifndef SLUICE_ROLE_PYTHON_PYTHON_PROCESS_H_
#define SLUICE_ROLE_PYTHON_PYTHON_PROCESS_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sluice {

// The Python of a program: a child of this process with its standard streams and folder, which is told to end when this
// process ends, however that happens. `variables` are added to its environment. NOT_FOUND: there is no such
// interpreter.
absl::StatusOr<pid_t> StartPython(const std::vector<std::string>& command,
                                  const std::map<std::string, std::string>& variables);

// Waits for it; its exit code, or 128 and the number of the signal that has ended it.
int WaitForPython(pid_t pid);

}  // namespace sluice

#endif  // SLUICE_ROLE_PYTHON_PYTHON_PROCESS_H_
