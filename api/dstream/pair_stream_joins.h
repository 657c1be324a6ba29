#ifndef SLUICE_API_DSTREAM_PAIR_STREAM_JOINS_H_
#define SLUICE_API_DSTREAM_PAIR_STREAM_JOINS_H_

#include <utility>

#include "api/rdd/functions_of.h"
#include "api/rdd/rdd.h"

namespace sluice::internal {

// What a stream of pairs can do with another one of the same keys and slide: a base of DStream<std::pair<K, V>>. Each
// batch of this stream meets the batch of the other one of the same time, as RDDs do in the operation of this name.
template <class K, class V>
class PairStreamJoins : public DStreamFunctions<PairStreamJoins<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  template <class L, class W>
  auto cogroup(const DStream<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together(other, [=](const auto& rdd, const auto& others) { return rdd.cogroup(others, partitions); });
  }
  template <class L, class W>
  auto join(const DStream<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together(other, [=](const auto& rdd, const auto& others) { return rdd.join(others, partitions); });
  }
  template <class L, class W>
  auto leftOuterJoin(const DStream<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together(other, [=](const auto& rdd, const auto& others) { return rdd.leftOuterJoin(others, partitions); });
  }
  template <class L, class W>
  auto rightOuterJoin(const DStream<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together(other, [=](const auto& rdd, const auto& others) { return rdd.rightOuterJoin(others, partitions); });
  }
  template <class L, class W>
  auto fullOuterJoin(const DStream<std::pair<L, W>>& other, const Partitions& partitions = {}) const {
    return Together(other, [=](const auto& rdd, const auto& others) { return rdd.fullOuterJoin(others, partitions); });
  }

 private:
  using DStreamFunctions<PairStreamJoins, std::pair<K, V>>::self;

  template <class Other, class F>
  auto Together(const DStream<Other>& other, F f) const {
    auto typed = [f](const RDD<Row>& rdd, const RDD<Other>& others) { return f(rdd, others); };
    return self().transformWith(other, typed);
  }
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_STREAM_JOINS_H_
