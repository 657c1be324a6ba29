#include "common/process/stop_signals.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

namespace sluice {
namespace {

using Clock = std::chrono::steady_clock;
// timeout(1) signals a process, and at once its whole group: that is one request.
constexpr auto kSameRequest = std::chrono::milliseconds(100);

}  // namespace

void HandleStopSignals(std::function<void(int signal)> on_first) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::thread([stop, on_first = std::move(on_first)] {
    int signal = 0;
    sigwait(&stop, &signal);
    const Clock::time_point first = Clock::now();
    on_first(signal);
    do sigwait(&stop, &signal);
    while (Clock::now() - first < kSameRequest);
    _exit(128 + signal);
  }).detach();
}

}  // namespace sluice
