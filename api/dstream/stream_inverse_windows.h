#ifndef SLUICE_API_DSTREAM_STREAM_INVERSE_WINDOWS_H_
#define SLUICE_API_DSTREAM_STREAM_INVERSE_WINDOWS_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "api/core/duration.h"
#include "api/core/function.h"
#include "api/rdd/functions_of.h"
#include "api/rdd/partitioner.h"

namespace sluice::internal {

// Windows of any rows that go on from the window before: a base of DStream<T>. Needs a checkpoint folder.
template <class T>
class StreamInverseWindows : public DStreamFunctions<StreamInverseWindows<T>, T> {
 public:
  // One row: all rows of the window combined by `f`; `inverse(value, leaving)` takes out what leaves.
  template <class F, class Inverse>
    requires Combiner<F, T> && Combiner<Inverse, T>
  DStream<T> reduceByWindow(F f, Inverse inverse, Duration windowDuration, Duration slideDuration) const {
    return self()
        .map([](T row) { return std::pair<int32_t, T>(1, std::move(row)); })
        .reduceByKeyAndWindow(f, inverse, windowDuration, slideDuration, 1)
        .map([](std::pair<int32_t, T> pair) { return std::move(pair.second); });
  }
  // One row: how many rows the window has. `Count` stays as it is.
  template <class Count = int64_t>
  DStream<Count> countByWindow(Duration windowDuration, Duration slideDuration) const {
    return self()
        .map([](const T&) { return Count{1}; })
        .reduceByWindow(std::plus<>{}, std::minus<>{}, windowDuration, slideDuration);
  }
  // How often each row occurs in the window.
  DStream<std::pair<T, int64_t>> countByValueAndWindow(Duration windowDuration, Duration slideDuration,
                                                       const Partitions& partitions = {}) const {
    return self()
        .map([](T row) { return std::pair<T, int64_t>(std::move(row), 1); })
        .reduceByKeyAndWindow(std::plus<>{}, std::minus<>{}, windowDuration, slideDuration, partitions,
                              [](const std::pair<T, int64_t>& count) { return count.second != 0; });
  }

 private:
  using DStreamFunctions<StreamInverseWindows, T>::self;
};

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_STREAM_INVERSE_WINDOWS_H_
