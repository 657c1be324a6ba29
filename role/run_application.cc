#include "api/core/run_application.h"

#include "role/role.h"

namespace sluice {

int runApplication(int argc, char** argv, const std::function<void(Application&)>& user_main) {
  const absl::StatusOr<RoleEnvironment> environment = BeginRole();
  if (!environment.ok()) return Fail(environment.status());
  const UserMain program = [&user_main](Application& app) {
    user_main(app);
    return 0;
  };
  switch (environment->role) {
    case Role::kEmbedded: return RunEmbedded(*environment, program);
    case Role::kDriver: return RunDriver(*environment, program);
    case Role::kExecutor: return RunExecutor(*environment);
  }
  return Fail(absl::InternalError("no such role"));
}

}  // namespace sluice
