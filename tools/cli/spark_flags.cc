#include "tools/cli/spark_flags.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/address.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/settings/program_names.h"
#include "common/settings/python.h"
#include "tools/cli/properties_file.h"

namespace sluice {
namespace {

struct SettingFlag {
  const char* flag;
  std::string_view key;
  const char* help;
};
constexpr char kNothing[] = "Taken as Spark does; nothing reads it";
constexpr SettingFlag kSettingFlags[] = {
    {"--name", settings::kAppName, "Name of the application, unless the program says one [name of the file]"},
    {"--master", settings::kMaster,
     "Where it runs: spark://HOST:PORT of a driver daemon, or local[N], in this process"},
    {"--deploy-mode", settings::kDeployMode, "client or cluster; the driver runs on the cluster with both"},
    {"--py-files", settings::kProgramModules.key, "Modules of a script (.py, .zip, .egg), between commas"},
    {"--files", settings::kProgramFiles.key, "Files for the folder that SparkFiles names, between commas; PATH#NAME"},
    {"--archives", settings::kProgramArchives.key, "Archives that are unpacked there, between commas; PATH#NAME"},
    {"--total-executor-cores", settings::kCoresMax, "The same as --cores"},
    {"--driver-memory", settings::kDriverMemory, kNothing},
    {"--driver-cores", settings::kDriverCores, kNothing},
    {"--executor-memory", settings::kExecutorMemoryOfSpark, kNothing},
    {"--executor-cores", settings::kExecutorCores, kNothing},
    {"--num-executors", settings::kExecutorInstances, kNothing},
    {"--jars", settings::kJars, kNothing},
    {"--packages", settings::kJarsPackages, kNothing},
    {"--exclude-packages", settings::kJarsExcludes, kNothing},
    {"--repositories", settings::kJarsRepositories, kNothing},
};

struct RefusedFlag {
  const char* flag;
  const char* why;
};
constexpr RefusedFlag kRefusedFlags[] = {
    {"--class", "there is no JVM; give a script (.py) or an executable"},
    {"--proxy-user", "programs run as the user of the daemons"},
    {"--principal", "there is no Kerberos"},
    {"--keytab", "there is no Kerberos"},
    {"--remote", "there is no Spark Connect yet"},
    {"--kill", "it is sluice kill --driver HOST:PORT APPLICATION"},
    {"--status", "it is sluice status --driver HOST:PORT"},
};

// What of the environment decides which Python runs, before it is another machine's.
void AddInterpreters(Conf& conf) {
  const auto take = [&conf](const char* variable, const TextSetting& setting) {
    const char* const set = std::getenv(variable);
    if (set != nullptr && *set != '\0' && !conf.Has(setting.key)) conf.Set(setting.key, set);
  };
  if (!conf.Has(settings::kFunctionPython.key)) take("PYSPARK_DRIVER_PYTHON", settings::kProgramPython);
  take("PYSPARK_PYTHON", settings::kFunctionPython);
}

absl::Status AddProperties(const std::string& command, const std::string& path, Conf& conf) {
  if (path.empty()) return absl::OkStatus();
  SLUICE_ASSIGN_OR_RETURN(const Properties properties, ReadProperties(path));
  for (const std::string& name : properties.ignored) {
    std::fprintf(stderr, "%s: %s: %s is no setting of Spark and is ignored\n", command.c_str(), Printable(path).c_str(),
                 Printable(name).c_str());
  }
  for (const auto& [key, value] : properties.conf.values()) {
    if (!conf.Has(key)) conf.Set(key, value);
  }
  return absl::OkStatus();
}

absl::Status CheckDeployMode(const Conf& conf) {
  const auto mode = conf.values().find(settings::kDeployMode);
  if (mode == conf.values().end() || mode->second == "client" || mode->second == "cluster") return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("--deploy-mode ", Printable(mode->second), ": expected client or cluster"));
}

void Show(const Conf& conf) {
  for (const auto& [key, value] : conf.values()) {
    std::fprintf(stderr, "%s=%s\n", Printable(key).c_str(), Printable(value).c_str());
  }
}

}  // namespace

void SparkFlags::DeclareIn(FlagParser& parser) {
  parser.List("-c,--conf", conf_, "KEY=VALUE, a setting unless the program sets it; may be repeated");
  parser.Text("--properties-file", properties_file_, "Settings as in spark-defaults.conf");
  for (const SettingFlag& flag : kSettingFlags) parser.Text(flag.flag, values_by_flag_[flag.flag], flag.help);
  for (const RefusedFlag& flag : kRefusedFlags) {
    // Before anything is missed: some of them stand alone.
    parser.Text(flag.flag, values_by_flag_[flag.flag], "Refused",
                [why = flag.why](const std::string&) { return absl::InvalidArgumentError(why); });
  }
  parser.Switch("-v,--verbose", is_verbose_, "Show all settings");
}

absl::StatusOr<Conf> SparkFlags::ToConf(const std::string& command) const {
  Conf conf;
  for (const std::string& pair : conf_) SLUICE_RETURN_IF_ERROR(Annotate(conf.SetPair(pair), "--conf"));
  for (const SettingFlag& flag : kSettingFlags) {
    if (const std::string& value = values_by_flag_.at(flag.flag); !value.empty()) conf.Set(flag.key, value);
  }
  SLUICE_RETURN_IF_ERROR(
      AddProperties(command, properties_file_.empty() ? DefaultPropertiesFile() : properties_file_, conf));
  AddInterpreters(conf);
  SLUICE_RETURN_IF_ERROR(CheckDeployMode(conf));
  if (is_verbose_) Show(conf);
  return conf;
}

bool IsPythonProgram(std::string_view file) { return file.ends_with(".py") || file == kSparkShell; }

absl::Status CheckKind(const std::string& file) {
  for (const char* ending : {".jar", ".R", ".r", ".scala", ".class"}) {
    if (!absl::EndsWith(file, ending)) continue;
    return absl::InvalidArgumentError(
        StrCat(file, ": there is neither a JVM nor R here; give a script in Python (.py) or an executable"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> DaemonOf(const std::string& master) {
  if (master == "local" || (absl::StartsWith(master, "local[") && absl::EndsWith(master, "]"))) return "";
  for (const char* scheme : {"spark://", "sluice://"}) {
    if (!absl::StartsWith(master, scheme)) continue;
    const std::string address = master.substr(std::string_view(scheme).size());
    SLUICE_RETURN_IF_ERROR(Annotate(ParseAddress(address).status(), "--master ", master));
    return address;
  }
  return absl::InvalidArgumentError(
      StrCat("--master ", master, ": expected spark://HOST:PORT of a driver daemon of ",
             "Sluice, or local[N], in this process; there is no YARN, Kubernetes or Mesos"));
}

}  // namespace sluice
