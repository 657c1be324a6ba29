#include "common/clock/clock.h"

#include <algorithm>
#include <chrono>

#include "absl/time/clock.h"

namespace sluice {
namespace {

class SystemClockImpl : public Clock {
 public:
  absl::Time Now() const override {
    return absl::UnixEpoch() + absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
  }
  absl::Time WallNow() const override { return absl::Now(); }
};

}  // namespace

absl::Duration Clock::WallAhead() const {
  constexpr int kTries = 10;
  constexpr absl::Duration kOneMoment = absl::Milliseconds(1);  // Longer, and the thread was held up in between.
  absl::Duration ahead, best_span = absl::InfiniteDuration();
  for (int i = 0; i < kTries && best_span > kOneMoment; ++i) {
    const absl::Time before = Now(), wall = WallNow(), after = Now();
    if (after - before >= best_span) continue;
    best_span = after - before;
    ahead = wall - after;
  }
  return ahead;
}

Clock::Ahead Clock::ahead() const {
  const absl::Duration wall = WallAhead();
  return {wall, RaiseCalendar(wall)};
}

absl::Duration Clock::RaiseCalendar(absl::Duration ahead) const {
  const int64_t nanos = absl::ToInt64Nanoseconds(ahead);
  int64_t known = calendar_ahead_nanos_.load();
  while (known < nanos && !calendar_ahead_nanos_.compare_exchange_weak(known, nanos)) {
  }
  return absl::Nanoseconds(std::max(known, nanos));
}

Clock& SystemClock() {
  static SystemClockImpl* const clock = new SystemClockImpl;
  return *clock;
}

}  // namespace sluice
