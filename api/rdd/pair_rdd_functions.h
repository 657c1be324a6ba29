#ifndef SLUICE_API_RDD_PAIR_RDD_FUNCTIONS_H_
#define SLUICE_API_RDD_PAIR_RDD_FUNCTIONS_H_

#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "api/core/error.h"
#include "api/core/function.h"
#include "api/rdd/combine_rdd_functions.h"
#include "api/rdd/exchanged.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/join_rdd_functions.h"
#include "api/rdd/ordered_rdd_functions.h"
#include "api/rdd/partitioner.h"
#include "api/rdd/rdd_handle.h"
#include "api/rdd/save_pair_rdd_functions.h"
#include "common/codec/key_map.h"
#include "common/codec/owned.h"
#include "engine/rows/collect.h"
#include "engine/rows/keyed/hash_router.h"
#include "engine/rows/keyed/map_values.h"
#include "engine/rows/map.h"

namespace sluice::internal {

// What an RDD of pairs can do besides: base of RDD<T>, empty for other rows. Operations that bring equal keys together
// do it without a shuffle where the RDD has the partitioner they want already.
template <class T>
class PairRDDFunctions {};

template <class K, class V>
class PairRDDFunctions<std::pair<K, V>> : public RDDFunctions<PairRDDFunctions<std::pair<K, V>>, std::pair<K, V>>,
                                          public CombineRDDFunctions<K, V>,
                                          public JoinRDDFunctions<K, V>,
                                          public OrderedRDDFunctions<K, V>,
                                          public SavePairRDDFunctions<K, V> {
 public:
  // How the pairs are spread by key, if that is known.
  std::optional<Partitioner> partitioner() const {
    std::optional<Partitioning> known = handle().node()->partitioning;
    return known ? std::optional(Partitioner(*std::move(known))) : std::nullopt;
  }
  RDD<std::pair<K, V>> partitionBy(const Partitioner& partitioner) const {
    CheckHasCodec<std::pair<K, V>>();
    return RDD<std::pair<K, V>>(Exchanged<K, V>("partitionBy", handle(), Partitions(partitioner).Choose({handle()})));
  }

  RDD<K> keys() const {
    return self().map([](std::pair<K, V> row) { return std::move(row.first); });
  }
  RDD<V> values() const {
    return self().map([](std::pair<K, V> row) { return std::move(row.second); });
  }

  // f(value, arguments...) of each value; keys stay where they are.
  template <class F, class... A>
    requires RowFunction<F, V, A...>
  auto mapValues(F f, A... arguments) const {
    using U = RowResult<F, V, A...>;
    using Function = OnValue<K, V, ShippedFunction<F, A...>>;
    auto on_value = [](auto function) { return Function{std::move(function)}; };
    return RDD<std::pair<K, U>>(handle().KeyPreserving(ShipWith<MapOp<std::pair<K, V>, std::pair<K, U>, Function>>(
        "mapValues", on_value, std::move(f), std::move(arguments)...)));
  }
  // A pair for each element of the range that f(value, arguments...) returns.
  template <class F, class... A>
    requires RowExpansion<F, V, A...>
  auto flatMapValues(F f, A... arguments) const {
    using U = RowElement<F, V, A...>;
    return RDD<std::pair<K, U>>(handle().KeyPreserving(Ship<FlatMapValuesOp<K, V, U, ShippedFunction<F, A...>>>(
        "flatMapValues", std::move(f), std::move(arguments)...)));
  }

  // The values of one key; looks at its partition only, where that is known.
  std::vector<Owned<V>> lookup(const Owned<K>& key) const {
    auto has_key = [](const std::pair<K, V>& row, const Owned<K>& wanted) {
      return CompareKeys<K>(row.first, OwnedOf<K>::View(wanted)) == 0;
    };
    RDD<V> found = self().filter(has_key, key).values();
    std::vector<Owned<V>> values;
    for (const Buffers& value :
         found.handle().Run(RefTo<CollectTerminal<V>>("lookup", CollectTerminal<V>::kAll), PartitionsOf(key))) {
      ThrowIfError(AppendCollected<V>(value, values));
    }
    return values;
  }
  // reduceByKey on the driver: the combined values of each key.
  template <class F>
    requires Combiner<F, V>
  KeyMap<Owned<K>, Owned<V>> reduceByKeyLocally(F f) const {
    return self().reduceByKey(std::move(f)).collectAsMap();
  }
  // How many pairs each key has.
  KeyMap<Owned<K>, int64_t> countByKey() const {
    return mapValues([](const V&) { return int64_t{1}; }).reduceByKey(std::plus<>()).collectAsMap();
  }
  // A pair for each key; of several the last.
  KeyMap<Owned<K>, Owned<V>> collectAsMap() const {
    KeyMap<Owned<K>, Owned<V>> all;
    for (auto& [key, value] : self().collect()) all.insert_or_assign(std::move(key), std::move(value));
    return all;
  }

 private:
  std::vector<int> PartitionsOf(const Owned<K>& key) const {
    Rdd node = handle().node();
    if (node->partitioning && node->partitions > 0) {
      KeyImages<Owned<K>, 1> images;
      images.Load(1, [&](int) -> const Owned<K>& { return key; });
      KeyImage image = images.Of(0, key);
      int32_t partition = -1;
      ValueOrThrow(RouterOf<Owned<K>>(*node->partitioning))->Route(absl::Span<const KeyImage>(&image, 1), &partition);
      return {partition};
    }
    std::vector<int> all(node->partitions);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }

  using RDDFunctions<PairRDDFunctions, std::pair<K, V>>::self;
  using RDDFunctions<PairRDDFunctions, std::pair<K, V>>::handle;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_RDD_PAIR_RDD_FUNCTIONS_H_
