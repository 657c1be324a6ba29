#ifndef SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_
#define SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/time/time.h"

namespace sluice {

// So many records a second on average; what was not used is lost after a moment. No clock of its own.
class RateLimiter {
 public:
  // 0: no limit.
  explicit RateLimiter(int64_t records_per_second = 0) : rate_(static_cast<double>(records_per_second)) {}

  bool limits() const { return rate_ > 0; }
  // From now on. What was taken too much before is made up for at this rate.
  void SetRate(int64_t records_per_second, absl::Time now) {
    if (limits()) Take(0, now);
    rate_ = static_cast<double>(records_per_second);
  }

  // What follows REQUIRES limits().
  // How many may come now.
  int64_t Allowed(absl::Time now) const {
    constexpr double kRounding = 1e-6;
    return std::max<int64_t>(0, static_cast<int64_t>(CreditAt(now) + kRounding));
  }
  // As many of them as a caller lets in at once, who does not ask for each.
  int64_t NextChunk(absl::Time now) const { return std::min(Allowed(now), static_cast<int64_t>(ChunkMax())); }
  // They have come; more than allowed is made up for later.
  void Take(int64_t records, absl::Time now) {
    credit_ = CreditAt(now) - static_cast<double>(records);
    credited_until_ = now;
  }
  // When a whole chunk is allowed: what is worth waking up for.
  absl::Time NextAt() const { return credited_until_ + absl::Seconds((ChunkMax() - credit_) / rate_); }

 private:
  // A hundredth of a second's worth, or one record.
  double ChunkMax() const { return std::max(1.0, std::floor(rate_ / 100)); }
  // A late caller makes up for a tenth of a second, or for one record.
  double CreditAt(absl::Time now) const {
    const double earned = absl::ToDoubleSeconds(now - credited_until_) * rate_;
    return std::min(credit_ + earned, std::max(1.0, rate_ / 10));
  }

  double rate_;
  double credit_ = 0;  // Records that might have come by then; below 0 those that came too early.
  absl::Time credited_until_ = absl::InfinitePast();
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_RATE_LIMITER_H_
