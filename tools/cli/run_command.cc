#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/settings/conf.h"
#include "common/settings/program_names.h"
#include "common/settings/scheduling.h"
#include "role/python_program.h"
#include "tools/cli/commands.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice run";

std::string Examples() {
  return StrCat("  sluice run wordcount.py input.txt\n", "  sluice run --master 'local[4]' --conf ",
                settings::kDefaultParallelism.key, "=8 network_wordcount.py localhost 9999\n");
}

struct Flags {
  std::string master;
  std::string name;
  std::vector<std::string> conf;
  std::string script;
  std::vector<std::string> arguments;
};

absl::StatusOr<PythonProgram> MakeProgram(const Flags& flags) {
  PythonProgram program{.script = flags.script, .arguments = flags.arguments};
  for (const std::string& pair : flags.conf) SLUICE_RETURN_IF_ERROR(Annotate(program.conf.SetPair(pair), "--conf"));
  if (!flags.master.empty()) program.conf.Set(settings::kMaster, flags.master);
  if (!flags.name.empty()) program.conf.Set(settings::kAppName, flags.name);
  return program;
}

}  // namespace

int RunRunCommand(int argc, char** argv) {
  Flags flags;
  FlagParser parser(kCommand, "Runs a PySpark program as it is on this machine, without Java and without a cluster",
                    Examples());
  parser.Text("--master", flags.master, "How many tasks run at once: local[N]");
  parser.Text("--name", flags.name, "Name of the application, unless the program says one");
  parser.List("--conf", flags.conf, "A setting as KEY=VALUE, unless the program sets it");
  parser.Argument("SCRIPT", flags.script, "The program");
  parser.Rest("ARGUMENTS", flags.arguments, "What is given to the program");
  if (const std::optional<int> code = parser.Parse(argc, argv)) return *code;
  const absl::StatusOr<PythonProgram> program = MakeProgram(flags);
  return program.ok() ? RunPythonProgram(*program) : Fail(kCommand, program.status());
}

}  // namespace sluice
