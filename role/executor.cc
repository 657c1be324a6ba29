#include "worker/executor/executor.h"

#include <unistd.h>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/net/grpc_transport.h"
#include "common/process/daemon_address.h"
#include "common/process/stop_signals.h"
#include "role/role.h"
#include "worker/executor/executor_figures.h"
#include "worker/executor/executor_settings.h"
#include "worker/executor/host_link.h"
#include "worker/task/crash_handler.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

constexpr double kMemoryShare = 0.25;  // Tasks get so much of the machine's memory, unless the user says how much.
constexpr absl::Duration kLastWordsTime = absl::Milliseconds(500);  // What it has told leaves the process by then.

absl::StatusOr<ExecutorOptions> OptionsFrom(const RoleEnvironment& environment) {
  ExecutorOptions options;
  options.application = environment.application;
  options.executor = environment.executor;
  options.worker = environment.worker;
  options.driver_address = environment.driver;
  options.listen_address = environment.listen;
  options.slots = environment.cores;
  if (environment.memory_bytes > 0) options.block_memory_bytes = environment.memory_bytes;
  SLUICE_RETURN_IF_ERROR(ReadExecutorSettings(environment.conf, options));
  SLUICE_ASSIGN_OR_RETURN(options.task_memory_bytes, ReadTaskMemory(environment.conf, options, kMemoryShare));
  options.disk_folder = environment.work_dir + "/blocks";
  options.ends_when_stuck = true;
  options.build_id = BuildId();
  return options;
}

absl::Status Run(const RoleEnvironment& environment) {
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(ExecutorOptions options, OptionsFrom(environment));
  SLUICE_ASSIGN_OR_RETURN(const int64_t memory, ReadMemoryLimit(environment.conf, options, kMemoryShare));
  LimitMemory(memory);
  ExecutorFigures figures;
  options.figures = &figures;
  Executor executor(ThreadRuntime(), *transport, options);
  SLUICE_RETURN_IF_ERROR(executor.Start());
  InstallCrashHandler([&executor](TaskId task, const std::string& what) {
    executor.FailTaskAndEnd(task, what);
    absl::SleepFor(kLastWordsTime);
  });
  HostLink host(ThreadRuntime(), *transport,
                {.daemon = DaemonAddress(environment.daemon, environment.daemon_address_file),
                 .application = environment.application,
                 .executor = environment.executor,
                 .grace = options.grace},
                {.on_place = [&executor](DriverPlace place) { executor.SetDriver(std::move(place)); },
                 .on_leave = [&executor] { executor.Drain(absl::InfiniteDuration()); },
                 .on_abandoned = [&executor] { executor.Drain(); },
                 .metrics = [&executor, &figures] { return figures.Text(executor.usage()); }});
  StopSignals signals([&executor](int) { executor.Drain(); });
  absl::Status ended = *executor.Wait();
  host.SayEnd(ended.ok() ? 0 : 1);
  if (!executor.has_stuck_tasks()) return ended;
  absl::SleepFor(kLastWordsTime);
  _exit(Fail(ended));  // Its threads cannot be waited for.
}

}  // namespace

int RunExecutor(const RoleEnvironment& environment) {
  absl::Status ended = Run(environment);
  return ended.ok() ? 0 : Fail(ended);
}

}  // namespace sluice
