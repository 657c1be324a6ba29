#include <signal.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "common/base/status.h"
#include "common/codec/module.h"
#include "common/net/grpc_transport.h"
#include "common/observe/logging.h"
#include "common/process/daemon_address.h"
#include "common/process/stop_signals.h"
#include "common/settings/executor.h"
#include "driver/application/application_driver.h"
#include "role/daemon_link.h"
#include "role/role.h"
#include "role/status_message.h"
#include "role/watched_application.h"
#include "worker/executor/executor_settings.h"

namespace sluice {
namespace {

constexpr absl::Duration kAbandonedGrace = absl::Seconds(30);  // What is queued may take so long then.

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
  SLUICE_ASSIGN_OR_RETURN(const absl::Duration grace, environment.conf.Get(settings::kDriverGrace));
  std::unique_ptr<Transport> transport = NewGrpcTransport();
  SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<ApplicationDriver> driver,
                          ApplicationDriver::Create(ThreadRuntime(), *transport,
                                                    {.application = environment.application,
                                                     .name = environment.application_name,
                                                     .build_id = BuildId(),
                                                     .listen_address = environment.listen,
                                                     .conf = environment.conf,
                                                     .life = environment.life,
                                                     .expected_executors = std::max(1, environment.executors)}));
  const WatchedApplication watched(environment.application, environment.application_name, environment, *driver);
  // Stopping waits for batches, so it needs a mailbox that may wait.
  std::unique_ptr<Mailbox> stopper = ThreadRuntime().NewMailbox("stopper");
  UserMainCall call;
  std::unique_ptr<DaemonLink> daemon;
  auto stop = [&](bool graceful, const std::string& reason, int exit_code) {
    LogInfo("application", "stopping", graceful ? " gracefully: " : " at once: ", reason);
    call.OnStop(exit_code);
    stopper->Post([&driver, &daemon, &call, graceful] {
      driver->EndApplication(graceful).IgnoreError();
      call.EndAfterStop([&daemon](int code) { daemon->Finish(code).IgnoreError(); });
    });
  };
  daemon = std::make_unique<DaemonLink>(
      ThreadRuntime(), *transport,
      DaemonLinkOptions{.daemon = [address = DaemonAddress(environment.daemon,
                                                           environment.daemon_address_file)] { return address.Now(); },
                        .application = environment.application.value(),
                        .life = environment.life,
                        .address = driver->address(),
                        .grace = grace},
      DaemonLink::Handler{.status = [&driver] { return ToMessage(driver->status()); },
                          .stop =
                              [stop, &driver](const v1::StopApplication& wish) {
                                driver->EndWithin(absl::Milliseconds(wish.grace_millis()));
                                stop(wish.graceful(), wish.reason(), 128 + SIGTERM);
                              },
                          .ask =
                              [&watched](PageQuestion question, std::function<void(PageAnswer)> answered) {
                                watched.Ask(std::move(question), std::move(answered));
                              },
                          .abandoned =
                              [stop, &driver](bool graceful, const absl::Status& why) {
                                driver->EndWithin(kAbandonedGrace);
                                stop(graceful, std::string(why.message()), 1);
                              }});
  std::optional<StopSignals> signals;
  signals.emplace(
      [stop, &driver](int signal) { stop(driver->settings().stops_gracefully_on_signals, "a signal", 128 + signal); });
  Application app(environment.application.value(), environment.application_name, environment.conf, *driver, *driver,
                  environment.work_dir);
  int code = call.Run(user_main, app);
  driver->EndRuns();
  const absl::Status abandoned = daemon->Finish(code);
  signals.reset();
  stopper.reset();
  driver.reset();
  // Whatever its program makes of that, it has not ended by itself.
  if (code == 0 && !abandoned.ok()) return abandoned;
  return code;
}

}  // namespace

int RunDriver(const RoleEnvironment& environment, const UserMain& user_main) {
  absl::StatusOr<int> code = Run(environment, user_main);
  return code.ok() ? *code : Fail(code.status());
}

}  // namespace sluice
