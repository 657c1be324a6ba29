#ifndef SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_
#define SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_

#include <signal.h>

#include <functional>
#include <memory>

namespace sluice {

// From now on SIGTERM, SIGINT and SIGHUP wait for a StopSignals, and who writes into a pipe or a socket that nobody
// reads any more gets an error and no signal. SIGHUP and SIGPIPE stay ignored if the process was started so, as by
// nohup. To be called in main, before any other thread starts.
void HoldStopSignals();

// After HoldStopSignals, before there is a StopSignals: SIGINT is for others of the terminal, as for a shell that this
// process starts, and nobody hears of it here.
void IgnoreInterrupts();

// Tells a daemon to make room for a successor: it leaves its children to that, and ends at once.
inline constexpr int kSuccessorSignal = SIGUSR2;
// The same for a daemon, which is told to stop in order by the other signals, and by this one for a successor.
void HoldDaemonSignals();

// Whether it is a reason to stop, as SIGPIPE, that a write to stdout or stderr finds nobody who reads it: `program |
// head`.
enum class ClosedOutput { kIsIgnored, kStops };

// True: who writes to an output that nobody reads any more need not report it, the program is told to stop.
bool ClosedOutputStops();

// Turns the first signal, also one that waits already, into a call of `on_first` with its number on a thread of its
// own. Once the program stops in order, kSuccessorSignal changes nothing. A second SIGTERM or SIGINT ends the process
// at once with 128 + its number; so does SIGPIPE if the program still prints ten seconds after on_first has returned.
// Of several in a process the one that was made last hears of it.
class StopSignals {
 public:
  explicit StopSignals(std::function<void(int signal)> on_first, ClosedOutput output = ClosedOutput::kIsIgnored);
  ~StopSignals();  // Waits for on_first if it runs; it does not run later.

 private:
  struct Shared;
  const std::shared_ptr<Shared> shared_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_PROCESS_STOP_SIGNALS_H_
