#include <sys/prctl.h>

#include "common/base/status.h"
#include "common/observe/logging.h"
#include "common/process/application_marker.h"
#include "common/process/stop_signals.h"
#include "role/role.h"

SLUICE_APPLICATION_MARKER;

namespace sluice {
namespace {

const char* RoleName(Role role) {
  switch (role) {
    case Role::kEmbedded: return "embedded";
    case Role::kDriver: return "application";
    case Role::kExecutor: return "executor";
  }
  return "unknown";
}

// A daemon starts it from a file that is named by a checksum, and so would its process be.
void NameProcess(Role role) {
  if (role == Role::kDriver) prctl(PR_SET_NAME, "sluice-app");
  if (role == Role::kExecutor) prctl(PR_SET_NAME, "sluice-executor");
}

}  // namespace

absl::StatusOr<RoleEnvironment> BeginRole() {
  SLUICE_ASSIGN_OR_RETURN(RoleEnvironment environment, RoleEnvironmentOfThisProcess());
  NameProcess(environment.role);
  HoldStopSignals();
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = RoleName(environment.role), .level = environment.log_level}));
  return environment;
}

}  // namespace sluice
