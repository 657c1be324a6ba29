#ifndef SLUICE_API_RDD_NUMBER_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_NUMBER_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/stat_counter.h"
#include "common/codec/compare.h"

namespace sluice::internal {

// Counts numbers by the bucket they are in: [b0, b1), [b1, b2) and so on, the last with its end. Others go by. In the
// order of all numbers, in which -0.0 is before 0.0 and NaN the last.
struct CountInBuckets {
  std::vector<double> ends;  // Sorted.
  template <class T>
  std::vector<int64_t> operator()(std::vector<int64_t> counts, T number) const {
    const double value = static_cast<double>(number);
    if (OrderedBefore(value, ends.front()) || OrderedBefore(ends.back(), value)) return counts;
    auto above = std::upper_bound(ends.begin(), ends.end(), value, OrderedBefore<double>);
    ++counts[std::min<size_t>(above - ends.begin(), counts.size()) - 1];
    return counts;
  }
};

// Statistics: a base of RDD<T>, empty unless the rows are numbers.
template <class T>
class NumberRDDFunctions {};

template <class T>
  requires std::is_arithmetic_v<T>
class NumberRDDFunctions<T> : public RDDFunctions<NumberRDDFunctions<T>, T> {
 public:
  StatCounter stats() const {
    auto add = [](StatCounter counter, T row) { return counter.merge(static_cast<double>(row)); };
    return self().aggregate(StatCounter(), add, [](StatCounter a, const StatCounter& b) { return a.merge(b); });
  }
  double sum() const { return self().aggregate(0.0, std::plus<double>(), std::plus<double>()); }
  double mean() const { return stats().mean(); }
  double variance() const { return stats().variance(); }
  double stdev() const { return stats().stdev(); }
  double popVariance() const { return variance(); }
  double popStdev() const { return stdev(); }
  double sampleVariance() const { return stats().sampleVariance(); }
  double sampleStdev() const { return stats().sampleStdev(); }

  // How many numbers are in each bucket, which ends where the next one begins; `buckets` in order, at least two.
  std::vector<int64_t> histogram(const std::vector<double>& buckets) const {
    if (buckets.size() < 2 || !std::is_sorted(buckets.begin(), buckets.end(), OrderedBefore<double>)) {
      throw Error(absl::InvalidArgumentError("buckets array must have at least two elements, in order"));
    }
    auto merge = [](std::vector<int64_t> a, const std::vector<int64_t>& b) {
      std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus<>());
      return a;
    };
    return self().aggregate(std::vector<int64_t>(buckets.size() - 1), CountInBuckets{buckets}, merge);
  }
  // So many buckets of one width from the least to the greatest number: their ends, and the counts.
  std::pair<std::vector<double>, std::vector<int64_t>> histogram(int bucketCount) const {
    const StatCounter all = stats();
    if (bucketCount < 1) throw Error(absl::InvalidArgumentError("a histogram needs at least one bucket"));
    if (all.count() == 0 || !std::isfinite(all.min()) || !std::isfinite(all.max())) {
      throw Error(absl::InvalidArgumentError("Histogram on either an empty RDD or RDD containing +/-infinity or NaN"));
    }
    const int steps = all.min() == all.max() ? 1 : bucketCount;
    std::vector<double> ends;
    for (int i = 0; i < steps; ++i) ends.push_back(all.min() + (all.max() - all.min()) * i / steps);
    ends.push_back(all.max());
    std::vector<int64_t> counts = histogram(ends);
    return {std::move(ends), std::move(counts)};
  }

 private:
  using RDDFunctions<NumberRDDFunctions, T>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_NUMBER_RDD_FUNCTIONS_H_
