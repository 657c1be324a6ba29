#ifndef SLUICE_TOOLS_CLI_COMMANDS_H_
#define SLUICE_TOOLS_CLI_COMMANDS_H_

#include <string>

#include "absl/status/status.h"
#include "tools/cli/flag_parser.h"

namespace sluice {

// Each is one command of `sluice`, from its flags to its exit code; argv[0] is the name of the command.
int RunDriverCommand(int argc, char** argv);
int RunWorkerCommand(int argc, char** argv);
int RunDrainCommand(int argc, char** argv);
int RunUndrainCommand(int argc, char** argv);
int RunSubmitCommand(int argc, char** argv);
int RunStatusCommand(int argc, char** argv);
int RunKillCommand(int argc, char** argv);
int RunLogsCommand(int argc, char** argv);
int RunCheckpointCommand(int argc, char** argv);
int RunEventsCommand(int argc, char** argv);
int RunHistoryCommand(int argc, char** argv);
int RunRunCommand(int argc, char** argv);
int RunShellCommand(int argc, char** argv);
int RunSparkSubmitCommand(int argc, char** argv);

// Says on stderr why `command` failed; the exit code for it.
int Fail(const std::string& command, const absl::Status& status);

// The exit code of a `command` that prints its result: a failure also if that could not be written.
int ExitCode(const std::string& command, const absl::Status& status);

// Says what a daemon has to say when it starts. It runs on if nobody can be told: its log says so.
void Announce(const std::string& text);

inline constexpr char kDriverDefault[] = "127.0.0.1:7077";
inline constexpr char kDriverHelp[] = "HOST:PORT of the driver daemon";

}  // namespace sluice

#endif  // SLUICE_TOOLS_CLI_COMMANDS_H_
