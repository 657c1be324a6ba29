#include "role/python_program.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/fs/temporary_folder.h"
#include "common/observe/logging.h"
#include "common/process/stop_signals.h"
#include "common/settings/program_names.h"
#include "driver/gateway/gateway.h"
#include "role/embedded_host.h"
#include "role/python_process.h"
#include "role/role.h"

namespace sluice {
namespace {

// The first of these that is set.
std::string Interpreter(const Conf& conf) {
  for (const char* key : {settings::kDriverPython, settings::kPython}) {
    const auto set = conf.values().find(key);
    if (set != conf.values().end()) return set->second;
  }
  for (const char* name : {"PYSPARK_DRIVER_PYTHON", "PYSPARK_PYTHON"}) {
    const char* const set = std::getenv(name);
    if (set != nullptr && *set != '\0') return set;
  }
  return "python3";
}

// PySpark's own launchers give both, whatever the program says.
Conf WithDefaults(const PythonProgram& program) {
  Conf conf = program.conf;
  if (!conf.Has(settings::kMaster)) conf.Set(settings::kMaster, "local[*]");
  if (!conf.Has(settings::kAppName)) {
    conf.Set(settings::kAppName, std::filesystem::path(program.script).filename().string());
  }
  return conf;
}

std::map<std::string, std::string> Variables(const gateway::Gateway& gateway) {
  return {{"PYSPARK_GATEWAY_PORT", std::to_string(gateway.port())},
          {"PYSPARK_GATEWAY_SECRET", gateway.secret()},
          {"PYTHONHASHSEED", "0"},
          {"PYTHONUNBUFFERED", "YES"}};
}

absl::StatusOr<int> Run(const PythonProgram& program) {
  SLUICE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Create("python"));
  SLUICE_ASSIGN_OR_RETURN(const RoleEnvironment environment, RoleEnvironmentOfThisProcess());
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "gateway", .level = environment.log_level}));
  SLUICE_ASSIGN_OR_RETURN(
      const std::unique_ptr<gateway::Gateway> gateway,
      gateway::Gateway::Start(
          {.conf = WithDefaults(program), .start = StartEmbedded, .scratch_folder = folder.path()}));
  std::vector<std::string> command = {Interpreter(program.conf),
                                      std::filesystem::absolute(program.script).lexically_normal().string()};
  command.insert(command.end(), program.arguments.begin(), program.arguments.end());
  SLUICE_ASSIGN_OR_RETURN(const pid_t pid, StartPython(command, Variables(*gateway)));
  return WaitForPython(pid);
}

}  // namespace

int RunPythonProgram(const PythonProgram& program) {
  HoldStopSignals();
  const absl::StatusOr<int> code = Run(program);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace sluice
