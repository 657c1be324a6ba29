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
#include "driver/daemon/driver_daemon.h"
#include "tools/cli/commands.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice driver";
constexpr char kExamples[] =
    "  sluice driver\n"
    "  sluice driver --listen 10.0.0.1:7077 --data-dir /var/lib/sluice/driver --metrics-listen 10.0.0.1:9107\n"
    "  sluice driver --config /etc/sluice/driver.conf\n";

struct Flags {
  DriverDaemonOptions daemon;
  std::string data_dir;
  std::string log_level = "info";
};

absl::StatusOr<DataDir> OpenDataDir(const Flags& flags) {
  if (!flags.data_dir.empty()) return DataDir::Open(flags.data_dir);
  SLUICE_ASSIGN_OR_RETURN(const Address address, ParseAddress(flags.daemon.listen));
  const std::string name = StrCat("driver-", address.port);
  return address.port == 0 ? DataDir::OpenFirstFree(DataDir::Default(name)) : DataDir::Open(DataDir::Default(name));
}

absl::Status Run(const Flags& flags) {
  HoldStopSignals();
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "driver", .level = flags.log_level}));
  Runtime& runtime = ThreadRuntime();
  const auto stop = runtime.NewEvent();
  const StopSignals signals([stop](int) { stop->Set(); });
  SLUICE_ASSIGN_OR_RETURN(DataDir data_dir, OpenDataDir(flags));
  Announce(StrCat("data in ", Printable(data_dir.path())));
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<DriverDaemon> daemon,
                          DriverDaemon::Start(runtime, *transport, std::move(data_dir), flags.daemon));
  Announce(StrCat("metrics on http://", daemon->metrics_address(), "/metrics"));
  Announce(StrCat("sluice driver ", kVersion, " listening on ", daemon->address()));
  stop->Wait(absl::InfiniteDuration());
  LogInfo("daemon", "stopping; once more to end at once");
  daemon->Drain();
  return absl::OkStatus();
}

}  // namespace

int RunDriverCommand(int argc, char** argv) {
  Flags flags;
  FlagParser parser(kCommand, "Runs the driver daemon: knows the workers, admits and supervises applications.",
                    kExamples);
  parser.Address("--listen", flags.daemon.listen,
                 "HOST:PORT to listen on, as workers reach it; port 0 takes a free one");
  parser.Text("--data-dir", flags.data_dir,
              "Folder for the registry, executables and logs [$XDG_STATE_HOME/sluice/driver-PORT, or that under "
              "~/.local/state]");
  parser.Address("--metrics-listen", flags.daemon.metrics_listen, "HOST:PORT that serves /metrics");
  parser.Text("--log-level", flags.log_level, "debug, info, warning, error or off");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  const absl::Status status = Run(flags);
  return status.ok() ? kExitOk : Fail(kCommand, status);
}

}  // namespace sluice
