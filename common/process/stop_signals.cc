#include "common/process/stop_signals.h"

#include <signal.h>
#include <unistd.h>

#include <thread>
#include <utility>

namespace sluice {

void HandleStopSignals(std::function<void(int signal)> on_first) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  std::thread([stop, on_first = std::move(on_first)] {
    int signal = 0;
    sigwait(&stop, &signal);
    on_first(signal);
    sigwait(&stop, &signal);
    _exit(128 + signal);
  }).detach();
}

}  // namespace sluice
