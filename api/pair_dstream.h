#ifndef SLUICE_API_PAIR_DSTREAM_H_
#define SLUICE_API_PAIR_DSTREAM_H_

#include <utility>

#include "api/rdd.h"

namespace sluice {

template <class T>
class DStream;

// What a stream of pairs can do besides: base of DStream<T>, empty for other rows.
template <class T>
class PairDStream {};

template <class K, class V>
class PairDStream<std::pair<K, V>> {
 public:
  // In each batch one pair for each key, its values combined by `f(value, value)`.
  template <class F>
    requires Combiner<F, V>
  DStream<std::pair<K, V>> reduceByKey(F f) const {
    return self().transform([=](const RDD<std::pair<K, V>>& rdd) { return rdd.reduceByKey(f); });
  }
  template <class F>
    requires Combiner<F, V>
  DStream<std::pair<K, V>> reduceByKey(F f, int numPartitions) const {
    return self().transform([=](const RDD<std::pair<K, V>>& rdd) { return rdd.reduceByKey(f, numPartitions); });
  }

 private:
  const auto& self() const { return static_cast<const DStream<std::pair<K, V>>&>(*this); }
};

}  // namespace sluice

#endif  // SLUICE_API_PAIR_DSTREAM_H_
