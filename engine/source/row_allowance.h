#ifndef SLUICE_ENGINE_SOURCE_ROW_ALLOWANCE_H_
#define SLUICE_ENGINE_SOURCE_ROW_ALLOWANCE_H_

#include <cstdint>
#include <limits>

#include "absl/time/time.h"
#include "engine/source/rate_limiter.h"

namespace sluice {

// Rows that may come, by chunks of what a RateLimiter allows: so a row costs a subtraction, limited or not. No clock.
class RowAllowance {
 public:
  // From now on. 0, as before the first call: no limit.
  void SetRate(int64_t rows_per_second, absl::Time now) {
    limiter_.SetRate(rows_per_second, now);
    left_ = 0;
  }

  bool is_used_up() const { return left_ == 0; }
  // Makes it not used up, if that is allowed by now. False: not before next_at().
  bool Renew(absl::Time now) {
    if (left_ > 0) return true;
    if (limiter_.limits() && limiter_.Allowed(now) < 1) return false;
    Allow(limiter_.limits() ? limiter_.NextChunk(now) : kUnlimited, now);
    return true;
  }
  absl::Time next_at() const { return limiter_.NextAt(); }
  // So many more, whether the rate allows them or not: that is made up for later.
  void Allow(int64_t rows, absl::Time now) {
    if (limiter_.limits()) limiter_.Take(rows, now);
    left_ += rows;
  }

  // REQUIRES of both: it is not used up.
  void TakeOne() { --left_; }
  // A block comes whole: what it has too much is made up for later.
  void Take(int64_t rows, absl::Time now) {
    if (rows > left_) Allow(rows - left_, now);
    left_ -= rows;
  }

 private:
  static constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

  RateLimiter limiter_;
  int64_t left_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_SOURCE_ROW_ALLOWANCE_H_
