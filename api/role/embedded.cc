#include <algorithm>
#include <thread>

#include "api/role/role.h"
#include "api/role/stop_signals.h"
#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/fs/temporary_folder.h"
#include "common/net/in_process_transport.h"
#include "driver/application/application_driver.h"
#include "worker/executor/executor.h"

namespace sluice {
namespace {

constexpr int64_t kMemoryBytes = int64_t{1} << 30;
constexpr int64_t kDiskBytes = int64_t{16} << 30;
constexpr char kDriverAddress[] = "local:1";
constexpr char kExecutorAddress[] = "local:2";

int Slots() { return std::max(2u, std::thread::hardware_concurrency()); }

absl::StatusOr<ExecutorOptions> EmbeddedExecutor(const Conf& conf, const std::string& folder) {
  ExecutorOptions options;
  options.application = ApplicationId("embedded");
  options.executor = ExecutorId(0);
  options.worker = WorkerId("embedded");
  options.driver_address = kDriverAddress;
  options.listen_address = kExecutorAddress;
  options.slots = Slots();
  SLUICE_ASSIGN_OR_RETURN(
      options.memory_bytes,
      conf.GetBytes("sluice.executor.memory", {.fallback = kMemoryBytes, .min = 64 << 20, .max = int64_t{1} << 50}));
  SLUICE_ASSIGN_OR_RETURN(
      options.disk_bytes,
      conf.GetBytes("sluice.executor.disk", {.fallback = kDiskBytes, .min = 0, .max = int64_t{1} << 50}));
  options.disk_folder = folder;
  SLUICE_ASSIGN_OR_RETURN(
      options.state_memory_bytes,
      conf.GetBytes("sluice.state.memory", {.fallback = int64_t{512} << 20, .min = 1 << 20, .max = int64_t{1} << 50}));
  options.build_id = BuildId();
  return options;
}

absl::StatusOr<int> Run(const RoleEnvironment& environment, const ApplicationBody& body) {
  std::unique_ptr<Transport> transport = NewInProcessTransport();
  SLUICE_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::Create("sluice-"));
  SLUICE_ASSIGN_OR_RETURN(ExecutorOptions executor_options, EmbeddedExecutor(environment.conf, folder.path()));
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<ApplicationDriver> driver,
                          ApplicationDriver::Create(ThreadRuntime(), *transport,
                                                    {.application = executor_options.application,
                                                     .build_id = BuildId(),
                                                     .listen_address = kDriverAddress,
                                                     .conf = environment.conf}));
  Executor executor(ThreadRuntime(), *transport, executor_options);
  SLUICE_RETURN_IF_ERROR(executor.Start());
  StopSignals signals([&driver] { driver->Stop({.graceful = true}).IgnoreError(); });
  Application app("embedded", "embedded", environment.conf, *driver, *driver);
  int code = RunBody(body, app);
  driver.reset();  // Lets the executor go.
  return code;
}

}  // namespace

int RunEmbedded(const RoleEnvironment& environment, const ApplicationBody& body) {
  absl::StatusOr<int> code = Run(environment, body);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace sluice
