#ifndef SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_
#define SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"

namespace sluice {

// So many records a second on average; what was not used is lost after a moment. No clock of its own.
class RateLimiter {
 public:
  // 0: no limit.
  explicit RateLimiter(int64_t records_per_second) : rate_(records_per_second) {}

  bool limits() const { return rate_ > 0; }

  // How many may come now.
  int64_t Allowed(absl::Time now) const {
    const double allowed = absl::ToDoubleSeconds(now - EarliestStart(now)) * static_cast<double>(rate_);
    return std::max<int64_t>(0, static_cast<int64_t>(allowed));
  }
  // They have come; more than allowed is made up for later.
  void Take(int64_t records, absl::Time now) {
    paid_until_ = EarliestStart(now) + absl::Seconds(static_cast<double>(records) / static_cast<double>(rate_));
  }
  // When at least one more is allowed.
  absl::Time NextAt() const { return paid_until_ + absl::Seconds(1.0 / static_cast<double>(rate_)); }

 private:
  // A late caller makes up for a tenth of a second, or for one record.
  absl::Time EarliestStart(absl::Time now) const {
    const absl::Duration burst = std::max(absl::Milliseconds(100), absl::Seconds(1.0 / static_cast<double>(rate_)));
    return std::max(paid_until_, now - burst);
  }

  const int64_t rate_;
  absl::Time paid_until_ = absl::InfinitePast();
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_
