#ifndef SLUICE_API_RDD_COMBINE_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_COMBINE_RDD_FUNCTIONS_H_

#include <string>
#include <utility>
#include <vector>

#include "api/core/function.h"
#include "api/rdd/exchanged.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "engine/rows/keyed/combine_by_key.h"
#include "engine/rows/keyed/group_by_key.h"

namespace sluice::internal {

// What an RDD of pairs can do to have one pair for each key: a base of RDD<std::pair<K, V>>. All but groupByKey combine
// before rows are moved.
template <class K, class V>
class CombineRDDFunctions : public RDDFunctions<CombineRDDFunctions<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  // All values of each key, which must fit into memory.
  RDD<std::pair<K, std::vector<V>>> groupByKey(const Partitions& partitions = {}) const {
    CheckHasCodec<Row>();
    return RDD<std::pair<K, std::vector<V>>>(Exchanged<K, V>("groupByKey", handle(), partitions.Choose({handle()}))
                                                 .KeyPreserving(RefTo<GroupByKeyOp<K, V>>("groupByKey", {})));
  }

  // The values of each key combined by `f(value, value)`, which must be associative and commutative.
  template <class F>
    requires Combiner<F, V>
  RDD<Row> reduceByKey(F f, const Partitions& partitions = {}) const {
    if constexpr (CanShip<F>()) {
      using Combining = Reducing<V, ShippedFunction<F>>;
      return Combined("reduceByKey", Combining{Shipped(f)}, Combining{Shipped(f)}, partitions);
    } else {
      return RDD<Row>(handle());
    }
  }
  template <class F>
    requires Combiner<F, V>
  RDD<Row> reduceByKey(const Partitioner& partitioner, F f) const {
    return reduceByKey(std::move(f), Partitions(partitioner));
  }

  // Combined values of another type: `createCombiner(value)` makes one, `mergeValue(combined, value)` adds to it and
  // `mergeCombiners(combined, combined)` merges two. Values are always combined before they are moved.
  template <class Create, class MergeValue, class MergeCombiners>
  auto combineByKey(Create createCombiner, MergeValue mergeValue, MergeCombiners mergeCombiners,
                    const Partitions& partitions = {}, bool /*mapSideCombine*/ = true) const {
    using C = std::remove_cvref_t<std::invoke_result_t<const Create&, V>>;
    if constexpr (CanShip<Create, MergeValue, MergeCombiners>()) {
      using Combining = CombiningBy<V, C, ShippedFunction<Create>, ShippedFunction<MergeValue>>;
      using Merging = Reducing<C, ShippedFunction<MergeCombiners>>;
      return Combined("combineByKey", Combining{Shipped(createCombiner), Shipped(mergeValue)},
                      Merging{Shipped(mergeCombiners)}, partitions);
    } else {
      return RDD<std::pair<K, C>>(handle());
    }
  }

  // Starts with `zeroValue` for each key and partition: `seqOp(combined, value)`, then `combOp(combined, combined)`.
  template <class U, class SeqOp, class CombOp>
  RDD<std::pair<K, Owned<U>>> aggregateByKey(U zeroValue, const Partitions& partitions, SeqOp seqOp,
                                             CombOp combOp) const {
    using C = Owned<U>;
    if constexpr (CanShip<SeqOp, CombOp>()) {
      using Combining = Aggregating<V, C, ShippedFunction<SeqOp>>;
      using Merging = Reducing<C, ShippedFunction<CombOp>>;
      return Combined("aggregateByKey", Combining{ToOwned(zeroValue), Shipped(seqOp)}, Merging{Shipped(combOp)},
                      partitions);
    } else {
      return RDD<std::pair<K, C>>(handle());
    }
  }
  template <class U, class SeqOp, class CombOp>
  auto aggregateByKey(U zeroValue, SeqOp seqOp, CombOp combOp) const {
    return aggregateByKey(std::move(zeroValue), Partitions(), std::move(seqOp), std::move(combOp));
  }
  // The same with one function and values of one type.
  template <class F>
    requires Combiner<F, V>
  RDD<Row> foldByKey(Owned<V> zeroValue, const Partitions& partitions, F f) const {
    if constexpr (CanShip<F>()) {
      using Combining = Aggregating<V, V, ShippedFunction<F>>;
      using Merging = Reducing<V, ShippedFunction<F>>;
      return Combined("foldByKey", Combining{std::move(zeroValue), Shipped(f)}, Merging{Shipped(f)}, partitions);
    } else {
      return RDD<Row>(handle());
    }
  }
  template <class F>
    requires Combiner<F, V>
  RDD<Row> foldByKey(Owned<V> zeroValue, F f) const {
    return foldByKey(std::move(zeroValue), Partitions(), std::move(f));
  }

 private:
  // Does not compile where it is false, with one message.
  template <class... F>
  static constexpr bool CanShip() {
    (CheckCanShip<F>(), ...);
    return (kCanShip<F> && ...);
  }
  template <class F>
  static ShippedFunction<F> Shipped(F f) {
    return ShippedFunction<F>(std::move(f));
  }

  template <class Combining, class Merging>
  RDD<std::pair<K, typename Combining::Combined>> Combined(const std::string& name, const Combining& combining,
                                                           const Merging& merging, const Partitions& partitions) const {
    using Result = RDD<std::pair<K, typename Combining::Combined>>;
    CheckHasCodec<Row>();
    CheckHasCodec<typename Combining::Combined>();
    Partitioning to = partitions.Choose({handle()});
    if (handle().node()->partitioning == to) {
      return Result(handle().KeyPreserving(RefTo<CombineByKeyOp<K, Combining>>(name, combining)));
    }
    return Result(handle().Shuffled(RefTo<CombineByKeyWriter<K, Combining>>(name, {combining, to}),
                                    RefTo<CombineByKeyReader<K, Merging>>(name, merging), to));
  }

  using RDDFunctions<CombineRDDFunctions, std::pair<K, V>>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_COMBINE_RDD_FUNCTIONS_H_
