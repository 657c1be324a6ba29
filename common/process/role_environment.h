#ifndef SLUICE_COMMON_PROCESS_ROLE_ENVIRONMENT_H_
#define SLUICE_COMMON_PROCESS_ROLE_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/ids.h"
#include "common/settings/conf.h"
#include "common/settings/executor.h"

namespace sluice {

enum class Role { kEmbedded, kDriver, kExecutor };

// What a daemon tells the application that it starts, by environment variables; one process for each struct. Without
// SLUICE_ROLE nobody started it: it runs embedded, and only SLUICE_CONF and
// SLUICE_LOG_LEVEL are looked at.
struct RoleEnvironment {
  Role role = Role::kEmbedded;         // SLUICE_ROLE: "driver", "executor".
  ApplicationId application;           // SLUICE_APPLICATION
  std::string application_name;        // SLUICE_APPLICATION_NAME
  std::string daemon;                  // SLUICE_DAEMON: host:port of the daemon that started it.
  std::string daemon_address_file;     // SLUICE_DAEMON_ADDRESS_FILE: where a successor of that says its own, or empty.
  std::string driver;                  // SLUICE_DRIVER: host:port of the application driver. Executor.
  std::string listen = "127.0.0.1:0";  // SLUICE_LISTEN
  Conf conf;                           // SLUICE_CONF: key=value, one a line.
  int executors = 1;                   // SLUICE_EXECUTORS: so many the daemon is about to start. Driver.
  DriverLife life = DriverLife(1);     // SLUICE_DRIVER_LIFE: how often the daemon has started it. Driver.
  ExecutorId executor;                 // SLUICE_EXECUTOR. Executor.
  WorkerId worker;                     // SLUICE_WORKER. Executor.
  int cores = 1;                       // SLUICE_CORES. Executor.
  int64_t memory_bytes = 0;            // SLUICE_MEMORY. Executor; 0: not said.
  std::string work_dir = ".";          // SLUICE_WORK_DIR: exists, is empty, and is removed when the process has ended.
  std::string log_level{settings::kLogLevel.fallback};  // SLUICE_LOG_LEVEL
};

// Reads it with `get`, which returns nullopt for a variable that is not set. INVALID_ARGUMENT names the variable.
absl::StatusOr<RoleEnvironment> ParseRoleEnvironment(
    const std::function<std::optional<std::string>(const std::string& name)>& get);

// Reads it from this process's own environment.
absl::StatusOr<RoleEnvironment> RoleEnvironmentOfThisProcess();

// The inverse: "NAME=value" for each variable.
std::vector<std::string> ToVariables(const RoleEnvironment& environment);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_ROLE_ENVIRONMENT_H_
