#ifndef SLUICE_API_RDD_ORDERED_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_ORDERED_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/exchanged.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "engine/rows/keyed/range_router.h"
#include "engine/rows/keyed/sample_keys.h"
#include "engine/rows/keyed/sort_by_key.h"

namespace sluice::internal {

// Keys of a sample, which a job takes, that part ranges of about as many pairs each: fewer than `partitions` if there
// are not enough different ones.
template <class K, class V>
std::vector<Owned<K>> RangeBoundsOf(const RddHandle& rdd, int partitions) {
  constexpr int64_t kPointsPerPartition = 100, kPointsMax = 1000000;
  using Sample = typename SampleKeysTerminal<K, V>::Sample;
  std::vector<WeightedKey<Owned<K>>> seen;
  if (partitions > 1) {
    int64_t points = 3 * std::min(kPointsPerPartition * partitions, kPointsMax);
    int64_t each = points / std::max(1, rdd.node()->partitions) + 1;
    for (const Buffers& value : rdd.Run(RefTo<SampleKeysTerminal<K, V>>("sample", each))) {
      Sample sample = Received<Sample>(value, "sample of keys");
      double weight =
          static_cast<double>(sample.first) / static_cast<double>(std::max<size_t>(1, sample.second.size()));
      for (auto&& key : sample.second) seen.emplace_back(std::move(key), weight);
    }
  }
  return RangeBounds(std::move(seen), partitions);
}

template <class K, class V>
Partitioning RangePartitioning(const RddHandle& rdd, bool ascending, int partitions) {
  CheckHasCodec<Owned<K>>();
  if constexpr (Sendable<Owned<K>>) {
    std::vector<Owned<K>> bounds = RangeBoundsOf<K, V>(rdd, partitions);
    const int ranges = static_cast<int>(bounds.size()) + 1;
    return PartitioningBy<RangeRouter<Owned<K>>>({std::move(bounds), ascending}, ranges);
  } else {
    return {};
  }
}

}  // namespace sluice::internal

namespace sluice {

// By ranges of keys of about as many pairs of `rdd` each: partition 0 has the least keys, or the greatest. Runs a job
// that samples them.
class RangePartitioner : public Partitioner {
 public:
  template <class K, class V>
    requires Ordered<K>
  RangePartitioner(int partitions, const RDD<std::pair<K, V>>& rdd, bool ascending = true)
      : Partitioner(
            internal::RangePartitioning<K, V>(rdd.handle(), ascending, internal::CheckedPartitions(partitions))) {}
};

}  // namespace sluice

namespace sluice::internal {

// What an RDD of pairs can do if its keys have an order (see compare.h): a base of RDD<std::pair<K, V>>. Pairs of one
// key stay in their order.
template <class K, class V>
class OrderedRDDFunctions : public RDDFunctions<OrderedRDDFunctions<K, V>, std::pair<K, V>> {
 public:
  // All pairs in the order of their keys, also across partitions. Runs a job that samples the keys.
  RDD<std::pair<K, V>> sortByKey(bool ascending, int numPartitions) const
    requires Ordered<K>
  {
    CheckedPartitions(numPartitions);
    return Sorted("sortByKey", RangePartitioning<K, V>(handle(), ascending, numPartitions), ascending);
  }
  RDD<std::pair<K, V>> sortByKey(bool ascending = true) const
    requires Ordered<K>
  {
    return sortByKey(ascending, handle().node()->partitions);
  }

  // The pairs with keys from `lower` to `upper`, both included.
  RDD<std::pair<K, V>> filterByRange(const Owned<K>& lower, const Owned<K>& upper) const
    requires Ordered<K>
  {
    auto is_between = [](const std::pair<K, V>& row, const Owned<K>& lower, const Owned<K>& upper) {
      return !OrderedBefore<K>(row.first, OwnedOf<K>::View(lower)) &&
             !OrderedBefore<K>(OwnedOf<K>::View(upper), row.first);
    };
    return self().filter(is_between, lower, upper);
  }

  // Each partition in the order of its keys.
  RDD<std::pair<K, V>> repartitionAndSortWithinPartitions(const Partitioner& partitioner) const
    requires Ordered<K>
  {
    return Sorted("repartitionAndSortWithinPartitions", Partitions(partitioner).Choose({handle()}), true);
  }

 private:
  RDD<std::pair<K, V>> Sorted(const std::string& name, const Partitioning& partitioning, bool ascending) const {
    CheckHasCodec<std::pair<K, V>>();
    return RDD<std::pair<K, V>>(
        Exchanged<K, V>(name, handle(), partitioning).KeyPreserving(RefTo<SortByKeyOp<K, V>>(name, ascending)));
  }

  using RDDFunctions<OrderedRDDFunctions, std::pair<K, V>>::self;
  using RDDFunctions<OrderedRDDFunctions, std::pair<K, V>>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_ORDERED_RDD_FUNCTIONS_H_
