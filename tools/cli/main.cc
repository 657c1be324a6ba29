// The `sluice` command: one program for daemons and users.
#include <cstdio>
#include <string_view>

#include "common/base/printable.h"
#include "common/base/str_cat.h"
#include "common/base/version.h"
#include "common/observe/logging.h"
#include "common/process/standard_output.h"
#include "role/python/packed_program.h"
#include "role/python/run_python_program.h"
#include "tools/cli/commands.h"

namespace sluice {
namespace {

constexpr char kThisProgram[] = "/proc/self/exe";

struct Command {
  std::string_view name;
  const char* help;
  int (*run)(int argc, char** argv);
};

constexpr Command kCommands[] = {
    {"driver", "Run the driver daemon of a cluster", RunDriverCommand},
    {"worker", "Run a worker daemon, which offers this machine to a driver; drain and undrain one", RunWorkerCommand},
    {"run", "Run a PySpark program on this machine, without a cluster", RunRunCommand},
    {"pyspark", "Python at the terminal with a SparkContext on this machine", RunShellCommand},
    {"submit", "Run an application or a PySpark program on a cluster", RunSubmitCommand},
    {"spark-submit", "The same; on this machine unless --master says a cluster, as Spark's", RunSparkSubmitCommand},
    {"status", "Show workers, applications, executors, receivers, blocks and batches", RunStatusCommand},
    {"kill", "Stop an application", RunKillCommand},
    {"logs", "Show what an application or one of its executors printed", RunLogsCommand},
    {"events", "Print what happened in an application, as its event log has it", RunEventsCommand},
    {"history", "Serve applications that have ended, from their event logs", RunHistoryCommand},
    {"checkpoint", "Look into a checkpoint directory: what is there, how far, is it whole", RunCheckpointCommand},
};

void PrintHelp(std::FILE* to) {
  std::fprintf(to, "Sluice: streaming on a cluster.\nUsage: sluice COMMAND [FLAGS]\n\nCommands:\n");
  for (const Command& command : kCommands) {
    std::fprintf(to, "  %-12s %s\n", std::string(command.name).c_str(), command.help);
  }
  std::fprintf(to,
               "\nFlags:\n  --help   Print this; sluice COMMAND --help says more\n  --version  Print the version\n"
               "\nExamples:\n"
               "  sluice driver\n"
               "  sluice worker --driver 127.0.0.1:7077 --cores 4\n"
               "  sluice submit --driver 127.0.0.1:7077 ./wordcount -- --host localhost --port 9999\n"
               "  sluice run wordcount.py input.txt\n"
               "  sluice status --driver 127.0.0.1:7077\n"
               "  sluice checkpoint verify /var/lib/wordcount/checkpoint\n");
}

int Main(int argc, char** argv) {
  if (HasProgram(kThisProgram)) return RunPackedProgram(kThisProgram, argc, argv);
  const std::string_view word = argc > 1 ? argv[1] : "";
  for (const Command& command : kCommands) {
    if (word == command.name) return command.run(argc - 1, argv + 1);
  }
  if (word == "--version") {
    std::printf("sluice %s\n", ThisVersion());
    return ExitCode("sluice", absl::OkStatus());
  }
  if (word == "--help" || word == "-h" || word == "help") {
    PrintHelp(stdout);
    return ExitCode("sluice", absl::OkStatus());
  }
  if (!word.empty()) std::fprintf(stderr, "sluice: there is no command \"%s\"\n\n", Printable(word).c_str());
  PrintHelp(stderr);
  return kExitUsage;
}

}  // namespace

int Fail(const std::string& command, const absl::Status& status) {
  std::fprintf(stderr, "%s: %s\n", command.c_str(), Printable(ToStd(status.message())).c_str());
  return kExitFailure;
}

int ExitCode(const std::string& command, const absl::Status& status) {
  const absl::Status ended = status.ok() ? LostOutput() : status;
  return ended.ok() ? kExitOk : Fail(command, ended);
}

void Announce(const std::string& text) {
  const absl::Status lost = WriteOutput(text + "\n");
  if (!lost.ok()) LogWarning("daemon", "nobody was told \"", text, "\": ", lost.message());
}

}  // namespace sluice

int main(int argc, char** argv) { return sluice::Main(argc, argv); }
