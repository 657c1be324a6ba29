#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "tests/rdd/rdd_cluster.h"
#include "tests/streams/counting_receiver.h"

// A program that keeps the RDD of a batch, and reads it when the batch is long over.

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Row = std::pair<int, int64_t>;  // Receiver, number.

class HeldBatchesTest : public RddClusterTest {
 protected:
  // Calls `hold` with the first batch that has rows, and `read` some batches later.
  void Run(StreamingContext& ssc, std::function<void(const RDD<Row>&)> hold, std::function<void()> read) {
    std::atomic<bool> done = false;
    int batches_since = 0;
    auto numbers = ssc.receiverStream<CountingReceiver>(StorageLevel::MEMORY_ONLY_2, 0, kRows, /*reliable=*/true);
    numbers.foreachRDD([&](const RDD<Row>& rdd) {
      if (batches_since == 0 && rdd.isEmpty()) return;
      if (batches_since == 0) hold(rdd);
      if (++batches_since == 5) read();
      done = batches_since >= 5;
    });
    ssc.start();
    for (int i = 0; i < 600 && !done; ++i) ssc.awaitTerminationOrTimeout(50);
    ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/true);
    ASSERT_TRUE(done);
  }

  static constexpr int64_t kRows = 100;
};

TEST_F(HeldBatchesTest, WhatWasFreedIsAnErrorInEveryActionAndNotEmpty) {
  StreamingContext ssc(app(), Milliseconds(50));
  std::optional<RDD<Row>> held;
  std::vector<std::string> errors;
  Run(
      ssc, [&](const RDD<Row>& rdd) { held = rdd; },
      [&] {
        auto mapped = held->map([](const Row& row) { return row.second; });
        errors.push_back(ErrorOf([&] { held->count(); }));
        errors.push_back(ErrorOf([&] { held->collect(); }));
        errors.push_back(ErrorOf([&] { held->isEmpty(); }));
        errors.push_back(ErrorOf([&] { mapped.take(1); }));
        errors.push_back(ErrorOf([&] { mapped.union_(parallelize<int64_t>(app(), {1}, 1)).count(); }));
        errors.push_back(ErrorOf([&] { held->groupByKey().count(); }));
      });
  EXPECT_THAT(errors, SizeIs(6));
  EXPECT_THAT(errors, Each(AllOf(HasSubstr("Could not compute split, block input-"), HasSubstr("CountingReceiver"),
                                 HasSubstr(" ms"), HasSubstr("remember()"), HasSubstr("cache()"))));
}

TEST_F(HeldBatchesTest, WhatIsCachedIsThere) {
  StreamingContext ssc(app(), Milliseconds(50));
  std::optional<RDD<Row>> held;
  int64_t before = 0, after = 0;
  Run(ssc, [&](const RDD<Row>& rdd) { before = (held = rdd)->cache().count(); }, [&] { after = held->count(); });
  EXPECT_GT(before, 0);
  EXPECT_EQ(after, before);
}

TEST_F(HeldBatchesTest, WhatIsRememberedIsThere) {
  StreamingContext ssc(app(), Milliseconds(50));
  ssc.remember(Seconds(60));
  std::optional<RDD<Row>> held;
  int64_t before = 0, after = 0;
  Run(ssc, [&](const RDD<Row>& rdd) { before = (held = rdd)->count(); }, [&] { after = held->count(); });
  EXPECT_GT(before, 0);
  EXPECT_EQ(after, before);
}

}  // namespace
}  // namespace sluice
