#include "api/rdd/bounded_double.h"

#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "common/base/str_cat.h"
#include "engine/rows/number_text.h"

namespace sluice {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How many standard deviations hold so much of a mean of `count` numbers.
double Deviations(int64_t count, double confidence) {
  constexpr int64_t kMany = 100;
  const double up_to = 1 - (1 - confidence) / 2;
  if (count > kMany) return boost::math::quantile(boost::math::normal(), up_to);
  return boost::math::quantile(boost::math::students_t(static_cast<double>(count - 1)), up_to);
}

// `rest` is how the part is distributed that was not seen.
template <class Distribution>
BoundedDouble WithRest(double seen, const Distribution& rest, double confidence) {
  return {seen + boost::math::mean(rest), confidence,
          seen + std::floor(boost::math::quantile(rest, (1 - confidence) / 2)),
          seen + std::ceil(boost::math::quantile(rest, (1 + confidence) / 2))};
}

double PartOf(internal::PartitionsDone partitions) { return static_cast<double>(partitions.done) / partitions.total; }

}  // namespace

std::string BoundedDouble::toString() const { return StrCat("[", FixedText(low, 3), ", ", FixedText(high, 3), "]"); }

std::ostream& operator<<(std::ostream& out, const BoundedDouble& bounded) { return out << bounded.toString(); }

BoundedDouble internal::EstimateCount(int64_t count, internal::PartitionsDone partitions, double confidence) {
  constexpr int64_t kFew = 10000;
  const auto seen = static_cast<double>(count);
  if (partitions.done == partitions.total) return {seen, 1, seen, seen};
  if (partitions.done == 0 || count == 0) return {0, 0, 0, kInfinity};
  const double part = PartOf(partitions);
  if (count <= kFew) return WithRest(seen, boost::math::negative_binomial(seen, part), confidence);
  return WithRest(seen, boost::math::poisson(seen * (1 - part) / part), confidence);
}

BoundedDouble internal::EstimateSum(const StatCounter& seen, internal::PartitionsDone partitions, double confidence) {
  if (partitions.done == partitions.total) return {seen.sum(), 1, seen.sum(), seen.sum()};
  if (partitions.done == 0 || seen.count() == 0) return {0, 0, -kInfinity, kInfinity};
  const double part = PartOf(partitions), count = static_cast<double>(seen.count());
  const double rest_count = count * (1 - part) / part;
  const double sum = seen.sum() + seen.mean() * rest_count;
  if (seen.count() == 1) return {sum, confidence, -kInfinity, kInfinity};
  const double mean_variance = seen.sampleVariance() / count;
  const double count_variance = count * (1 - part) / (part * part);
  const double variance = seen.mean() * seen.mean() * count_variance + rest_count * rest_count * mean_variance +
                          mean_variance * count_variance;
  const double width = Deviations(seen.count(), confidence) * std::sqrt(variance);
  return {sum, confidence, sum - width, sum + width};
}

BoundedDouble internal::EstimateMean(const StatCounter& seen, internal::PartitionsDone partitions, double confidence) {
  if (partitions.done == partitions.total) return {seen.mean(), 1, seen.mean(), seen.mean()};
  if (partitions.done == 0 || seen.count() == 0) return {0, 0, -kInfinity, kInfinity};
  if (seen.count() == 1) return {seen.mean(), confidence, -kInfinity, kInfinity};
  const double width =
      Deviations(seen.count(), confidence) * std::sqrt(seen.sampleVariance() / static_cast<double>(seen.count()));
  return {seen.mean(), confidence, seen.mean() - width, seen.mean() + width};
}

}  // namespace sluice
