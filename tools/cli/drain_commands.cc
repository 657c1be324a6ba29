// sluice worker drain and undrain: a worker's executors move away, and it gets others again.
#include <algorithm>
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

namespace sluice {
namespace {

constexpr char kDrainCommand[] = "sluice worker drain";
constexpr char kUndrainCommand[] = "sluice worker undrain";
constexpr absl::Duration kAnswerLimit = absl::Seconds(10);

v1::DrainRequest RequestFor(const std::string& worker) {
  v1::DrainRequest request;
  request.set_version(kVersion);
  request.set_worker(worker);
  return request;
}

absl::StatusOr<absl::Duration> ParseTimeout(const std::string& text) {
  absl::Duration timeout;
  if (absl::ParseDuration(text, &timeout) && timeout > absl::ZeroDuration()) return timeout;
  return absl::InvalidArgumentError(StrCat("\"", text, "\" is no time to wait: give one like 30s, 10m or 1h30m"));
}

// What it says while it waits, and how far the worker is.
class Progress {
 public:
  absl::Status Tell(const v1::DrainStatus& status) {
    const bool is_first = !has_begun();
    last_ = status;
    if (is_first && !is_drained() && status.others() == 0) {
      SLUICE_RETURN_IF_ERROR(Say("no other worker takes executors: applications wait for one that does"));
    }
    if (is_drained()) return Say("drained: it has no executors, and gets none until it is undrained");
    return Say(StrCat(status.state(), ": executors left=", status.executors(),
                      ", blocks and map outputs to hand over=", status.to_hand_over()));
  }
  bool has_begun() const { return !last_.worker().empty(); }
  bool is_drained() const { return last_.state() == "drained"; }
  std::string Left() const {
    return !has_begun() ? "its driver daemon has not answered"
                        : StrCat("it still has ", last_.executors(), " executors, with ", last_.to_hand_over(),
                                 " blocks and map outputs to hand over");
  }

 private:
  absl::Status Say(const std::string& text) const {
    return WriteOutput(Printable(StrCat(last_.worker(), " ", text)) + "\n");
  }

  v1::DrainStatus last_;
};

// Until it is drained, the driver daemon goes away, or `until`.
absl::Status Follow(ClientStream& stream, Runtime& runtime, absl::Time until, Progress& progress,
                    DriverAbsence& absence) {
  while (!progress.is_drained()) {
    SLUICE_ASSIGN_OR_RETURN(const std::optional<Frame> frame, stream.Receive(until - runtime.clock().Now()));
    if (!frame.has_value()) return absl::UnavailableError("the driver daemon has ended the conversation");
    SLUICE_ASSIGN_OR_RETURN(const auto status, ParseHead<v1::DrainStatus>(*frame));
    absence.OnAnswer();
    SLUICE_RETURN_IF_ERROR(progress.Tell(status));
  }
  return absl::OkStatus();
}

absl::Status NotDrained(const std::string& worker, absl::Duration timeout, const Progress& progress) {
  return absl::DeadlineExceededError(StrCat("worker ", worker, " is not drained after ", absl::FormatDuration(timeout),
                                            ": ", progress.Left(), ". It goes on: the same command waits on, and ",
                                            "SIGTERM to its daemon ends its executors within 12 s"));
}

absl::Status Drain(const std::string& driver, const std::string& worker, absl::Duration timeout) {
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "client", .level = "error"}));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  Runtime& runtime = ThreadRuntime();
  const absl::Time until = runtime.clock().Now() + timeout;
  Progress progress;
  DriverAbsence absence(runtime, kDrainCommand, driver);
  while (true) {
    ClientStream stream(*transport, driver, conversations::kDrain);
    (void)stream.Send(ToFrame(RequestFor(worker)));  // What is wrong with the link comes from Receive.
    const absl::Status ended = Follow(stream, runtime, until, progress, absence);
    if (ended.ok()) return ended;
    const absl::Duration left = until - runtime.clock().Now();
    if (left <= absl::ZeroDuration()) return NotDrained(worker, timeout, progress);
    const bool was_there = progress.has_begun();  // Else the user is told at once what is wrong.
    const auto wait = was_there ? absence.OnLost(ended) : std::nullopt;
    if (!wait.has_value()) return ended;
    absl::SleepFor(std::min(*wait, left));
  }
}

absl::Status Undrain(const std::string& driver, const std::string& worker) {
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "client", .level = "error"}));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  auto reply =
      Call(ThreadRuntime(), *transport, driver, conversations::kUndrain, ToFrame(RequestFor(worker)), kAnswerLimit);
  if (!reply.ok()) return Annotate(reply.status(), "driver ", driver);
  SLUICE_ASSIGN_OR_RETURN(const auto done, ParseHead<v1::UndrainDone>(*reply));
  return WriteOutput(Printable(StrCat(done.worker(), " takes executors")) + "\n");
}

}  // namespace

int RunDrainCommand(int argc, char** argv) {
  std::string driver = kDriverDefault;
  std::string worker;
  std::string timeout = "10m";
  FlagParser parser(
      kDrainCommand,
      "Empties a worker: its receivers start elsewhere, blocks, map outputs and state are handed over, then its\n"
      "executors end, each when nobody needs it any more, and it gets no others. Returns when it has none. Its daemon\n"
      "goes on, so that logs can be read; it stays drained when it, or the driver daemon, is restarted, until\n"
      "`sluice worker undrain`. The only worker keeps what is still needed until another one takes it.",
      "  sluice worker drain worker-10.0.0.2-40123-1795860000000\n"
      "  sluice worker drain --timeout 1h worker-10.0.0.2-40123-1795860000000 && ssh 10.0.0.2 systemctl stop "
      "sluice-worker\n");
  parser.Address("--driver", driver, kDriverHelp);
  parser.Text("--timeout", timeout, "How long to wait, like 90s; the worker goes on when that is over",
              [](const std::string& text) { return ParseTimeout(text).status(); });
  parser.Argument("worker", worker, "Its id, as `sluice status` shows it");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  return ExitCode(kDrainCommand, Drain(driver, worker, ParseTimeout(timeout).value()));
}

int RunUndrainCommand(int argc, char** argv) {
  std::string driver = kDriverDefault;
  std::string worker;
  FlagParser parser(kUndrainCommand, "Lets a worker that was drained have executors again.",
                    "  sluice worker undrain worker-10.0.0.2-40123-1795860000000\n");
  parser.Address("--driver", driver, kDriverHelp);
  parser.Argument("worker", worker, "Its id, as `sluice status` shows it");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  return ExitCode(kUndrainCommand, Undrain(driver, worker));
}

}  // namespace sluice
