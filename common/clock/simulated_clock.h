#ifndef SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
#define SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "common/clock/clock.h"

namespace sluice {

// Stands still until it is told otherwise, and never goes back. Thread-safe.
class SimulatedClock : public Clock {
 public:
  explicit SimulatedClock(absl::Time start = absl::UnixEpoch()) : nanos_(absl::ToUnixNanos(start)) {}

  absl::Time Now() const override { return absl::FromUnixNanos(nanos_.load()); }
  void Advance(absl::Duration step) { AdvanceTo(Now() + step); }
  // Rounds up, so that what waits for `time` finds it reached: absl::Time is finer than a nanosecond.
  void AdvanceTo(absl::Time time) {
    while (time > Now()) nanos_.store(std::max(nanos_.load() + 1, absl::ToUnixNanos(time)));
  }

 private:
  std::atomic<int64_t> nanos_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
