#ifndef SLUICE_ROLE_STOP_SIGNALS_H_
#define SLUICE_ROLE_STOP_SIGNALS_H_

#include <functional>
#include <memory>

namespace sluice {

// From now on SIGTERM and SIGINT wait for a StopSignals. To be called before any other thread starts.
void HoldStopSignals();

// Turns the first SIGTERM or SIGINT, also one that waits already, into a call of `on_first` on a thread of its own. A
// second one ends the process at once with 128 + its number. One at a time in a process.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_first);
  ~StopSignals();  // Waits for on_first if it runs; it does not run later.

 private:
  struct Shared;
  const std::shared_ptr<Shared> shared_;
};

}  // namespace sluice

#endif  // SLUICE_ROLE_STOP_SIGNALS_H_
