#include <memory>
#include <string>

#include "common/actor/runtime.h"
#include "common/base/status.h"
#include "common/fs/file_uri.h"
#include "common/http/http_server.h"
#include "common/observe/logging.h"
#include "common/process/stop_signals.h"
#include "tools/cli/commands.h"
#include "tools/history/history_site.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice history";

absl::Status Serve(const std::string& event_logs, const std::string& listen) {
  HoldDaemonSignals();
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "history", .level = "info"}));
  const std::string folder = AbsolutePath(event_logs);
  SLUICE_ASSIGN_OR_RETURN(EventLogPlace * place, EventLogPlaceOf(folder));
  Runtime& runtime = ThreadRuntime();
  const auto stop = runtime.NewEvent();
  const StopSignals signals([stop](int) { stop->Set(); });
  HistorySite site(runtime, *place, folder);
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<HttpServer> server, HttpServer::Start({.listen = listen}, site));
  Announce(StrCat("sluice history of ", WithoutSecrets(folder), " on http://", server->address(), "/"));
  stop->Wait(absl::InfiniteDuration());
  return absl::OkStatus();
}

}  // namespace

int RunHistoryCommand(int argc, char** argv) {
  std::string event_logs;
  std::string listen = "127.0.0.1:18080";
  FlagParser parser(kCommand,
                    "Serves applications that have ended, from their event logs, with the pages and the answers that\n"
                    "running ones have: for browsers at /, Spark's REST below /api/v1, our own below\n"
                    "/api/sluice/v1. Reads, and changes nothing.",
                    "  sluice history /var/lib/sluice/driver/events\n"
                    "  sluice history --listen 10.0.0.1:18080 's3://bucket/events?region=eu-central-1'\n");
  parser.Address("--listen", listen, "HOST:PORT to listen on; port 0 takes a free one");
  parser.Argument("event_logs", event_logs, "Folder, or URI of any filesystem, with a folder for each application");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  return ExitCode(kCommand, Serve(event_logs, listen));
}

}  // namespace sluice
