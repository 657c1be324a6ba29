#include "role/python/run_python_program.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "common/base/status.h"
#include "common/fs/temporary_folder.h"
#include "common/observe/logging.h"
#include "common/process/stop_signals.h"
#include "common/settings/program_names.h"
#include "role/python/cluster_host.h"
#include "role/python/embedded_host.h"
#include "role/python/packed_program.h"
#include "role/python/program_files.h"
#include "role/python/python_run.h"
#include "role/role.h"

namespace sluice {
namespace {

absl::StatusOr<int> RunHere(const PythonProgram& program) {
  SLUICE_RETURN_IF_ERROR(CheckFiles(program));
  SLUICE_ASSIGN_OR_RETURN(RoleEnvironment environment, BeginRole());
  if (program.script.empty()) IgnoreInterrupts();  // The Python at the terminal hears of them.
  SLUICE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create("python"));
  return RunPython(
      program,
      {.start = EmbeddedApplications(std::move(environment)), .folder = folder.path(), .has_tasks_here = true});
}

absl::StatusOr<PythonProgram> Unpack(const std::string& executable, const std::string& folder, int argc, char** argv) {
  SLUICE_ASSIGN_OR_RETURN(const PackedProgram packed, UnpackProgram(executable, folder));
  PythonProgram program{.arguments = std::vector<std::string>(argv + 1, argv + argc)};
  AddFiles(packed, program);
  return program;
}

absl::StatusOr<int> RunAsDriver(const RoleEnvironment& environment, PythonProgram program) {
  for (const auto& [key, value] : environment.conf.values()) {
    if (!program.conf.Has(key)) program.conf.Set(key, value);
  }
  program.conf.Set(settings::kAppName, environment.application_name);
  // Relative paths are those of whoever submits, where machines share their disks.
  if (chdir(program.working_folder.c_str()) != 0) {
    LogInfo("application", "this machine has no folder ", program.working_folder,
            ": the program starts in another one");
  }
  ClusterHost host(environment);
  SLUICE_ASSIGN_OR_RETURN(const int code,
                          RunPython(program, {.start = [&host](const Conf& conf) { return host.Lend(conf); },
                                              .folder = environment.work_dir,
                                              .on_end = [&host] { host.EndWork(); }}));
  return host.End(code);
}

// What a daemon has said is for this process, not for those that it starts.
void ForgetEnvironment(const RoleEnvironment& environment) {
  for (const std::string& variable : ToVariables(environment)) {
    unsetenv(variable.substr(0, variable.find('=')).c_str());
  }
}

absl::StatusOr<int> RunPacked(const std::string& executable, int argc, char** argv) {
  SLUICE_ASSIGN_OR_RETURN(RoleEnvironment environment, BeginRole());
  ForgetEnvironment(environment);
  if (environment.role == Role::kExecutor) return RunExecutor(environment);
  if (environment.role == Role::kDriver) {
    SLUICE_ASSIGN_OR_RETURN(PythonProgram program, Unpack(executable, environment.work_dir + "/program", argc, argv));
    return RunAsDriver(environment, std::move(program));
  }
  SLUICE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create("python"));
  SLUICE_ASSIGN_OR_RETURN(const PythonProgram program, Unpack(executable, folder.path() + "/program", argc, argv));
  return RunPython(
      program,
      {.start = EmbeddedApplications(std::move(environment)), .folder = folder.path(), .has_tasks_here = true});
}

absl::Status Serve(const Conf& conf, const std::string& connection_file) {
  SLUICE_ASSIGN_OR_RETURN(RoleEnvironment environment, BeginRole());
  IgnoreInterrupts();  // They are for the Python that has started this process.
  SLUICE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create("python"));
  return ServePython(conf, {.start = EmbeddedApplications(std::move(environment)), .folder = folder.path()},
                     connection_file);
}

int CodeOf(const absl::StatusOr<int>& code) { return code.ok() ? *code : Fail(code.status()); }

}  // namespace

int RunPythonProgram(const PythonProgram& program) { return CodeOf(RunHere(program)); }

int RunPackedProgram(const std::string& executable, int argc, char** argv) {
  return CodeOf(RunPacked(executable, argc, argv));
}

int RunPythonGateway(const Conf& conf, const std::string& connection_file) {
  const absl::Status ended = Serve(conf, connection_file);
  return ended.ok() ? 0 : Fail(ended);
}

}  // namespace sluice
