#ifndef SLUICE_API_ZIPPED_RDD_H_
#define SLUICE_API_ZIPPED_RDD_H_

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "api/error.h"
#include "api/function.h"
#include "api/partitioner.h"
#include "api/rdd_handle.h"
#include "api/shuffled_rdd.h"
#include "engine/rdd/count.h"
#include "engine/rdd/map.h"
#include "engine/rdd/zip.h"

namespace sluice {

template <class T>
class RDD;

// Rows beside something: a key, a number, a row of another RDD. A base of RDD<T>.
template <class T>
class ZippedRDD {
 public:
  // Each row behind the key f(row).
  template <class F>
    requires RowFunction<F, const T&>
  auto keyBy(F f) const {
    using Keyed = WithSortKey<T, ShippedFunction<F>>;
    using Row = std::pair<typename Keyed::K, T>;
    auto keyed = [](auto function) { return Keyed{std::move(function)}; };
    return RDD<Row>(handle().Narrow(ShipWith<MapOp<T, Row, Keyed>>("keyBy", keyed, std::move(f))));
  }
  // The rows of each key f(row), which must fit into memory.
  template <class F>
    requires RowFunction<F, const T&>
  auto groupBy(F f, const Partitions& partitions = {}) const {
    return keyBy(std::move(f)).groupByKey(partitions);
  }

  // 0 for the first row of partition 0, and on through all partitions. Runs a job that counts, if there are several.
  RDD<std::pair<T, int64_t>> zipWithIndex() const {
    std::vector<int64_t> first{0};
    if (handle().node()->partitions > 1) {
      for (int64_t rows : CountPartitions(handle())) first.push_back(first.back() + rows);
    }
    return Numbered("zipWithIndex", {std::move(first), 1});
  }
  // Row i of partition p of n gets i * n + p. Needs no job.
  RDD<std::pair<T, int64_t>> zipWithUniqueId() const {
    Numbering numbering{std::vector<int64_t>(handle().node()->partitions), handle().node()->partitions};
    std::iota(numbering.first.begin(), numbering.first.end(), 0);
    return Numbered("zipWithUniqueId", std::move(numbering));
  }
  // Row i with row i of the other RDD, which has as many partitions with as many rows each.
  template <class U>
  RDD<std::pair<T, U>> zip(const RDD<U>& other) const {
    CheckHasCodec<U>();
    Rdd first = handle().node(), second = other.handle().node();
    if (first->partitions != second->partitions) {
      throw Error(absl::InvalidArgumentError(absl::StrCat("Can't zip RDDs with unequal numbers of partitions: List(",
                                                          first->partitions, ", ", second->partitions, ")")));
    }
    return RDD<std::pair<T, U>>(handle().Derived(NarrowRdd(
        handle().jobs(), RefTo<ZipOp<T, U>>("zip", {}), {{.parent = first}, {.parent = second}}, first->partitions)));
  }

  // How many rows each partition has.
  static std::vector<int64_t> CountPartitions(const RddHandle& rdd) {
    std::vector<int64_t> counts;
    for (const Buffers& value : rdd.Run(RefTo<CountTerminal<T>>("count", {}))) {
      if (!Decode(Join(value), counts.emplace_back())) throw Error(absl::DataLossError("count: a result is damaged"));
    }
    return counts;
  }

 private:
  RDD<std::pair<T, int64_t>> Numbered(const char* name, const Numbering& numbering) const {
    return RDD<std::pair<T, int64_t>>(handle().Narrow(RefTo<NumberRowsOp<T>>(name, numbering)));
  }

  const RddHandle& handle() const { return static_cast<const RDD<T>&>(*this).handle(); }
};

}  // namespace sluice

#endif  // SLUICE_API_ZIPPED_RDD_H_
