#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "common/actor/detached.h"
#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "common/net/in_process_transport.h"
#include "common/observe/logging.h"
#include "common/process/data_dir.h"
#include "common/process/stop_signals.h"
#include "common/settings/event_log.h"
#include "common/settings/executor.h"
#include "driver/application/application_driver.h"
#include "role/embedded_page.h"
#include "role/role.h"
#include "role/watched_application.h"
#include "worker/executor/executor.h"
#include "worker/executor/executor_settings.h"
#include "worker/task/crash_handler.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

// All but blocks and state gets so much of the machine's memory, unless the user says how much.
constexpr double kMemoryShare = 0.25;
constexpr absl::Duration kEndPatience = absl::Seconds(5);
constexpr char kName[] = "embedded";
constexpr char kDriverAddress[] = "local:1";
constexpr char kExecutorAddress[] = "local:2";

// More than one core is what somebody asked for.
int Slots(const RoleEnvironment& environment) {
  return environment.cores > 1 ? environment.cores
                               : static_cast<int>(std::max(2u, std::thread::hardware_concurrency()));
}

// A busy machine keeps driver and executor silent alike: nobody is lost, unless the user wants it that way.
Conf WithoutLease(Conf conf) {
  constexpr std::string_view kLease = settings::kExecutorLease.key;
  if (!conf.Has(kLease)) conf.Set(kLease, "10min");
  return conf;
}

// Where an event log is if one is wanted and nobody says it.
Conf WithEventLogFolder(Conf conf) {
  constexpr std::string_view kFolder = settings::kEventLogDirectory.key;
  if (!conf.Has(kFolder)) conf.Set(kFolder, DataDir::Default("events"));
  return conf;
}

// All embedded programs have one id, and no log of events may be of two.
ApplicationId LoggedAs() {
  return ApplicationId(StrCat("local-", absl::ToUnixMillis(ThreadRuntime().clock().WallNow())));
}

absl::StatusOr<ExecutorOptions> EmbeddedExecutor(const RoleEnvironment& environment, std::string blocks_folder) {
  const Conf& conf = environment.conf;
  ExecutorOptions options;
  options.application = ApplicationId("embedded");
  options.executor = ExecutorId(0);
  options.worker = WorkerId("embedded");
  options.driver_address = kDriverAddress;
  options.listen_address = kExecutorAddress;
  options.slots = Slots(environment);
  SLUICE_ASSIGN_OR_RETURN(options.block_memory_bytes, conf.Get(settings::kExecutorMemory));
  SLUICE_RETURN_IF_ERROR(ReadExecutorSettings(conf, options));
  SLUICE_ASSIGN_OR_RETURN(options.task_memory_bytes, ReadTaskMemory(conf, options, kMemoryShare));
  options.disk_folder = std::move(blocks_folder);
  options.build_id = BuildId();
  return options;
}

// False: user code that does not return keeps the executor from ending.
bool EndsInTime(std::unique_ptr<Executor> executor) {
  if (executor->has_stuck_tasks()) {
    (void)executor.release();
    return false;
  }
  if (RunDetachedFor(kEndPatience, "end", [executor = std::move(executor)]() mutable { executor.reset(); }))
    return true;
  LogError("executor", "the process ends, although user code still runs ", absl::FormatDuration(kEndPatience),
           " after the end: a task, or onStart or onStop of a receiver");
  return false;
}

absl::StatusOr<int> Run(const RoleEnvironment& environment, const UserMain& user_main) {
  WarnAboutSettings(environment.conf);
  std::unique_ptr<Transport> transport = NewInProcessTransport();
  SLUICE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Create("embedded"));
  const std::string scratch = folder.path() + "/program";
  SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(scratch));
  SLUICE_ASSIGN_OR_RETURN(ExecutorOptions executor_options, EmbeddedExecutor(environment, folder.path() + "/blocks"));
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<ApplicationDriver> driver,
                          ApplicationDriver::Create(ThreadRuntime(), *transport,
                                                    {.application = executor_options.application,
                                                     .name = kName,
                                                     .logged_as = LoggedAs(),
                                                     .build_id = BuildId(),
                                                     .listen_address = kDriverAddress,
                                                     .conf = WithEventLogFolder(WithoutLease(environment.conf))}));
  SLUICE_ASSIGN_OR_RETURN(const int64_t memory, ReadMemoryLimit(environment.conf, executor_options, kMemoryShare));
  LimitMemory(memory);
  InstallCrashHandler([](TaskId, const std::string&) {});  // Nobody is left to be told.
  auto executor = std::make_unique<Executor>(ThreadRuntime(), *transport, executor_options);
  SLUICE_RETURN_IF_ERROR(executor->Start());
  std::atomic<bool> output_closed = false;
  UserMainCall call;
  std::optional<StopSignals> signals;
  signals.emplace(
      [&](int signal) {
        output_closed = signal == SIGPIPE;
        if (output_closed) LogInfo("application", "stopping: nobody reads what it prints any more");
        call.OnStop(128 + signal);
        driver->EndApplication(driver->settings().stops_gracefully_on_signals).IgnoreError();
        call.EndAfterStop([&folder](int) { (void)TemporaryFolder(std::move(folder)); });
      },
      ClosedOutput::kStops);
  const WatchedApplication watched(executor_options.application, kName, environment, *driver);
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<EmbeddedPage> page, EmbeddedPage::Open(environment.conf, watched));
  Application app(kName, kName, environment.conf, *driver, *driver, scratch);
  int code = call.Run(user_main, app);
  if (output_closed) code = 128 + SIGPIPE;
  signals.reset();
  page.reset();
  driver.reset();  // Lets the executor go.
  if (EndsInTime(std::move(executor))) return code;
  (void)TemporaryFolder(std::move(folder));  // Removed.
  std::fflush(nullptr);
  _exit(code);  // Its threads cannot be waited for.
}

}  // namespace

int RunEmbedded(const RoleEnvironment& environment, const UserMain& user_main) {
  absl::StatusOr<int> code = Run(environment, user_main);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace sluice
