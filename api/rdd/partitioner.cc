#include "api/rdd/partitioner.h"

#include "absl/strings/str_cat.h"
#include "api/core/error.h"

namespace sluice {

int CheckedPartitions(int num_partitions) {
  if (num_partitions >= 1) return num_partitions;
  throw Error(
      absl::InvalidArgumentError(absl::StrCat("requirement failed: Number of partitions (", num_partitions,
                                              num_partitions < 0 ? ") cannot be negative." : ") must be positive.")));
}

Partitioning Partitions::Choose(std::initializer_list<RddHandle> inputs) const {
  if (chosen_) return *chosen_;
  std::optional<Partitioning> largest;
  for (const RddHandle& input : inputs) {
    const std::optional<Partitioning>& known = input.node()->partitioning;
    if (known && (!largest || known->partitions > largest->partitions)) largest = known;
  }
  return largest ? *largest : HashPartitioning(inputs.begin()->jobs().DefaultParallelism());
}

}  // namespace sluice
