#ifndef SLUICE_API_RDD_ZIP_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_ZIP_RDD_FUNCTIONS_H_

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <numeric>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/shuffle_rdd_functions.h"
#include "common/base/str_cat.h"
#include "engine/rows/count.h"
#include "engine/rows/map.h"
#include "engine/rows/zip.h"
#include "engine/rows/zip_partitions.h"

namespace sluice::internal {

// Throws with Spark's words unless all counts are the same.
void CheckEqualPartitions(const std::vector<int>& counts);

// Functions of several partitions: f(Partition<T>..., arguments...), which gives a range of rows.
template <class... T>
struct PartitionsOf {};

template <class F, class Partitions, class... A>
struct ZipCall;
template <class F, class... T, class... A>
  requires std::invocable<const F&, const Partition<T>&..., const ShippedArgument<A>&...>
struct ZipCall<F, PartitionsOf<T...>, A...> {
  using Result = std::invoke_result_t<const F&, const Partition<T>&..., const ShippedArgument<A>&...>;
};
template <class F, class Partitions, class... A>
concept ZipExpansion = std::ranges::input_range<typename ZipCall<F, Partitions, A...>::Result>;
template <class F, class Partitions, class... A>
using ZipElement = MutableElement<std::ranges::range_value_t<typename ZipCall<F, Partitions, A...>::Result>>;

// Rows beside something: a key, a number, a row of another RDD. A base of RDD<T>.
template <class T>
class ZipRDDFunctions : public RDDFunctions<ZipRDDFunctions<T>, T> {
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
    return Together<std::pair<T, U>>(RefTo<ZipOp<T, U>>("zip", {}), std::nullopt, other);
  }

  // The rows of the range that f(Partition<T>, Partition<U>, arguments...) returns for the partitions of one number,
  // which are held in memory.
  template <class U, class F, class... A>
    requires ZipExpansion<F, PartitionsOf<T, U>, A...>
  auto zipPartitions(const RDD<U>& other, F f, A... arguments) const {
    return Zipped(std::nullopt, std::move(f), std::tie(other), std::move(arguments)...);
  }
  template <class U, class F>
    requires ZipExpansion<F, PartitionsOf<T, U>>
  auto zipPartitions(const RDD<U>& other, bool preservesPartitioning, F f) const {
    return Zipped(Kept(preservesPartitioning), std::move(f), std::tie(other));
  }
  // The same with three and four RDDs.
  template <class U, class V, class F, class... A>
    requires ZipExpansion<F, PartitionsOf<T, U, V>, A...>
  auto zipPartitions(const RDD<U>& other1, const RDD<V>& other2, F f, A... arguments) const {
    return Zipped(std::nullopt, std::move(f), std::tie(other1, other2), std::move(arguments)...);
  }
  template <class U, class V, class W, class F, class... A>
    requires ZipExpansion<F, PartitionsOf<T, U, V, W>, A...>
  auto zipPartitions(const RDD<U>& other1, const RDD<V>& other2, const RDD<W>& other3, F f, A... arguments) const {
    return Zipped(std::nullopt, std::move(f), std::tie(other1, other2, other3), std::move(arguments)...);
  }

  // How many rows each partition has.
  static std::vector<int64_t> CountPartitions(const RddHandle& rdd) {
    std::vector<int64_t> counts;
    for (const Buffers& value : rdd.Run(RefTo<CountTerminal<T>>("count", {}))) {
      counts.push_back(Received<int64_t>(value, "count"));
    }
    return counts;
  }

 private:
  template <class F, class... U, class... A>
  auto Zipped(std::optional<Partitioning> partitioning, F f, std::tuple<const RDD<U>&...> others,
              A... arguments) const {
    using Row = ZipElement<F, PartitionsOf<T, U...>, A...>;
    (CheckHasCodec<U>(), ...);
    OperatorRef op = Ship<ZipPartitionsOp<Row, ShippedFunction<F, A...>, T, U...>>("zipPartitions", std::move(f),
                                                                                   std::move(arguments)...);
    return std::apply([&](const auto&... other) { return Together<Row>(std::move(op), partitioning, other...); },
                      others);
  }
  std::optional<Partitioning> Kept(bool preserves) const {
    return preserves ? handle().node()->partitioning : std::nullopt;
  }
  // One narrow operator over this RDD and others of as many partitions.
  template <class Row, class... U>
  RDD<Row> Together(OperatorRef op, std::optional<Partitioning> partitioning, const RDD<U>&... others) const {
    CheckHasCodec<T>();
    const int partitions = handle().node()->partitions;
    CheckEqualPartitions({partitions, others.getNumPartitions()...});
    std::vector<NarrowDependency> inputs{{.parent = handle().node()}, {.parent = others.handle().node()}...};
    return RDD<Row>(handle().Derived(
        NarrowRdd(handle().jobs(), std::move(op), std::move(inputs), partitions, std::move(partitioning))));
  }

  RDD<std::pair<T, int64_t>> Numbered(const char* name, const Numbering& numbering) const {
    return RDD<std::pair<T, int64_t>>(handle().Narrow(RefTo<NumberRowsOp<T>>(name, numbering)));
  }

  using RDDFunctions<ZipRDDFunctions, T>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_ZIP_RDD_FUNCTIONS_H_
