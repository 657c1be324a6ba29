#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/settings/program_names.h"
#include "common/settings/scheduling.h"
#include "role/python/run_python_program.h"
#include "tools/cli/commands.h"
#include "tools/cli/spark_flags.h"

namespace sluice {
namespace {

constexpr char kRun[] = "sluice run";
constexpr char kShell[] = "sluice pyspark";

absl::StatusOr<PythonProgram> MakeProgram(const SparkFlags& flags, const std::string& command) {
  SLUICE_ASSIGN_OR_RETURN(Conf conf, flags.ToConf(command));
  const auto master = conf.values().find(settings::kMaster);
  if (master != conf.values().end()) {
    SLUICE_ASSIGN_OR_RETURN(const std::string daemon, DaemonOf(master->second));
    if (!daemon.empty()) {
      return absl::InvalidArgumentError(StrCat("--master ", master->second, ": ", command,
                                               " runs in this process; sluice submit --driver ", daemon,
                                               " runs a script on a cluster"));
    }
  }
  return PythonProgram{.conf = std::move(conf)};
}

}  // namespace

int RunRunCommand(int argc, char** argv) {
  SparkFlags flags;
  std::string script;
  std::vector<std::string> arguments;
  FlagParser parser(kRun, "Runs a PySpark program as it is on this machine, without Java and without a cluster",
                    StrCat("  sluice run wordcount.py input.txt\n", "  sluice run --master 'local[4]' --conf ",
                           settings::kDefaultParallelism.key, "=8 network_wordcount.py localhost 9999\n"));
  flags.DeclareIn(parser);
  parser.Argument("script", script, "The program");
  parser.Rest("arguments", arguments, "What is given to the program");
  parser.RestFollows([](std::string_view) { return true; });
  if (const std::optional<int> code = parser.Parse(argc, argv)) return *code;
  if (const absl::Status kind = CheckKind(script); !kind.ok()) return Fail(kRun, kind);
  absl::StatusOr<PythonProgram> program = MakeProgram(flags, kRun);
  if (!program.ok()) return Fail(kRun, program.status());
  program->script = script;
  program->arguments = arguments;
  return RunPythonProgram(*program);
}

int RunShellCommand(int argc, char** argv) {
  SparkFlags flags;
  FlagParser parser(kShell, "Python at the terminal with a SparkContext that runs on this machine, as Spark's pyspark",
                    "  sluice pyspark --master 'local[4]'\n");
  flags.DeclareIn(parser);
  if (const std::optional<int> code = parser.Parse(argc, argv)) return *code;
  const absl::StatusOr<PythonProgram> program = MakeProgram(flags, kShell);
  return program.ok() ? RunPythonProgram(*program) : Fail(kShell, program.status());
}

}  // namespace sluice
