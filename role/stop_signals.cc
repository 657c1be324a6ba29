#include "role/stop_signals.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "common/base/mutex.h"

namespace sluice {
namespace {

sigset_t StopSignalSet() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

int WaitForSignal() {
  sigset_t signals = StopSignalSet();
  int number = 0;
  sigwait(&signals, &number);
  return number;
}

// timeout(1) signals a process, and at once its whole group: that is one request.
int WaitForSecondSignal() {
  using Clock = std::chrono::steady_clock;
  constexpr auto kSameRequest = std::chrono::milliseconds(100);
  const Clock::time_point first = Clock::now();
  while (true) {
    const int number = WaitForSignal();
    if (Clock::now() - first > kSameRequest) return number;
  }
}

}  // namespace

struct StopSignals::Shared {
  Mutex mu;
  std::function<void()> on_first ABSL_GUARDED_BY(mu);
};

void HoldStopSignals() {
  sigset_t signals = StopSignalSet();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Inherited by every thread started later.
}

StopSignals::StopSignals(std::function<void()> on_first) : shared_(std::make_shared<Shared>()) {
  shared_->on_first = std::move(on_first);
  // Detached: the thread may sit in sigwait when the process ends.
  std::thread([shared = shared_] {
    WaitForSignal();
    std::thread([] { _exit(128 + WaitForSecondSignal()); }).detach();
    MutexLock lock(&shared->mu);
    if (shared->on_first) shared->on_first();
  }).detach();
}

StopSignals::~StopSignals() {
  MutexLock lock(&shared_->mu);
  shared_->on_first = nullptr;
}

}  // namespace sluice
