#include <algorithm>

#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/net/grpc_transport.h"
#include "common/observe/logging.h"
#include "common/process/stop_signals.h"
#include "driver/application/application_driver.h"
#include "role/daemon_link.h"
#include "role/role.h"
#include "role/status_message.h"
#include "worker/executor/executor_settings.h"

namespace sluice {
namespace {

// Its executors would only find out later.
absl::Status CheckExecutorSettings(const Conf& conf) {
  ExecutorOptions options;
  SLUICE_RETURN_IF_ERROR(ReadExecutorSettings(conf, options));
  SLUICE_RETURN_IF_ERROR(ReadTaskMemory(conf, options, /*default_overhead=*/0).status());
  return ReadMemoryLimit(conf, options, /*default_overhead=*/0).status();
}

absl::StatusOr<int> Run(const RoleEnvironment& environment, const UserMain& user_main) {
  WarnAboutSettings(environment.conf);
  SLUICE_RETURN_IF_ERROR(CheckExecutorSettings(environment.conf));
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<ApplicationDriver> driver,
                          ApplicationDriver::Create(ThreadRuntime(), *transport,
                                                    {.application = environment.application,
                                                     .build_id = BuildId(),
                                                     .listen_address = environment.listen,
                                                     .conf = environment.conf,
                                                     .life = environment.life,
                                                     .expected_executors = std::max(1, environment.executors)}));
  // Stopping waits for batches, so it needs a mailbox that may wait.
  std::unique_ptr<Mailbox> stopper = ThreadRuntime().NewMailbox("stopper");
  auto stop = [&driver, &stopper](bool graceful, const std::string& reason) {
    LogInfo("application", "stopping", graceful ? " gracefully: " : " at once: ", reason);
    stopper->Post([&driver, graceful] { driver->EndApplication(graceful).IgnoreError(); });
  };
  DaemonLink daemon(
      ThreadRuntime(), *transport,
      {.daemon = environment.daemon, .application = environment.application.value(), .address = driver->address()},
      {.status = [&driver] { return ToMessage(driver->status()); },
       .stop =
           [stop, &driver](const v1::StopApplication& wish) {
             driver->EndWithin(absl::Milliseconds(wish.grace_millis()));
             stop(wish.graceful(), wish.reason());
           },
       .refused = [stop](const absl::Status& why) { stop(false, std::string(why.message())); }});
  StopSignals signals([stop, &driver](int) { stop(driver->settings().stops_gracefully_on_signals, "a signal"); });
  Application app(environment.application.value(), environment.application_name, environment.conf, *driver, *driver,
                  environment.work_dir);
  int code = RunUserMain(user_main, app);
  driver->EndRuns();
  daemon.Finish();
  stopper.reset();
  driver.reset();
  return code;
}

}  // namespace

int RunDriver(const RoleEnvironment& environment, const UserMain& user_main) {
  absl::StatusOr<int> code = Run(environment, user_main);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace sluice
