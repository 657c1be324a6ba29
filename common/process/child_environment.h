#ifndef SLUICE_COMMON_PROCESS_CHILD_ENVIRONMENT_H_
#define SLUICE_COMMON_PROCESS_CHILD_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "common/process/role_environment.h"

namespace sluice {

// The environment of a child: `own` without the daemon's settings (SLUICE_*), the role's variables, and an
// LD_LIBRARY_PATH that begins with the installation's libraries (beside `daemon_executable` and in ../lib), so that an
// application needs no build tree.
std::vector<std::string> ChildEnvironment(const std::vector<std::string>& own, const std::string& daemon_executable,
                                          const RoleEnvironment& role);

// The same for this process's environment and executable.
std::vector<std::string> ChildEnvironment(const RoleEnvironment& role);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_CHILD_ENVIRONMENT_H_
