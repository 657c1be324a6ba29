#ifndef SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
#define SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_

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
  void AdvanceTo(absl::Time time) {
    if (time > Now()) nanos_.store(absl::ToUnixNanos(time));
  }

 private:
  std::atomic<int64_t> nanos_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
