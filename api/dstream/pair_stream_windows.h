#ifndef SLUICE_API_DSTREAM_PAIR_STREAM_WINDOWS_H_
#define SLUICE_API_DSTREAM_PAIR_STREAM_WINDOWS_H_

#include <utility>
#include <vector>

#include "api/core/duration.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/rdd.h"

namespace sluice::internal {

// What a stream of pairs can do over the batches of a window: a base of DStream<std::pair<K, V>>. Each batch is brought
// to its partitions once; windows then merge them where they are.
template <class K, class V>
class PairStreamWindows : public DStreamFunctions<PairStreamWindows<K, V>, std::pair<K, V>> {
 public:
  using Row = std::pair<K, V>;

  // One pair for each key of the window, with all its values.
  DStream<std::pair<K, std::vector<V>>> groupByKeyAndWindow(Duration windowDuration) const {
    return groupByKeyAndWindow(windowDuration, self().slideDuration());
  }
  DStream<std::pair<K, std::vector<V>>> groupByKeyAndWindow(Duration windowDuration, Duration slideDuration,
                                                            const Partitions& partitions = {}) const {
    auto spread = [=](const RDD<Row>& rdd) { return rdd.partitionBy(Partitioner(partitions.Choose({rdd.handle()}))); };
    return self().transform(spread).window(windowDuration, slideDuration).groupByKey(partitions);
  }

  // One pair for each key of the window, its values combined by `f(value, value)`.
  template <class F>
    requires Combiner<F, V>
  DStream<Row> reduceByKeyAndWindow(F f, Duration windowDuration) const {
    return reduceByKeyAndWindow(f, windowDuration, self().slideDuration());
  }
  template <class F>
    requires Combiner<F, V>
  DStream<Row> reduceByKeyAndWindow(F f, Duration windowDuration, Duration slideDuration,
                                    const Partitions& partitions = {}) const {
    return self().reduceByKey(f, partitions).window(windowDuration, slideDuration).reduceByKey(f, partitions);
  }

 private:
  using DStreamFunctions<PairStreamWindows, std::pair<K, V>>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_PAIR_STREAM_WINDOWS_H_
