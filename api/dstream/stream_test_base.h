#ifndef SLUICE_API_DSTREAM_STREAM_TEST_BASE_H_
#define SLUICE_API_DSTREAM_STREAM_TEST_BASE_H_

#include <vector>

#include "api/dstream/dstream.h"
#include "api/dstream/streaming_context.h"
#include "api/rdd/rdd_test_base.h"

namespace sluice {

// A streaming program without a cluster, whose batches of 1 s run when the test says so.
class StreamTestBase : public RddTestBase {
 protected:
  // Remembers the rows of each batch.
  template <class T>
  static void Record(const DStream<T>& stream, std::vector<std::vector<Owned<T>>>& batches) {
    stream.foreachRDD([&batches](const RDD<T>& rdd) { batches.push_back(rdd.collect()); });
  }

  StreamingContext ssc_{app_, Seconds(1)};
};

}  // namespace sluice

#endif  // SLUICE_API_DSTREAM_STREAM_TEST_BASE_H_
