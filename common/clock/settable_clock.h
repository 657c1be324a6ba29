#ifndef SLUICE_COMMON_CLOCK_SETTABLE_CLOCK_H_
#define SLUICE_COMMON_CLOCK_SETTABLE_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "common/clock/clock.h"

namespace sluice {

// The system's clocks, of which a test can set the wall clock, as an administrator would. Thread-safe.
class SettableClock : public Clock {
 public:
  absl::Time Now() const override { return SystemClock().Now(); }
  absl::Time WallNow() const override { return SystemClock().WallNow() + absl::Nanoseconds(forward_nanos_.load()); }
  // Forward by so much, or back.
  void SetWallForward(absl::Duration by) { forward_nanos_ += absl::ToInt64Nanoseconds(by); }

 private:
  std::atomic<int64_t> forward_nanos_{0};
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_SETTABLE_CLOCK_H_
