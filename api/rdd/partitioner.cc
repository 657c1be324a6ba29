#include "api/rdd/partitioner.h"

#include <algorithm>

#include "api/core/error.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

void Require(bool holds, int num_partitions, const char* rule) {
  if (holds) return;
  throw Error(
      absl::InvalidArgumentError(StrCat("requirement failed: Number of partitions (", num_partitions, ") ", rule)));
}

// What a choice of no partitions comes to.
Partitioning NoneOrOne(const Partitioning& none, std::initializer_list<internal::RddHandle> inputs) {
  const auto has_some = [](const internal::RddHandle& input) { return input.node()->partitions > 0; };
  if (std::none_of(inputs.begin(), inputs.end(), has_some)) return none;
  if (std::all_of(inputs.begin(), inputs.end(), has_some)) internal::PositivePartitions(none.partitions);  // Throws.
  return HashPartitioning(1);
}

}  // namespace

int internal::CheckedPartitions(int num_partitions) {
  Require(num_partitions >= 0, num_partitions, "cannot be negative.");
  return num_partitions;
}

int internal::PositivePartitions(int num_partitions) {
  Require(num_partitions > 0, num_partitions, "must be positive.");
  return num_partitions;
}

Partitioning Partitions::Choose(std::initializer_list<internal::RddHandle> inputs) const {
  if (chosen_) return chosen_->partitions > 0 ? *chosen_ : NoneOrOne(*chosen_, inputs);
  std::optional<Partitioning> largest;
  for (const internal::RddHandle& input : inputs) {
    const std::optional<Partitioning>& known = input.node()->partitioning;
    if (known && known->partitions > (largest ? largest->partitions : 0)) largest = known;
  }
  return largest ? *largest : HashPartitioning(inputs.begin()->jobs().DefaultParallelism());
}

}  // namespace sluice
