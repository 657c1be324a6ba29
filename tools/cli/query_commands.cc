// sluice status, kill and logs: one question to the driver each.
#include <string>

#include "absl/time/clock.h"
#include "common/actor/runtime.h"
#include "common/base/printable.h"
#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/net/grpc_transport.h"
#include "common/net/request.h"
#include "common/observe/logging.h"
#include "common/process/standard_output.h"
#include "proto/submit.pb.h"
#include "tools/cli/client_stream.h"
#include "tools/cli/commands.h"
#include "tools/cli/driver_absence.h"
#include "tools/cli/json_text.h"
#include "tools/cli/output_printer.h"
#include "tools/cli/screen.h"
#include "tools/cli/status_text.h"
#include "tools/cli/watch.h"

namespace sluice {
namespace {

constexpr absl::Duration kStatusTimeout = absl::Seconds(10);
constexpr absl::Duration kWatchTimeout = absl::Seconds(2);  // A key waits for as long.
constexpr absl::Duration kKillTimeout = absl::Minutes(2);   // Longer than an application gets to stop.

template <class Reply, class Request>
absl::StatusOr<Reply> Ask(const std::string& driver, const std::string& conversation, const Request& request,
                          absl::Duration timeout) {
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "client", .level = "error"}));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  auto reply = Call(ThreadRuntime(), *transport, driver, conversation, ToFrame(request), timeout);
  if (!reply.ok()) return Annotate(reply.status(), "driver ", driver);
  return ParseHead<Reply>(*reply);
}

absl::StatusOr<v1::ClusterStatus> AskForStatus(const std::string& driver, absl::Duration timeout) {
  v1::StatusRequest request;
  request.set_version(ThisVersion());
  return Ask<v1::ClusterStatus>(driver, conversations::kStatus, request, timeout);
}

absl::Status PrintStatus(const std::string& driver, bool json) {
  SLUICE_ASSIGN_OR_RETURN(const auto status, AskForStatus(driver, kStatusTimeout));
  return WriteOutput(json ? ToJson(status) + "\n" : StatusText(status));
}

absl::Status WatchStatus(const std::string& driver, absl::Duration period) {
  Screen screen;
  return Watch(screen, period, [&driver]() -> absl::StatusOr<std::string> {
    SLUICE_ASSIGN_OR_RETURN(const auto status, AskForStatus(driver, kWatchTimeout));
    return StatusText(status);
  });
}

absl::Status Kill(const std::string& driver, const v1::KillRequest& request) {
  SLUICE_ASSIGN_OR_RETURN(const auto ended, Ask<v1::Ended>(driver, conversations::kKill, request, kKillTimeout));
  return WriteOutput(Printable(StrCat(ended.application(), " ", ended.state(), ": ", ended.message())) + "\n");
}

// Until the end, or until the driver daemon goes away.
absl::Status PrintLogs(ClientStream& stream, v1::LogsRequest& request, OutputPrinter& printer, DriverAbsence& absence) {
  (void)stream.Send(ToFrame(request));  // What is wrong with the link comes from Receive.
  while (true) {
    SLUICE_ASSIGN_OR_RETURN(const std::optional<Frame> frame, stream.Receive());
    if (!frame.has_value()) return absl::OkStatus();
    SLUICE_ASSIGN_OR_RETURN(const auto output, ParseHead<v1::Output>(*frame));
    absence.OnAnswer();
    SLUICE_RETURN_IF_ERROR(printer.Print(output, frame->body));
    *request.mutable_from() = printer.printed();
  }
}

absl::Status PrintLogs(const std::string& driver, v1::LogsRequest request) {
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "client", .level = "error"}));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  OutputPrinter printer;
  DriverAbsence absence(ThreadRuntime(), "sluice logs", driver);
  while (true) {
    ClientStream stream(*transport, driver, conversations::kLogs);
    const absl::Status ended = PrintLogs(stream, request, printer, absence);
    const bool was_there = request.has_from();  // Else the user is told at once what is wrong.
    const auto wait = request.follow() && was_there ? absence.OnLost(ended) : std::nullopt;
    if (!wait.has_value()) return ended;
    absl::SleepFor(*wait);
  }
}

}  // namespace

int RunStatusCommand(int argc, char** argv) {
  std::string driver = kDriverDefault;
  bool json = false;
  bool watch = false;
  int every = 2;
  FlagParser parser("sluice status", "Shows workers, applications, executors, receivers, blocks held and last batches.",
                    "  sluice status --driver 10.0.0.1:7077\n"
                    "  sluice status --watch\n"
                    "  sluice status --json | jq '.applications[] | {application, state}'\n");
  parser.Address("--driver", driver, kDriverHelp);
  parser.Switch("--json", json, "Print JSON");
  parser.Switch("--watch", watch,
                "Show it again and again, as much as the terminal has room for, until q or Ctrl-C; once where "
                "stdout is no terminal, or with --json");
  parser.Number("--every", every, 1, "Seconds after which --watch shows it again [2]");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  const bool goes_on = watch && !json && Screen::IsThere();
  return ExitCode("sluice status", goes_on ? WatchStatus(driver, absl::Seconds(every)) : PrintStatus(driver, json));
}

int RunKillCommand(int argc, char** argv) {
  std::string driver = kDriverDefault;
  std::string application;
  bool now = false;
  FlagParser parser("sluice kill",
                    "Asks an application to stop, ends it by force after 30 s, and returns when it has ended.",
                    "  sluice kill app-20261121104500-0000\n  sluice kill --now app-20261121104500-0000\n");
  parser.Address("--driver", driver, kDriverHelp);
  parser.Switch("--now", now, "End it by force at once");
  parser.Argument("application", application, "Its id");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  v1::KillRequest request;
  request.set_version(ThisVersion());
  request.set_application(application);
  request.set_now(now);
  return ExitCode("sluice kill", Kill(driver, request));
}

int RunLogsCommand(int argc, char** argv) {
  std::string driver = kDriverDefault;
  std::string application;
  int executor = -1;
  bool follow = false;
  FlagParser parser(
      "sluice logs",
      "Shows what an application's driver, or one of its executors, printed: stdout on stdout, stderr on\n"
      "stderr. Of each the last 64 MiB are kept. A file or a pipe gets the bytes as they are, a terminal what would\n"
      "command it as \\x1B.",
      "  sluice logs app-20261121104500-0000\n"
      "  sluice logs --executor 1 --follow app-20261121104500-0000\n");
  parser.Address("--driver", driver, kDriverHelp);
  parser.Number("--executor", executor, 0, "Number of an executor [the application's driver]");
  parser.Switch("--follow", follow, "Go on until it ends, also when the driver daemon is restarted within a minute");
  parser.Argument("application", application, "Its id");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  v1::LogsRequest request;
  request.set_version(ThisVersion());
  request.set_application(application);
  request.set_executor(executor);
  request.set_follow(follow);
  return ExitCode("sluice logs", PrintLogs(driver, request));
}

}  // namespace sluice
