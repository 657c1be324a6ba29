#include "api/rdd/shuffle_rdd_functions.h"

#include <utility>

#include "api/core/error.h"

namespace sluice::internal {

RddHandle UnionOf(const std::vector<RddHandle>& rdds, const UnionOperators& operators) {
  if (rdds.empty()) throw Error(absl::InvalidArgumentError("a union needs at least one RDD"));
  const RddHandle& first = rdds[0];
  std::vector<Rdd> parents;
  std::vector<NarrowDependency> zipped;
  std::vector<int32_t> counts;
  bool alike = true;
  for (const RddHandle& rdd : rdds) {
    if (rdd.node()->partitions == 0) continue;
    parents.push_back(rdd.node());
    zipped.push_back({.parent = parents.back()});
    counts.push_back(parents.back()->partitions);
    alike = alike && parents.back()->partitioning && parents.back()->partitioning == parents[0]->partitioning;
  }
  if (alike && !parents.empty()) {
    return first.Derived(
        NarrowRdd(first.jobs(), operators.merge(), std::move(zipped), counts[0], parents[0]->partitioning));
  }
  return first.Derived(UnionRdd(first.jobs(), operators.append(counts), parents));
}

}  // namespace sluice::internal
