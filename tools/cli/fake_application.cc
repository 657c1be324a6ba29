// An application without an engine: speaks with its daemons as a real one does and does what its arguments say.
//   fake_application exit CODE    prints its arguments and ends with CODE
//   fake_application wait         prints "waiting", ends with 0 when it is asked to stop
// Its executors print who they are and wait; with --conf fake.executor=fails they end with 5 at once.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "common/actor/runtime.h"
#include "common/net/conversations.h"
#include "common/net/grpc_transport.h"
#include "common/net/session.h"
#include "common/process/application_marker.h"
#include "common/process/role_environment.h"
#include "proto/application.pb.h"

SLUICE_APPLICATION_MARKER;

namespace sluice {
namespace {

constexpr TextSetting kExecutorFault{.key = "fake.executor", .fallback = ""};

// Supervise, announced when the constructor returns.
class DaemonConversation {
 public:
  DaemonConversation(Transport& transport, const RoleEnvironment& role, std::shared_ptr<Event> stop)
      : announced_(ThreadRuntime().NewEvent()) {
    link_ =
        transport.Connect(role.daemon, conversations::kSupervise, absl::Seconds(10),
                          {.on_frame = [announced = announced_, stop](Frame frame) { Handle(frame, announced, stop); },
                           .on_closed = [](absl::Status) {}});
    v1::ApplicationToDaemon message;
    message.mutable_announce()->set_version(kVersion);
    message.mutable_announce()->set_application(role.application.value());
    message.mutable_announce()->set_address(role.listen.substr(0, role.listen.rfind(':')) + ":1");
    message.mutable_announce()->set_pid(getpid());
    message.mutable_announce()->set_life(role.life.value());
    (void)link_->Send(ToFrame(message));
    announced_->Wait(absl::Seconds(30));
    v1::ApplicationToDaemon status;
    status.mutable_status()->set_state("running");
    status.mutable_status()->mutable_records()->set_received(42);
    (void)link_->Send(ToFrame(status));
  }

 private:
  static void Handle(const Frame& frame, const std::shared_ptr<Event>& announced, const std::shared_ptr<Event>& stop) {
    auto message = ParseHead<v1::DaemonToApplication>(frame);
    if (!message.ok()) return;
    if (message->has_announced()) announced->Set();
    if (message->has_notice()) std::fprintf(stderr, "notice: %s\n", message->notice().text().c_str());
    if (!message->has_stop()) return;
    std::printf("stopped: %s\n", message->stop().reason().c_str());
    std::fflush(stdout);
    stop->Set();
  }

  const std::shared_ptr<Event> announced_;
  std::shared_ptr<Link> link_;
};

int RunDriver(const RoleEnvironment& role, int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "wait";
  const auto stop = ThreadRuntime().NewEvent();
  const auto transport = NewGrpcTransport();
  DaemonConversation daemon(*transport, role, stop);
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
