#ifndef SLUICE_API_PAIR_RDD_H_
#define SLUICE_API_PAIR_RDD_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "api/error.h"
#include "api/function.h"
#include "api/rdd_handle.h"
#include "engine/rdd/reduce_by_key.h"

namespace sluice {

template <class T>
class RDD;

// What an RDD of pairs can do besides: base of RDD<T>, empty for other rows.
template <class T>
class PairRDD {};

template <class K, class V>
class PairRDD<std::pair<K, V>> {
 public:
  // One pair for each key, its values combined by `f(value, value)`, which must be associative and commutative.
  template <class F>
    requires Combiner<F, V>
  RDD<std::pair<K, V>> reduceByKey(F f, int numPartitions) const {
    CheckHasCodec<std::pair<K, V>>();
    if (numPartitions < 1) {
      throw Error(absl::InvalidArgumentError(
          absl::StrCat("reduceByKey needs at least one partition: numPartitions=", numPartitions)));
    }
    auto with_partitions = [&](auto function) { return std::pair(std::move(function), int32_t{numPartitions}); };
    return RDD<std::pair<K, V>>(
        handle().Shuffled(ShipWith<ReduceByKeyWriter<K, V, ShippedFunction<F>>>("reduceByKey", with_partitions, f),
                          Ship<ReduceByKeyReader<K, V, ShippedFunction<F>>>("reduceByKey", f), numPartitions));
  }
  template <class F>
    requires Combiner<F, V>
  RDD<std::pair<K, V>> reduceByKey(F f) const {
    return reduceByKey(std::move(f), handle().jobs().DefaultParallelism());
  }

 private:
  const RddHandle& handle() const { return static_cast<const RDD<std::pair<K, V>>&>(*this).handle(); }
};

}  // namespace sluice

#endif  // SLUICE_API_PAIR_RDD_H_
