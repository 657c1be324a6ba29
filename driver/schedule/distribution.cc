#include "driver/schedule/distribution.h"

#include <algorithm>
#include <bit>

namespace sluice {

// Values below 8 have a bucket each.
int Distribution::BucketOf(int64_t value) {
  if (value < kPerDoubling) return static_cast<int>(value);
  const int doublings = std::bit_width(static_cast<uint64_t>(value)) - 4;  // value >> doublings is 8 to 15.
  return kPerDoubling * doublings + static_cast<int>(value >> doublings);
}

int64_t Distribution::MiddleOf(int bucket) {
  if (bucket < 2 * kPerDoubling) return bucket;
  const int doublings = bucket / kPerDoubling - 1;
  const int64_t first = int64_t{bucket % kPerDoubling + kPerDoubling} << doublings;
  return first + ((int64_t{1} << doublings) - 1) / 2;
}

void Distribution::Add(int64_t value) {
  value = std::max<int64_t>(value, 0);
  spread_.min = count_ == 0 ? value : std::min(spread_.min, value);
  spread_.max = std::max(spread_.max, value);
  spread_.total += value;
  ++count_;
  ++counts_[BucketOf(value)];
}

int64_t Distribution::At(double part) const {
  int64_t left = static_cast<int64_t>(part * static_cast<double>(count_ - 1));
  int bucket = 0;
  while (left >= counts_[bucket]) left -= counts_[bucket++];
  return std::clamp(MiddleOf(bucket), spread_.min, spread_.max);
}

Spread Distribution::Describe() const {
  Spread spread = spread_;
  if (count_ == 0) return spread;
  spread.lower_quartile = At(0.25);
  spread.median = At(0.5);
  spread.upper_quartile = At(0.75);
  return spread;
}

}  // namespace sluice
