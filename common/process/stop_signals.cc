#include "common/process/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "common/base/mutex.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;
// timeout(1) signals a process, and at once its whole group: that is one request.
constexpr auto kSameRequest = std::chrono::milliseconds(100);
constexpr auto kLastPrints = std::chrono::seconds(10);

std::atomic<bool> closed_output_stops{false};
std::atomic<bool> successor_may_come{false};

bool IsIgnored(int signal) {
  struct sigaction action = {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

const sigset_t& StopSignalSet() {
  static const sigset_t signals = [] {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (!IsIgnored(SIGHUP)) sigaddset(&set, SIGHUP);
    return set;
  }();
  return signals;
}

// The signal goes to the thread that writes, where nobody can wait for it: another one is sent in its place.
void OnBrokenPipe(int) {
  if (!closed_output_stops) return;
  const int error = errno;
  pollfd outputs[] = {{STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}};
  poll(outputs, 2, 0);
  const bool is_output = ((outputs[0].revents | outputs[1].revents) & (POLLERR | POLLHUP)) != 0;
  if (is_output) sigqueue(getpid(), SIGTERM, {.sival_int = SIGPIPE});
  errno = error;
}

// A handler and not SIG_IGN, which programs that this one starts would inherit.
void HandleBrokenPipes() {
  if (IsIgnored(SIGPIPE)) return;
  struct sigaction action = {};
  action.sa_handler = OnBrokenPipe;
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, nullptr);
}

sigset_t HeldSignals() {
  sigset_t signals = StopSignalSet();
  if (successor_may_come) sigaddset(&signals, kSuccessorSignal);
  return signals;
}

int WaitForSignal() {
  const sigset_t signals = HeldSignals();
  siginfo_t info = {};
  while (sigwaitinfo(&signals, &info) < 0) {
  }
  const bool is_own = info.si_code == SI_QUEUE && info.si_pid == getpid();
  return is_own ? info.si_value.sival_int : info.si_signo;
}

}  // namespace

struct StopSignals::Shared {
  Mutex mu;
  std::function<void(int)> on_first ABSL_GUARDED_BY(mu);
  std::atomic<Clock::duration> stopped{Clock::duration::max()};  // When on_first has returned.

  void Stop(int signal) {
    MutexLock lock(&mu);
    if (on_first) on_first(signal);
    stopped = Clock::now().time_since_epoch();
  }
  // A terminal that closes may say so more than once.
  int WaitForSecondSignal() const {
    const Clock::time_point first = Clock::now();
    while (true) {
      const int signal = WaitForSignal();
      const Clock::time_point now = Clock::now();
      const bool insists = (signal == SIGTERM || signal == SIGINT) && now - first > kSameRequest;
      const bool goes_on = signal == SIGPIPE && now.time_since_epoch() - kLastPrints > stopped.load();
      if (insists || goes_on) return signal;
    }
  }
};

bool ClosedOutputStops() { return closed_output_stops && !IsIgnored(SIGPIPE); }

void HoldStopSignals() {
  const sigset_t signals = HeldSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Inherited by every thread started later.
  HandleBrokenPipes();
}

void HoldDaemonSignals() {
  successor_may_come = true;
  HoldStopSignals();
}

StopSignals::StopSignals(std::function<void(int)> on_first, ClosedOutput output) : shared_(std::make_shared<Shared>()) {
  shared_->on_first = std::move(on_first);
  closed_output_stops = output == ClosedOutput::kStops;
  // Detached: the thread may sit in sigwaitinfo when the process ends.
  std::thread([shared = shared_] {
    const int signal = WaitForSignal();
    std::thread([shared] { _exit(128 + shared->WaitForSecondSignal()); }).detach();
    shared->Stop(signal);
  }).detach();
}

StopSignals::~StopSignals() {
  MutexLock lock(&shared_->mu);
  shared_->on_first = nullptr;
}

}  // namespace sluice
