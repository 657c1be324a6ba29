#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "tests/rdd/rdd_cluster.h"
#include "tests/streams/counting_receiver.h"

namespace sluice {
namespace {

using Row = std::pair<int, int64_t>;  // Receiver, number.

class SeveralReceiversTest : public RddClusterTest {};

TEST_F(SeveralReceiversTest, EachRowOfEachReceiverIsInOneBatchOfTheirUnion) {
  constexpr int64_t kRows = 20'000;
  StreamingContext ssc(app(), Milliseconds(50));
  std::vector<DStream<Row>> streams;
  for (int name : {0, 1, 2}) {
    streams.push_back(ssc.receiverStream<CountingReceiver>(StorageLevel::MEMORY_ONLY_2, name, kRows, name == 0));
  }
  std::multiset<Row> seen;
  std::atomic<size_t> count = 0;
  ssc.union_(streams).foreachRDD([&](const RDD<Row>& rdd) {
    for (const Row& row : rdd.collect()) seen.insert(row);
    count = seen.size();
  });
  ssc.start();
  for (int i = 0; i < 600 && count < 3 * kRows; ++i) ssc.awaitTerminationOrTimeout(50);
  ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/true);
  ASSERT_EQ(seen.size(), 3 * kRows);
  for (int name : {0, 1, 2}) {
    for (int64_t i = 0; i < kRows; ++i) ASSERT_EQ(seen.count({name, i}), 1) << name << " " << i;
  }
}

}  // namespace
}  // namespace sluice
