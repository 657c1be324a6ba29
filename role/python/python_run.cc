#include "role/python/python_run.h"

#include <arpa/inet.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"
#include "common/fs/files.h"
#include "common/process/stop_signals.h"
#include "common/settings/program_names.h"
#include "common/settings/python.h"
#include "driver/gateway/class_table.h"
#include "driver/gateway/gateway.h"
#include "role/python/program_files.h"
#include "role/python/python_process.h"
#include "role/python/site_folder.h"

namespace sluice {
namespace {

// PySpark's own launchers give both, whatever the program says.
Conf WithDefaults(const PythonProgram& program) {
  Conf conf = program.conf;
  if (!conf.Has(settings::kMaster)) conf.Set(settings::kMaster, "local[*]");
  if (!conf.Has(settings::kAppName)) {
    const std::string name = std::filesystem::path(program.script).filename().string();
    conf.Set(settings::kAppName, name.empty() ? "PySparkShell" : name);
  }
  return conf;
}

std::string VariableOr(const char* name, const std::string& otherwise) {
  const char* const set = std::getenv(name);
  return set != nullptr && *set != '\0' ? set : otherwise;
}

std::string WorkerPython(const Conf& conf) {
  if (conf.Has(settings::kFunctionPython.key)) return conf.Get(settings::kFunctionPython);
  return VariableOr("PYSPARK_PYTHON", conf.Get(settings::kFunctionPython));
}

std::string DriverPython(const Conf& conf) {
  if (conf.Has(settings::kProgramPython.key)) return conf.Get(settings::kProgramPython);
  return conf.Has(settings::kFunctionPython.key) ? conf.Get(settings::kFunctionPython)
                                                 : VariableOr("PYSPARK_DRIVER_PYTHON", WorkerPython(conf));
}

// The folders and archives where the program finds modules, ours first. Single modules are copied into one folder, so
// that nothing else of theirs is found.
absl::StatusOr<std::string> ModulePath(const Conf& conf, const std::string& folder) {
  SLUICE_RETURN_IF_ERROR(MakeSiteFolder(folder + "/site"));
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(folder + "/modules"));
  const bool has_hook = VariableOr("SLUICE_PYTHON_HOOK", "on") != "off";
  std::string path = StrCat(has_hook ? folder + "/site:" : "", folder, "/modules");
  SLUICE_ASSIGN_OR_RETURN(const std::vector<NamedFile> modules, FilesIn(conf, settings::kProgramModules));
  for (const NamedFile& file : modules) {
    if (!absl::EndsWith(file.path, ".py")) {
      path += ":" + file.path;
      continue;
    }
    const std::string target = StrCat(folder, "/modules/", std::filesystem::path(file.path).filename().string());
    std::error_code error;
    std::filesystem::copy_file(file.path, target, std::filesystem::copy_options::overwrite_existing, error);
    if (error) return absl::NotFoundError(StrCat("copy ", file.path, " to ", target, ": ", error.message()));
  }
  const std::string own = VariableOr("PYTHONPATH", "");
  return own.empty() ? path : StrCat(path, ":", own);
}

absl::StatusOr<std::map<std::string, std::string>> Variables(const PythonProgram& program,
                                                             const PythonRunOptions& options,
                                                             const gateway::Gateway& gateway) {
  SLUICE_ASSIGN_OR_RETURN(const std::string path, ModulePath(program.conf, options.folder));
  const std::string worker = WorkerPython(program.conf);
  std::map<std::string, std::string> variables = {{"PYSPARK_GATEWAY_PORT", std::to_string(gateway.port())},
                                                  {"PYSPARK_GATEWAY_SECRET", gateway.secret()},
                                                  {"PYSPARK_PYTHON", worker},
                                                  {"PYSPARK_DRIVER_PYTHON", DriverPython(program.conf)},
                                                  {"PYTHONHASHSEED", "0"},
                                                  {"PYTHONPATH", path},
                                                  {"PYTHONUNBUFFERED", "YES"},
                                                  {"SPARK_ENV_LOADED", "1"},
                                                  {"SLUICE_PYTHON_PARENT", std::to_string(getpid())}};
  if (options.has_tasks_here) variables["SLUICE_CHECKED_WORKER_PYTHON"] = worker;
  if (program.script.empty()) {
    variables["OLD_PYTHONSTARTUP"] = VariableOr("PYTHONSTARTUP", "");
    variables["PYTHONSTARTUP"] = StrCat(options.folder, "/site/", kShellStart);
  }
  return variables;
}

std::vector<std::string> Command(const PythonProgram& program) {
  std::vector<std::string> command = {DriverPython(program.conf)};
  if (program.script.empty()) {
    const std::string own = VariableOr("PYSPARK_DRIVER_PYTHON_OPTS", "-i");
    for (absl::string_view word : absl::StrSplit(own, ' ', absl::SkipEmpty())) command.push_back(std::string(word));
  } else {
    command.push_back(std::filesystem::absolute(program.script).lexically_normal().string());
  }
  command.insert(command.end(), program.arguments.begin(), program.arguments.end());
  return command;
}

absl::StatusOr<std::unique_ptr<gateway::Gateway>> StartGateway(const Conf& conf, const PythonRunOptions& options) {
  const std::string scratch = options.folder + "/files";
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(scratch));
  return gateway::Gateway::Start(
      {.conf = conf, .start = options.start, .find_class = gateway::FindClass, .scratch_folder = scratch});
}

// As PySpark reads it: the port, and the secret behind its size, in numbers of four bytes, the highest first.
std::string Connection(const gateway::Gateway& gateway) {
  const uint32_t numbers[] = {htonl(gateway.port()), htonl(static_cast<uint32_t>(gateway.secret().size()))};
  return std::string(reinterpret_cast<const char*>(numbers), sizeof(numbers)) + gateway.secret();
}

void WaitForEndOfInput() {
  char bytes[256];
  ssize_t got = 0;
  do {
    got = read(STDIN_FILENO, bytes, sizeof(bytes));
  } while (got > 0 || (got < 0 && errno == EINTR));
}

}  // namespace

absl::StatusOr<int> RunPython(const PythonProgram& program, PythonRunOptions options) {
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<gateway::Gateway> gateway,
                          StartGateway(WithDefaults(program), options));
  SLUICE_ASSIGN_OR_RETURN(const auto variables, Variables(program, options, *gateway));
  SLUICE_ASSIGN_OR_RETURN(const pid_t pid, StartPython(Command(program), variables));
  const StopSignals signals([pid](int signal) { kill(pid, signal == SIGINT ? SIGINT : SIGTERM); });
  const int code = WaitForPython(pid);
  if (options.on_end) options.on_end();
  return code;
}

absl::Status ServePython(const Conf& conf, PythonRunOptions options, const std::string& connection_file) {
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<gateway::Gateway> gateway,
                          StartGateway(WithDefaults({.conf = conf}), options));
  SLUICE_RETURN_IF_ERROR(LocalFiles().Publish(connection_file, Connection(*gateway)));
  WaitForEndOfInput();
  return absl::OkStatus();
}

}  // namespace sluice
