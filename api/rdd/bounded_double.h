#ifndef SLUICE_API_RDD_BOUNDED_DOUBLE_H_
#define SLUICE_API_RDD_BOUNDED_DOUBLE_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "api/rdd/stat_counter.h"

namespace sluice {

// A number that is known about: between `low` and `high` with a probability of `confidence`.
struct BoundedDouble {
  double mean = 0;
  double confidence = 0;
  double low = 0;
  double high = 0;
  std::string toString() const;
  bool operator==(const BoundedDouble&) const = default;
};
std::ostream& operator<<(std::ostream& out, const BoundedDouble& bounded);

}  // namespace sluice

namespace sluice::internal {

// What is known of a count, a sum or a mean after `done` of `total` partitions, as Spark estimates it.
struct PartitionsDone {
  int done = 0;
  int total = 0;
};
BoundedDouble EstimateCount(int64_t count, PartitionsDone partitions, double confidence);
BoundedDouble EstimateSum(const StatCounter& seen, PartitionsDone partitions, double confidence);
BoundedDouble EstimateMean(const StatCounter& seen, PartitionsDone partitions, double confidence);

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_BOUNDED_DOUBLE_H_
