// An application without an engine: speaks with its daemons as a real one does and does what its arguments say.
//   fake_application exit CODE    prints its arguments and ends with CODE
//   fake_application wait         prints "waiting", ends with 0 when it is asked to stop
// Its executors print who they are and wait; with --conf fake.executor=fails they end with 5 at once.
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "common/actor/runtime.h"
#include "common/net/grpc_transport.h"
#include "common/process/application_marker.h"
#include "common/process/daemon_address.h"
#include "common/process/role_environment.h"
#include "proto/application.pb.h"
#include "role/daemon_link.h"

SLUICE_APPLICATION_MARKER;

namespace sluice {
namespace {

constexpr TextSetting kExecutorFault{.key = "fake.executor", .fallback = ""};

v1::ApplicationStatus Status() {
  v1::ApplicationStatus status;
  status.set_state("running");
  status.mutable_records()->set_received(42);
  return status;
}

void Say(const std::string& what, const std::string& why) {
  std::printf("%s: %s\n", what.c_str(), why.c_str());
  std::fflush(stdout);
}

int RunDriver(const RoleEnvironment& role, int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "wait";
  const auto stop = ThreadRuntime().NewEvent();
  const auto transport = NewGrpcTransport();
  const DaemonAddress address(role.daemon, role.daemon_address_file);
  DaemonLink daemon(ThreadRuntime(), *transport,
                    {.daemon = [&address] { return address.Now(); },
                     .application = role.application.value(),
                     .life = role.life,
                     .address = role.listen.substr(0, role.listen.rfind(':')) + ":1"},
                    {.status = Status,
                     .stop =
                         [stop](const v1::StopApplication& wish) {
                           Say("stopped", wish.reason());
                           stop->Set();
                         },
                     .ask =
                         [](const PageQuestion& question, const std::function<void(PageAnswer)>& answered) {
                           answered({.body = "{\"cursor\":\"7\",\"asked\":\"" + question.path + "\"}"});
                         },
                     .abandoned =
                         [stop](bool, const absl::Status& why) {
                           Say("abandoned", std::string(why.message()));
                           stop->Set();
                         }});
  std::fprintf(stderr, "fake driver of %s\n", role.application_name.c_str());
  std::fprintf(stderr, "life %d\n", role.life.value());
  if (what == "exit") {
    for (int i = 1; i < argc; ++i) std::printf("argument %s\n", argv[i]);
    std::fflush(stdout);
    return std::atoi(argv[2]);
  }
  std::printf("waiting\n");
  std::fflush(stdout);
  stop->Wait(absl::InfiniteDuration());
  return 0;
}

int RunExecutor(const RoleEnvironment& role, const sigset_t& term) {
  std::printf("executor %d with %d cores for %s\n", role.executor.value(), role.cores, role.driver.c_str());
  std::fflush(stdout);
  if (role.conf.Get(kExecutorFault) == "fails") return 5;
  int signal = 0;
  sigwait(&term, &signal);
  return 0;
}

}  // namespace
}  // namespace sluice

int main(int argc, char** argv) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  auto role = sluice::RoleEnvironmentOfThisProcess();
  if (!role.ok() || role->role == sluice::Role::kEmbedded) return 99;
  if (role->role == sluice::Role::kDriver) return sluice::RunDriver(*role, argc, argv);
  sigprocmask(SIG_BLOCK, &term, nullptr);
  return sluice::RunExecutor(*role, term);
}
