#ifndef SLUICE_API_DSTREAM_PAIR_DSTREAM_FUNCTIONS_H_
#define SLUICE_API_DSTREAM_PAIR_DSTREAM_FUNCTIONS_H_

#include <utility>

#include "api/dstream/pair_inverse_windows.h"
#include "api/dstream/pair_stream_files.h"
#include "api/dstream/pair_stream_joins.h"
#include "api/dstream/pair_stream_state.h"
#include "api/dstream/pair_stream_windows.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/rdd.h"

namespace sluice::internal {

// What a stream of pairs can do besides: base of DStream<T>, empty for other rows. In each batch it is what the
// operation of this name does to an RDD.
template <class T>
class PairDStreamFunctions {};

template <class K, class V>
class PairDStreamFunctions<std::pair<K, V>>
    : public DStreamFunctions<PairDStreamFunctions<std::pair<K, V>>, std::pair<K, V>>,
      public PairStreamJoins<K, V>,
      public PairStreamWindows<K, V>,
      public PairInverseWindows<K, V>,
      public PairStreamState<K, V>,
      public PairStreamFiles<K, V> {
 public:
  using Row = std::pair<K, V>;
  using PairInverseWindows<K, V>::reduceByKeyAndWindow;
  using PairStreamWindows<K, V>::reduceByKeyAndWindow;

  template <class F, class... A>
    requires RowFunction<F, V, A...>
  auto mapValues(F f, A... arguments) const {
    return self().transform([=](const RDD<Row>& rdd) { return rdd.mapValues(f, arguments...); });
  }
  template <class F, class... A>
    requires RowExpansion<F, V, A...>
  auto flatMapValues(F f, A... arguments) const {
    return self().transform([=](const RDD<Row>& rdd) { return rdd.flatMapValues(f, arguments...); });
  }

  // One pair for each key, with all its values.
  DStream<std::pair<K, std::vector<V>>> groupByKey(const Partitions& partitions = {}) const {
    return self().transform([=](const RDD<Row>& rdd) { return rdd.groupByKey(partitions); });
  }
  // One pair for each key, its values combined by `f(value, value)`.
  template <class F>
    requires Combiner<F, V>
  DStream<Row> reduceByKey(F f, const Partitions& partitions = {}) const {
    return self().transform([=](const RDD<Row>& rdd) { return rdd.reduceByKey(f, partitions); });
  }
  // The same with combined values of another type.
  template <class Create, class MergeValue, class MergeCombiners>
  auto combineByKey(Create createCombiner, MergeValue mergeValue, MergeCombiners mergeCombiners,
                    const Partitions& partitions = {}, bool /*mapSideCombine*/ = true) const {
    return self().transform(
        [=](const RDD<Row>& rdd) { return rdd.combineByKey(createCombiner, mergeValue, mergeCombiners, partitions); });
  }
  DStream<Row> partitionBy(const Partitioner& partitioner) const {
    return self().transform([=](const RDD<Row>& rdd) { return rdd.partitionBy(partitioner); });
  }

 private:
  using DStreamFunctions<PairDStreamFunctions, Row>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_DSTREAM_FUNCTIONS_H_
