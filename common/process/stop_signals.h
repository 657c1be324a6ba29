#ifndef SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_
#define SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_

#include <functional>

namespace sluice {

// From now on the first SIGTERM or SIGINT calls `on_first` (from a thread of its own), and a second one ends the
// process at once with 128 + signal. Call it once in main, before any other thread starts: they inherit the blocked
// signals.
void HandleStopSignals(std::function<void(int signal)> on_first);

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_
