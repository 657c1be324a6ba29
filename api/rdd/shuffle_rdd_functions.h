#ifndef SLUICE_API_RDD_SHUFFLE_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_SHUFFLE_RDD_FUNCTIONS_H_

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "common/codec/compare.h"
#include "common/codec/owned.h"
#include "engine/rows/cartesian.h"
#include "engine/rows/coalesce.h"
#include "engine/rows/exchange.h"
#include "engine/rows/keyed/merge.h"
#include "engine/rows/map.h"
#include "engine/rows/union.h"

namespace sluice::internal {

// The value of rows that are only keys.
struct Nothing {};
struct WithNothing {
  template <class T>
  std::pair<T, Nothing> operator()(T row) const {
    return {std::move(row), Nothing()};
  }
};
// Rows with what they are sorted by. A key may point into its row only where the row itself is a view.
template <class T, class Function>
struct WithSortKey {
  using Result = std::remove_cvref_t<std::invoke_result_t<const Function&, const T&>>;
  using K = std::conditional_t<kOwnsItself<T>, Owned<Result>, Result>;
  Function function;
  std::pair<K, T> operator()(T row) const {
    K key(function(std::as_const(row)));
    return {std::move(key), std::move(row)};
  }
};
struct KeepFirst {
  template <class V>
  V operator()(V first, const V&) const {
    return first;
  }
};

// What every RDD can do about how its rows are spread: a base of RDD<T>.
template <class T>
class ShuffleRDDFunctions : public RDDFunctions<ShuffleRDDFunctions<T>, T> {
 public:
  // Rows evenly over `numPartitions` partitions, by a shuffle.
  RDD<T> repartition(int numPartitions) const {
    CheckHasCodec<T>();
    RoundRobin placement{PositivePartitions(numPartitions)};
    return RDD<T>(handle().Shuffled(RefTo<ExchangeWriter<T, RoundRobin>>("repartition", placement),
                                    RefTo<ExchangeReader<T>>("repartition", {}), numPartitions));
  }

  // At most `numPartitions` partitions, each of several neighbours; more only with a shuffle.
  RDD<T> coalesce(int numPartitions, bool shuffle = false) const {
    PositivePartitions(numPartitions);
    if (shuffle) return repartition(numPartitions);
    Rdd parent = handle().node();
    if (numPartitions >= parent->partitions) return self();
    Coalescence coalescence{parent->partitions, numPartitions};
    auto parents_of = [coalescence](int partition) { return coalescence.ParentsOf(partition); };
    return RDD<T>(handle().Derived(NarrowRdd(handle().jobs(), RefTo<CoalesceOp<T>>("coalesce", coalescence),
                                             {{parent, parents_of}}, numPartitions)));
  }

  // Every row once: rows of the same encoding are the same.
  RDD<T> distinct(int numPartitions) const {
    CheckHasCodec<T>();
    return self().map(WithNothing()).reduceByKey(KeepFirst(), numPartitions).keys();
  }
  RDD<T> distinct() const { return distinct(handle().node()->partitions); }

  // The rows, as often as they are here, that the other RDD does not have; in as many partitions, unless `partitions`
  // says how the rows, as keys, are spread.
  RDD<T> subtract(const RDD<T>& other, const Partitions& partitions) const {
    return self().map(WithNothing()).subtractByKey(other.map(WithNothing()), partitions).keys();
  }
  RDD<T> subtract(const RDD<T>& other) const { return subtract(other, handle().node()->partitions); }
  // The rows that both have, each once; in as many partitions as the RDD with more of them has, or as
  // spark.default.parallelism says, unless `partitions` does.
  RDD<T> intersection(const RDD<T>& other, const Partitions& partitions) const {
    return self()
        .map(WithNothing())
        .reduceByKey(KeepFirst(), partitions)
        .join(other.map(WithNothing()).reduceByKey(KeepFirst(), partitions), partitions)
        .keys();
  }
  RDD<T> intersection(const RDD<T>& other) const {
    const int most = std::max(handle().node()->partitions, other.handle().node()->partitions);
    return intersection(other, handle().jobs().ParallelismSetting().value_or(most));
  }

  // All rows in the order of `f(row)`, also across partitions. Runs a job that samples them.
  template <class F>
    requires RowFunction<F, const T&>
  RDD<T> sortBy(F f, bool ascending, int numPartitions) const {
    using Keyed = WithSortKey<T, ShippedFunction<F>>;
    using Row = std::pair<typename Keyed::K, T>;
    CheckHasOrder<typename Keyed::K>();
    if constexpr (Ordered<typename Keyed::K>) {
      auto keyed = [](auto function) { return Keyed{std::move(function)}; };
      return RDD<Row>(handle().Narrow(ShipWith<MapOp<T, Row, Keyed>>("sortBy", keyed, std::move(f))))
          .sortByKey(ascending, numPartitions)
          .values();
    } else {
      return self();
    }
  }
  template <class F>
    requires RowFunction<F, const T&>
  RDD<T> sortBy(F f, bool ascending = true) const {
    return sortBy(std::move(f), ascending, handle().node()->partitions);
  }

  // Every row with every row of the other RDD.
  template <class U>
  RDD<std::pair<T, U>> cartesian(const RDD<U>& other) const {
    CheckHasCodec<U>();
    Rdd first = handle().node(), second = other.handle().node();
    int count = second->partitions;
    auto first_of = [count](int partition) { return std::vector<int>{partition / count}; };
    auto second_of = [count](int partition) { return std::vector<int>{partition % count}; };
    return RDD<std::pair<T, U>>(handle().Derived(
        NarrowRdd(handle().jobs(), RefTo<CartesianOp<T, U>>("cartesian", count),
                  {{first, first_of}, {second, second_of}}, ClampPartitions(int64_t{first->partitions} * count))));
  }

 private:
  using RDDFunctions<ShuffleRDDFunctions, T>::self;
  using RDDFunctions<ShuffleRDDFunctions, T>::handle;
};

// How the rows of several RDDs become those of one: see unionOf.
struct UnionOperators {
  OperatorRef (*merge)();
  OperatorRef (*append)(const std::vector<int32_t>& partitions);
};
RddHandle UnionOf(const std::vector<RddHandle>& rdds, const UnionOperators& operators);

}  // namespace sluice::internal

namespace sluice {

// All rows of all RDDs, at least one. RDDs of one partitioner are merged partition by partition and keep it, so that a
// reduceByKey or groupByKey of the union needs no shuffle; else the partitions follow one another. RDDs without
// partitions add nothing.
template <class T>
RDD<T> unionOf(const std::vector<RDD<T>>& rdds) {
  std::vector<internal::RddHandle> handles;
  for (const RDD<T>& rdd : rdds) handles.push_back(rdd.handle());
  auto merge = [] { return RefTo<MergeOp<T>>("union", {}); };
  auto append = [](const std::vector<int32_t>& partitions) { return RefTo<UnionOp<T>>("union", partitions); };
  return RDD<T>(internal::UnionOf(handles, {.merge = merge, .append = append}));
}

}  // namespace sluice

#endif  // SLUICE_API_RDD_SHUFFLE_RDD_FUNCTIONS_H_
