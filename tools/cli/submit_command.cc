#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/actor/runtime.h"
#include "common/base/status.h"
#include "common/fs/objects/checkpoint_files.h"
#include "common/fs/temporary_folder.h"
#include "common/settings/program_names.h"
#include "common/settings/python.h"
#include "common/settings/streaming.h"
#include "role/python/packed_program.h"
#include "role/python/program_files.h"
#include "role/python/run_python_program.h"
#include "tools/cli/commands.h"
#include "tools/cli/resumed_application.h"
#include "tools/cli/spark_flags.h"
#include "tools/cli/submitter.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice submit";
constexpr char kThisProgram[] = "/proc/self/exe";

std::string Examples() {
  return StrCat(
      "  sluice submit --driver 10.0.0.1:7077 ./wordcount -- --host localhost --port 9999\n",
      "  sluice submit --name counts --cores 4 --conf ", settings::kBlockInterval.key,
      "=50ms ./wordcount -- --port 9999\n", "  APP=$(sluice submit --detach --supervise ./wordcount)\n",
      "  sluice submit --resume /nfs/checkpoints/wordcount ./wordcount -- --checkpoint /nfs/checkpoints/wordcount\n",
      "  sluice submit --driver 10.0.0.1:7077 --py-files words.py network_wordcount.py localhost 9999\n");
}

struct Flags {
  std::string driver;
  SparkFlags spark;
  bool supervise = false;
  bool detach = false;
  int cores = 0;
  std::string resume;
  std::string program;
  std::vector<std::string> arguments;
};

std::string Take(const char* key, const Conf& conf, const std::string& otherwise) {
  const auto found = conf.values().find(key);
  return found == conf.values().end() ? otherwise : found->second;
}

absl::StatusOr<int> Cores(const Flags& flags, const Conf& conf) {
  int cores = flags.cores;
  const std::string of_spark = Take(settings::kCoresMax, conf, "");
  if (cores > 0 || of_spark.empty()) return cores;
  if (absl::SimpleAtoi(of_spark, &cores) && cores > 0) return cores;
  return absl::InvalidArgumentError(
      StrCat(settings::kCoresMax, "=\"", of_spark, "\": expected a whole number from 1 (--total-executor-cores)"));
}

bool IsOfFiles(std::string_view key) {
  return key == settings::kProgramModules.key || key == settings::kProgramFiles.key ||
         key == settings::kProgramArchives.key;
}

// All but the executable.
absl::StatusOr<Shipment> MakeShipment(const Flags& flags, const Conf& conf, const std::string& driver) {
  Shipment shipment{
      .driver = driver, .arguments = flags.arguments, .supervise = flags.supervise, .detach = flags.detach};
  shipment.name = Take(settings::kAppName, conf, std::filesystem::path(flags.program).filename().string());
  SLUICE_ASSIGN_OR_RETURN(shipment.cores, Cores(flags, conf));
  for (const auto& [key, value] : conf.values()) {
    if (!IsOfFiles(key) && key != settings::kCoresMax && key != settings::kAppName) shipment.conf.Set(key, value);
  }
  if (!flags.resume.empty()) {
    SLUICE_ASSIGN_OR_RETURN(shipment.resumed, FindResumed(ThreadRuntime(), CheckpointFiles(), flags.resume));
  }
  return shipment;
}

absl::StatusOr<int> ShipExecutable(const Flags& flags, const Conf& conf, const std::string& driver) {
  for (const auto& [key, value] : conf.values()) {
    if (IsOfFiles(key)) return absl::InvalidArgumentError(StrCat(key, " is for scripts: an executable is one file"));
  }
  SLUICE_ASSIGN_OR_RETURN(Shipment shipment, MakeShipment(flags, conf, driver));
  shipment.executable = flags.program;
  return Ship(shipment);
}

// This very program with the script behind it is what the cluster gets.
absl::StatusOr<int> ShipScript(const Flags& flags, const PythonProgram& program, const std::string& driver) {
  SLUICE_RETURN_IF_ERROR(CheckFiles(program));
  SLUICE_ASSIGN_OR_RETURN(const PackedProgram packed, FilesOf(program));
  SLUICE_ASSIGN_OR_RETURN(Shipment shipment, MakeShipment(flags, program.conf, driver));
  shipment.conf.Set(settings::kMaster, "spark://" + driver);
  SLUICE_ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create("submit"));
  shipment.executable = StrCat(folder.path(), "/program");
  SLUICE_RETURN_IF_ERROR(PackProgram(packed, kThisProgram, shipment.executable));
  return Ship(shipment);
}

absl::StatusOr<int> RunShell(const Conf& conf, const std::string& driver) {
  if (!driver.empty()) {
    return absl::InvalidArgumentError(
        StrCat("a Python that runs here has its driver here: local[N] in place of the daemon at ", driver));
  }
  // So a Python that has started us wants to hear where its gateway is.
  const char* const connection_file = std::getenv("_PYSPARK_DRIVER_CONN_INFO_PATH");
  return connection_file != nullptr ? RunPythonGateway(conf, connection_file) : RunPythonProgram({.conf = conf});
}

absl::StatusOr<int> Run(const Flags& flags, const std::string& master_default) {
  SLUICE_RETURN_IF_ERROR(CheckKind(flags.program));
  SLUICE_ASSIGN_OR_RETURN(Conf conf, flags.spark.ToConf(kCommand));
  std::string driver = flags.driver;
  if (driver.empty()) {
    SLUICE_ASSIGN_OR_RETURN(driver, DaemonOf(Take(settings::kMaster, conf, master_default)));
  }
  if (flags.program == kSparkShell) return RunShell(conf, driver);
  if (!IsPythonProgram(flags.program)) {
    if (driver.empty()) return absl::InvalidArgumentError("start an executable itself to run it in one process");
    return ShipExecutable(flags, conf, driver);
  }
  PythonProgram program{.script = flags.program, .arguments = flags.arguments, .conf = std::move(conf)};
  if (driver.empty()) return RunPythonProgram(program);
  program.working_folder = std::filesystem::current_path().string();
  return ShipScript(flags, program, driver);
}

int RunCommand(int argc, char** argv, const std::string& master_default) {
  Flags flags;
  FlagParser parser(
      kCommand,
      "Ships an application to a cluster, follows what its driver prints, and returns its exit code: an executable, "
      "or\n"
      "a PySpark script (.py) as it is, with the flags of spark-submit. Ctrl-C asks it to stop gracefully; a second\n"
      "one leaves it running, as does a terminal that closes. When the driver daemon is restarted it waits for that,\n"
      "a minute at most, and goes on where it was.",
      Examples());
  parser.Address("--driver", flags.driver, StrCat(kDriverHelp, " [", kDriverDefault, "]"));
  parser.Switch("--supervise", flags.supervise, "Start it again when it fails");
  parser.Text(
      "--resume", flags.resume,
      "An application that has ended: its id, or its checkpoint directory if it ran on another cluster. It keeps "
      "its id, and goes on from there");
  parser.Switch("--detach", flags.detach, "Print its id and return at once");
  parser.Number("--cores", flags.cores, 1, "Cores it may use in total [all that are free]");
  flags.spark.DeclareIn(parser);
  parser.Argument("executable", flags.program, "Executable of the application, or script");
  parser.Rest("arguments", flags.arguments, "Its arguments; those of an executable after a --");
  parser.RestFollows(&IsPythonProgram);
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  const absl::StatusOr<int> exit_code = Run(flags, master_default);
  return exit_code.ok() ? *exit_code : Fail(kCommand, exit_code.status());
}

}  // namespace

int RunSubmitCommand(int argc, char** argv) { return RunCommand(argc, argv, StrCat("spark://", kDriverDefault)); }

int RunSparkSubmitCommand(int argc, char** argv) { return RunCommand(argc, argv, "local[*]"); }

}  // namespace sluice
