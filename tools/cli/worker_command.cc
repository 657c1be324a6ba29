#include <unistd.h>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/units.h"
#include "common/base/version.h"
#include "common/net/grpc_transport.h"
#include "common/observe/logging.h"
#include "common/process/data_dir.h"
#include "common/process/stop_signals.h"
#include "common/settings/executor.h"
#include "tools/cli/commands.h"
#include "worker/daemon/worker_daemon.h"

namespace sluice {
namespace {

constexpr char kCommand[] = "sluice worker";
constexpr char kExamples[] =
    "  sluice worker --driver 127.0.0.1:7077\n"
    "  sluice worker --driver 10.0.0.1:7077 --listen 10.0.0.2:0 --cores 8 --memory 16g --data-dir "
    "/var/lib/sluice/worker\n"
    "  sluice worker --driver 127.0.0.1:7077 --replace\n"
    "  sluice worker drain worker-10.0.0.2-40123-1795860000000\n"
    "  sluice worker --config /etc/sluice/worker.conf\n";

struct Flags {
  WorkerDaemonOptions daemon{.driver = kDriverDefault, .cores = 0};
  std::string memory;
  std::string data_dir;
  bool replace = false;
  std::string log_level = "info";
};

// Three quarters of the machine: the rest is for the system and what runs beside us.
int64_t DefaultMemory() { return int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE) / 4 * 3; }

absl::Status FillIn(Flags& flags) {
  if (flags.daemon.cores == 0) flags.daemon.cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  flags.daemon.memory_bytes = DefaultMemory();
  if (flags.memory.empty()) return absl::OkStatus();
  SLUICE_ASSIGN_OR_RETURN(flags.daemon.memory_bytes, ParseBytes(flags.memory));
  return absl::OkStatus();
}

// What ends the daemon, first come first kept.
class Ending {
 public:
  struct Reason {
    absl::Status refusal;
    bool is_for_successor = false;
  };
  explicit Ending(Runtime& runtime) : event_(runtime.NewEvent()) {}
  void Set(Reason reason) {
    MutexLock lock(&mu_);
    if (!reason_.has_value()) reason_ = std::move(reason);
    event_->Set();
  }
  Reason Wait() {
    event_->Wait(absl::InfiniteDuration());
    MutexLock lock(&mu_);
    return *reason_;
  }

 private:
  const std::shared_ptr<Event> event_;
  Mutex mu_;
  std::optional<Reason> reason_ ABSL_GUARDED_BY(mu_);
};

absl::StatusOr<DataDir> OpenDataDir(const Flags& flags) {
  const std::string usual = DataDir::Default("worker");
  if (flags.replace) return DataDir::TakeOver(flags.data_dir.empty() ? usual : flags.data_dir);
  return flags.data_dir.empty() ? DataDir::OpenFirstFree(usual) : DataDir::Open(flags.data_dir);
}

void SayRegistered(const std::string& driver) {
  static std::atomic<bool> said = false;
  if (said.exchange(true)) return;
  Announce(StrCat("sluice worker ", ThisVersion(), " registered with ", driver));
}

absl::Status Run(Flags flags) {
  HoldDaemonSignals();
  SLUICE_RETURN_IF_ERROR(FillIn(flags));
  SLUICE_RETURN_IF_ERROR(SetUpLogging({.role = "worker", .level = flags.log_level}));
  Runtime& runtime = ThreadRuntime();
  const auto ending = std::make_shared<Ending>(runtime);
  const StopSignals signals([ending](int signal) { ending->Set({.is_for_successor = signal == kSuccessorSignal}); });
  SLUICE_ASSIGN_OR_RETURN(DataDir data_dir, OpenDataDir(flags));
  Announce(StrCat("data in ", Printable(data_dir.path())));
  flags.daemon.on_registered = [driver = flags.daemon.driver] { SayRegistered(driver); };
  flags.daemon.on_refused = [ending](const absl::Status& reason) { ending->Set({.refusal = reason}); };
  const std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(const std::unique_ptr<WorkerDaemon> daemon,
                          WorkerDaemon::Start(runtime, *transport, std::move(data_dir), flags.daemon));
  LogInfo("daemon", daemon->id(), " listens on ", daemon->address(), ", metrics on http://", daemon->metrics_address(),
          "/metrics");
  const Ending::Reason reason = ending->Wait();
  if (reason.is_for_successor) {
    LogInfo("daemon", "leaves its executors to a successor");
    return absl::OkStatus();
  }
  if (reason.refusal.ok()) LogInfo("daemon", "stopping; once more to end at once");
  daemon->Drain();
  return reason.refusal;
}

}  // namespace

int RunWorkerCommand(int argc, char** argv) {
  const std::string_view order = argc > 1 ? argv[1] : "";
  if (order == "drain") return RunDrainCommand(argc - 1, argv + 1);
  if (order == "undrain") return RunUndrainCommand(argc - 1, argv + 1);
  Flags flags;
  FlagParser parser(
      kCommand,
      StrCat(
          "Runs a worker daemon: offers this machine's cores and memory to a driver daemon.\n",
          "SIGTERM, SIGINT and SIGHUP end it in order: its work moves away, its executors end, then it does.\n",
          "SIGUSR2 ends it for a successor, as a crash does: its executors work on, and the next daemon on the same\n",
          "data folder adopts them. Without one they end in order after ", settings::kExecutorGrace.key, ".\n",
          "`sluice worker drain WORKER` moves away what a worker has, and leaves its daemon there; `sluice worker "
          "undrain\n",
          "WORKER` takes that back."),
      kExamples);
  parser.Address("--driver", flags.daemon.driver, kDriverHelp);
  parser.Address("--listen", flags.daemon.listen,
                 "HOST:PORT; executors listen on the same HOST, which the others must reach");
  parser.Number("--cores", flags.daemon.cores, 1, "Cores to offer [all]");
  parser.Text("--memory", flags.memory, "Memory to offer, like 4g or 512m [three quarters]",
              [](const std::string& text) { return ParseBytes(text).status(); });
  parser.Text("--data-dir", flags.data_dir,
              "Folder for executables, logs and spilled blocks [$XDG_STATE_HOME/sluice/worker, or that under "
              "~/.local/state; -2, -3 for more workers]");
  parser.Switch("--replace", flags.replace,
                "Take the place of the daemon that uses the data folder, which leaves its executors to this one");
  parser.Address("--metrics-listen", flags.daemon.metrics_listen, "HOST:PORT that serves /metrics");
  parser.Text("--log-level", flags.log_level, "debug, info, warning, error or off");
  if (const auto exit_code = parser.Parse(argc, argv)) return *exit_code;
  const absl::Status status = Run(std::move(flags));
  return status.ok() ? kExitOk : Fail(kCommand, status);
}

}  // namespace sluice
