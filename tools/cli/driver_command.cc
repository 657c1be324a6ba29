#include <atomic>
#include <memory>
#include <string>

#include "common/actor/runtime.h"
#include "common/base/address.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/version.h"
#include "common/net/grpc_transport.h"
#include "common/observe/logging.h"
#include "common/process/data_dir.h"
#include "common/process/stop_signals.h"
#include "common/settings/executor.h"
#include "driver/daemon/driver_daemon.h"
#include "tools/cli/commands.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice driver";
constexpr char kExamples[] =
    "  sluice driver\n"
    "  sluice driver --listen 10.0.0.1:7077 --data-dir /var/lib/sluice/driver --metrics-listen 10.0.0.1:9107\n"
    "  sluice driver --config /etc/sluice/driver.conf\n"
    "  sluice driver --data-dir /var/lib/sluice/driver --listen 10.0.0.1:7077 --replace\n";

struct Flags {
  DriverDaemonOptions daemon;
  std::string data_dir;
  bool replace = false;
  std::string log_level = "info";
};

absl::StatusOr<DataDir> OpenDataDir(const Flags& flags) {
  SLUICE_ASSIGN_OR_RETURN(const Address address, ParseAddress(flags.daemon.listen));
  const std::string fallback = DataDir::Default(StrCat("driver-", address.port));
  const std::string& path = flags.data_dir.empty() ? fallback : flags.data_dir;
  if (flags.replace) return DataDir::TakeOver(path);
  const bool shares_a_name = flags.data_dir.empty() && address.port == 0;
  return shares_a_name ? DataDir::OpenFirstFree(path) : DataDir::Open(path);
}

absl::Status Run(const Flags& flags) {
  HoldDaemonSignals();
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "driver", .level = flags.log_level}));
  Runtime& runtime = ThreadRuntime();
  const auto stop = runtime.NewEvent();
  const auto has_successor = std::make_shared<std::atomic<bool>>(false);
  const StopSignals signals([stop, has_successor](int signal) {
    *has_successor = signal == kSuccessorSignal;
    stop->Set();
  });
  SLUICE_ASSIGN_OR_RETURN(DataDir data_dir, OpenDataDir(flags));
  Announce(StrCat("data in ", Printable(data_dir.path())));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<DriverDaemon> daemon,
                          DriverDaemon::Start(runtime, *transport, std::move(data_dir), flags.daemon));
  Announce(StrCat("metrics on http://", daemon->addresses().metrics, "/metrics"));
  Announce(StrCat("page on http://", daemon->addresses().web, "/"));
  Announce(StrCat("sluice driver ", ThisVersion(), " listening on ", daemon->addresses().daemon));
  stop->Wait(absl::InfiniteDuration());
  if (*has_successor) {
    LogInfo("daemon", "making room for a successor, which finds the applications that run");
    return absl::OkStatus();
  }
  LogInfo("daemon", "stopping; once more to end at once");
  daemon->Drain();
  return absl::OkStatus();
}

}  // namespace

int RunDriverCommand(int argc, char** argv) {
  Flags flags;
  FlagParser parser(
      kCommand,
      StrCat("Runs the driver daemon: knows the workers, admits and supervises applications. SIGTERM, ",
             "SIGHUP and Ctrl-C\nend it in order, its applications first. SIGUSR2, as a kill or a crash, ",
             "leaves them to a successor on the\nsame data folder, which they wait for: see ",
             settings::kDriverGrace.key, "."),
      kExamples);
  parser.Address("--listen", flags.daemon.listen,
                 "HOST:PORT to listen on, as workers reach it; port 0 takes a free one");
  parser.Text("--data-dir", flags.data_dir,
              "Folder for the registry, executables and logs [$XDG_STATE_HOME/sluice/driver-PORT, or that under "
              "~/.local/state]");
  parser.Switch("--replace", flags.replace,
                "Take over from a daemon that uses that folder: it makes room, nothing stops");
  parser.Text("--event-log", flags.daemon.event_log,
              "Folder, or URI of any filesystem, for what happens in applications [events/ in the data folder]");
  parser.Address("--metrics-listen", flags.daemon.metrics_listen, "HOST:PORT that serves /metrics");
  parser.Text(
      "--web-listen", flags.daemon.web_listen,
      "HOST:PORT that serves the page and REST, port 0 takes a free one [127.0.0.1:8080, or the next of sixteen "
      "ports that is free]",
      [](const std::string& address) { return ParseAddress(address).status(); });
  parser.Text("--log-level", flags.log_level, "debug, info, warning, error or off");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  const absl::Status status = Run(flags);
  return status.ok() ? kExitOk : Fail(kCommand, status);
}

}  // namespace sluice
