// sluice checkpoint list, show and verify: what is in a checkpoint directory. Asks no daemon.
#include <cstdio>
#include <string>

#include "common/base/printable.h"
#include "common/base/status.h"
#include "tools/checkpoint/checkpoint_reports.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_text.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice checkpoint";

template <class Report>
int Print(const absl::StatusOr<Report>& report, bool json) {
  if (!report.ok()) return Fail(kCommand, report.status());
  const std::string text = json ? ToJson(*report) + "\n" : ToText(*report);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kExitOk;
}

int Verify(const std::string& directory, bool json) {
  const absl::StatusOr<v1::CheckpointVerdict> verdict = VerifyCheckpoint(directory);
  const int printed = Print(verdict, json);
  return printed == kExitOk && !verdict->whole() ? kExitFailure : printed;
}

}  // namespace

int RunCheckpointCommand(int argc, char** argv) {
  std::string question;
  std::string directory;
  bool json = false;
  FlagParser parser(kCommand,
                    "Looks into the checkpoint directory of a streaming program, which may run meanwhile, and changes\n"
                    "nothing. list: its parts. show: of which program it is, and how far that has come. verify: reads\n"
                    "every file, names those that are damaged or missing and the offset, and ends with 1 if any are.",
                    "  sluice checkpoint show /var/lib/wordcount/checkpoint\n"
                    "  sluice checkpoint verify 's3://bucket/checkpoint?region=eu-central-1'\n"
                    "  sluice checkpoint show --json /checkpoint | jq .last_finished_batch\n");
  parser.Switch("--json", json, "Print JSON");
  parser.Argument("question", question, "list, show or verify");
  parser.Argument("directory", directory, "A path, or a URI of a filesystem that tasks can read");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  if (question == "list") return Print(ListCheckpoint(directory), json);
  if (question == "show") return Print(SummarizeCheckpoint(directory), json);
  if (question == "verify") return Verify(directory, json);
  std::fprintf(stderr, "%s: list, show or verify a directory; there is no \"%s\"\n", kCommand,
               Printable(question).c_str());
  return kExitUsage;
}

}  // namespace sluice
