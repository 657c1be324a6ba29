#ifndef SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
#define SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "common/clock/clock.h"

namespace sluice {

// Stands still until it is told otherwise, and never goes back; only its wall clock can be set. Thread-safe.
class SimulatedClock : public Clock {
 public:
  explicit SimulatedClock(absl::Time start = absl::UnixEpoch(), absl::Duration wall_ahead = absl::ZeroDuration())
      : nanos_(absl::ToUnixNanos(start)), wall_ahead_nanos_(absl::ToInt64Nanoseconds(wall_ahead)) {}

  absl::Time Now() const override { return absl::FromUnixNanos(nanos_.load()); }
  absl::Time WallNow() const override { return Now() + absl::Nanoseconds(wall_ahead_nanos_.load()); }
  void Advance(absl::Duration step) { AdvanceTo(Now() + step); }
  // Rounds up to the nanoseconds kept here, as absl::Time is finer: what waits for `time` finds it reached.
  void AdvanceTo(absl::Time time) {
    int64_t nanos = absl::ToUnixNanos(time);
    if (absl::FromUnixNanos(nanos) < time) ++nanos;
    if (nanos > nanos_.load()) nanos_.store(nanos);
  }
  // Sets the wall clock forward by so much, or back.
  void SetWallForward(absl::Duration by) { wall_ahead_nanos_ += absl::ToInt64Nanoseconds(by); }

 private:
  std::atomic<int64_t> nanos_;
  std::atomic<int64_t> wall_ahead_nanos_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_SIMULATED_CLOCK_H_
