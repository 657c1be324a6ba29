// sluice events: what happened in an application. Asks no daemon.
#include <cstdio>
#include <string>

#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/process/data_dir.h"
#include "common/settings/event_log.h"
#include "driver/history/log/event_log_reader.h"
#include "proto/history.pb.h"
#include "tools/cli/commands.h"
#include "tools/cli/json_text.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice events";

// An id has no slash.
std::string FolderOf(const std::string& application_or_folder, const std::string& event_log) {
  const bool is_folder = application_or_folder.find('/') != std::string::npos || application_or_folder == ".";
  return is_folder ? application_or_folder : ChildPath(event_log, application_or_folder);
}

absl::Status PrintEvents(const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(EventLogPlace * place, EventLogPlaceOf(folder));
  EventLogExtent extent;
  const absl::Status read =
      ReadEventLog(*place, folder, kWholeEventLog, extent, [](const v1::HistoryEventProto& event) {
        const std::string line = ToJson(event) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
      });
  if (extent.torn_bytes > 0) {
    std::fprintf(stderr, "%s: left out what was being written when its driver died: bytes=%lld\n", kCommand,
                 static_cast<long long>(extent.torn_bytes));
  }
  return read;
}

}  // namespace

int RunEventsCommand(int argc, char** argv) {
  std::string application;
  std::string event_log = DataDir::Default("driver-7077") + "/events";
  FlagParser parser(kCommand,
                    "Prints what happened in an application, which may run or have ended, as its event log has it: a\n"
                    "line of JSON for each event, named by its kind. Points in time are microseconds since the epoch.\n"
                    "What is damaged ends it with 1, and is named; what comes before that is printed.",
                    "  sluice events app-20261121104500-0000\n"
                    "  sluice events app-20261121104500-0000 | jq 'select(.batch_finished.result.code > 0)'\n"
                    "  sluice events 's3://bucket/events/app-20261121104500-0000?region=eu-central-1'\n");
  parser.Text("--event-log", event_log,
              StrCat("Where event logs are, as --event-log of sluice driver or ", settings::kEventLogDirectory.key));
  parser.Argument("application", application, "Its id, or the folder of its event log, a path with a slash or a URI");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  return ExitCode(kCommand, PrintEvents(FolderOf(application, event_log)));
}

}  // namespace sluice
