#include <signal.h>

#include <algorithm>
#include <memory>
#include <optional>

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
  UserMainCall call;
  std::unique_ptr<DaemonLink> daemon;
  auto stop = [&](bool graceful, const std::string& reason, int exit_code) {
    LogInfo("application", "stopping", graceful ? " gracefully: " : " at once: ", reason);
    call.OnStop(exit_code);
    stopper->Post([&driver, &daemon, &call, graceful] {
      driver->EndApplication(graceful).IgnoreError();
      call.EndAfterStop([&daemon] { daemon->Finish(); });
    });
  };
  daemon = std::make_unique<DaemonLink>(
      ThreadRuntime(), *transport,
      DaemonLinkOptions{
          .daemon = environment.daemon, .application = environment.application.value(), .address = driver->address()},
      DaemonLink::Handler{.status = [&driver] { return ToMessage(driver->status()); },
                          .stop =
                              [stop, &driver](const v1::StopApplication& wish) {
                                driver->EndWithin(absl::Milliseconds(wish.grace_millis()));
                                stop(wish.graceful(), wish.reason(), 128 + SIGTERM);
                              },
                          .refused = [stop](const absl::Status& why) { stop(false, std::string(why.message()), 1); }});
  std::optional<StopSignals> signals;
  signals.emplace(
      [stop, &driver](int signal) { stop(driver->settings().stops_gracefully_on_signals, "a signal", 128 + signal); });
  Application app(environment.application.value(), environment.application_name, environment.conf, *driver, *driver,
                  environment.work_dir);
  int code = call.Run(user_main, app);
  driver->EndRuns();
  daemon->Finish();
  signals.reset();
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
