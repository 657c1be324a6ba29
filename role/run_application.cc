#include "api/core/run_application.h"

#include <sys/prctl.h>

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

int runApplication(int argc, char** argv, const std::function<void(Application&)>& user_main) {
  absl::StatusOr<RoleEnvironment> environment = RoleEnvironmentOfThisProcess();
  if (!environment.ok()) return Fail(environment.status());
  NameProcess(environment->role);
  HoldStopSignals();
  absl::Status logging = SetUpLogging({.role = RoleName(environment->role), .level = environment->log_level});
  if (!logging.ok()) return Fail(logging);
  switch (environment->role) {
    case Role::kEmbedded: return RunEmbedded(*environment, user_main);
    case Role::kDriver: return RunDriver(*environment, user_main);
    case Role::kExecutor: return RunExecutor(*environment);
  }
  return Fail(absl::InternalError("no such role"));
}

}  // namespace sluice
