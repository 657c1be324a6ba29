#include "worker/executor/executor.h"

#include "api/role/role.h"
#include "api/role/stop_signals.h"
#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/net/grpc_transport.h"

namespace sluice {
namespace {

constexpr int64_t kDiskBytes = int64_t{16} << 30;

absl::StatusOr<ExecutorOptions> OptionsFrom(const RoleEnvironment& environment) {
  ExecutorOptions options;
  options.application = environment.application;
  options.executor = environment.executor;
  options.worker = environment.worker;
  options.driver_address = environment.driver;
  options.listen_address = environment.listen;
  options.slots = environment.cores;
  if (environment.memory_bytes > 0) options.memory_bytes = environment.memory_bytes;
  SLUICE_ASSIGN_OR_RETURN(
      options.disk_bytes,
      environment.conf.GetBytes("sluice.executor.disk", {.fallback = kDiskBytes, .min = 0, .max = int64_t{1} << 50}));
  options.disk_folder = environment.work_dir + "/blocks";
  SLUICE_ASSIGN_OR_RETURN(
      options.state_memory_bytes,
      environment.conf.GetBytes("sluice.state.memory",
                                {.fallback = int64_t{512} << 20, .min = 1 << 20, .max = int64_t{1} << 50}));
  options.build_id = BuildId();
  return options;
}

absl::Status Run(const RoleEnvironment& environment) {
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(ExecutorOptions options, OptionsFrom(environment));
  Executor executor(ThreadRuntime(), *transport, options);
  SLUICE_RETURN_IF_ERROR(executor.Start());
  StopSignals signals([&executor] { executor.Drain(); });
  return *executor.Wait();
}

}  // namespace

int RunExecutor(const RoleEnvironment& environment) {
  absl::Status ended = Run(environment);
  return ended.ok() ? 0 : Fail(ended);
}

}  // namespace sluice
