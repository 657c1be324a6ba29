#include "api/core/run_application.h"

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

}  // namespace

int runApplication(int argc, char** argv, const std::function<void(Application&)>& user_main) {
  absl::StatusOr<RoleEnvironment> environment = RoleEnvironmentOfThisProcess();
  if (!environment.ok()) return Fail(environment.status());
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
