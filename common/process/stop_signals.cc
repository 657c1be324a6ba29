#include "common/process/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/detached.h"
#include "common/base/mutex.h"

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;
// timeout(1) signals a process, and at once its whole group: that is one request.
constexpr auto kSameRequest = std::chrono::milliseconds(100);
constexpr auto kLastPrints = std::chrono::seconds(10);

std::atomic<bool> closed_output_stops{false};
std::atomic<bool> successor_may_come{false};
std::atomic<bool> interrupts_are_ignored{false};

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
  if (interrupts_are_ignored) sigdelset(&signals, SIGINT);
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

class Hearer {
 public:
  explicit Hearer(std::function<void(int)> on_first) : on_first_(std::move(on_first)) {}

  // False: it has left.
  bool Tell(int signal) {
    MutexLock lock(&mu_);
    if (!has_left_) on_first_(signal);
    return !has_left_;
  }
  // Waits while it is told.
  void Leave() {
    MutexLock lock(&mu_);
    has_left_ = true;
  }

 private:
  const std::function<void(int)> on_first_;
  Mutex mu_;
  bool has_left_ ABSL_GUARDED_BY(mu_) = false;
};

// Takes the signals of this process, whoever is to hear of them by then.
class SignalThread {
 public:
  // A child that was forked has no such thread yet.
  static SignalThread& OfThisProcess() {
    static std::atomic<SignalThread*> current{nullptr};
    SignalThread* found = current;
    if (found == nullptr || found->process_ != getpid()) current = found = new SignalThread();
    return *found;
  }

  void Add(std::shared_ptr<Hearer> hearer) {
    MutexLock lock(&mu_);
    hearers_.push_back(std::move(hearer));
    if (std::exchange(is_waiting_, true)) return;
    // Detached: the thread may sit in sigwaitinfo when the process ends.
    RunDetached("stop-signals", [this] {
      const int signal = WaitForSignal();
      RunDetached("second-signal", [this] { _exit(128 + WaitForSecondSignal()); });
      Stop(signal);
    });
  }
  void Remove(const std::shared_ptr<Hearer>& hearer) {
    {
      MutexLock lock(&mu_);
      std::erase(hearers_, hearer);
    }
    hearer->Leave();
  }

 private:
  // Without the lock while one is told: others may leave for that.
  void Stop(int signal) {
    for (auto newest = Newest(); newest != nullptr && !newest->Tell(signal);) newest = Newest();
    stopped_ = Clock::now().time_since_epoch();
  }
  std::shared_ptr<Hearer> Newest() {
    MutexLock lock(&mu_);
    return hearers_.empty() ? nullptr : hearers_.back();
  }
  // A terminal that closes may say so more than once.
  int WaitForSecondSignal() const {
    const Clock::time_point first = Clock::now();
    while (true) {
      const int signal = WaitForSignal();
      const Clock::time_point now = Clock::now();
      const bool insists = (signal == SIGTERM || signal == SIGINT) && now - first > kSameRequest;
      const bool goes_on = signal == SIGPIPE && now.time_since_epoch() - kLastPrints > stopped_.load();
      if (insists || goes_on) return signal;
    }
  }

  const pid_t process_ = getpid();
  std::atomic<Clock::duration> stopped_{Clock::duration::max()};  // When the first signal has been heard of.
  Mutex mu_;
  std::vector<std::shared_ptr<Hearer>> hearers_ ABSL_GUARDED_BY(mu_);
  bool is_waiting_ ABSL_GUARDED_BY(mu_) = false;
};

}  // namespace

struct StopSignals::Shared : Hearer {
  using Hearer::Hearer;
};

bool ClosedOutputStops() { return closed_output_stops && !IsIgnored(SIGPIPE); }

void HoldStopSignals() {
  const sigset_t signals = HeldSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Inherited by every thread started later.
  HandleBrokenPipes();
}

void IgnoreInterrupts() { interrupts_are_ignored = true; }

void HoldDaemonSignals() {
  successor_may_come = true;
  HoldStopSignals();
}

StopSignals::StopSignals(std::function<void(int)> on_first, ClosedOutput output)
    : shared_(std::make_shared<Shared>(std::move(on_first))) {
  closed_output_stops = output == ClosedOutput::kStops;
  SignalThread::OfThisProcess().Add(shared_);
}

StopSignals::~StopSignals() { SignalThread::OfThisProcess().Remove(shared_); }

}  // namespace sluice
