// Receivers that would never end, in batches that they may not make as big as they like.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "api/dstream/streaming_context.h"
#include "common/base/mutex.h"
#include "common/clock/clock.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

constexpr int kIntervalMillis = 100;

// Has always more, and stores it one by one or in blocks.
class Flood : public Receiver<int64_t> {
 public:
  explicit Flood(bool in_blocks) : in_blocks_(in_blocks) {}
  void onStart() override {
    const std::vector<int64_t> block(20, 1);
    while (!isStopped()) in_blocks_ ? store(block) : store(1);
  }
  void onStop() override {}

 private:
  const bool in_blocks_;
};

class RateLimitsTest : public RddClusterTest {
 protected:
  // Batches until there are so many that `wanted` says yes to, whose rows take `per_row` each.
  void Run(bool in_blocks, absl::Duration per_row, const std::function<bool()>& wanted) {
    StreamingContext ssc(app(), Milliseconds(kIntervalMillis));
    ssc.receiverStream<Flood>(StorageLevel::MEMORY_ONLY, in_blocks).foreachRDD([&](const RDD<int64_t>& rdd) {
      const int64_t rows = rdd.count();
      runtime_.NewEvent()->Wait(rows * per_row);  // What is done with them.
      MutexLock lock(&mu_);
      batch_rows_.push_back(rows);
    });
    ssc.start();
    for (int i = 0; i < 600 && !wanted(); ++i) ssc.awaitTerminationOrTimeout(50);
    EXPECT_TRUE(wanted());
    limit_ = driver_->status().runs.at(0).rates.at(0).limit;
    ssc.stop(/*stopApplication=*/true, /*stopGracefully=*/true);
  }
  std::vector<int64_t> Rows() {
    MutexLock lock(&mu_);
    return batch_rows_;
  }
  // Of the last ten batches, as far as they have rows.
  int64_t LargestOfTheLast() {
    const std::vector<int64_t> rows = Rows();
    return rows.size() < 10 ? 0 : *std::max_element(rows.end() - 10, rows.end());
  }

  Mutex mu_;
  std::vector<int64_t> batch_rows_ ABSL_GUARDED_BY(mu_);
  int64_t limit_ = 0;  // When it was stopped.
};

class MaxRateTest : public RateLimitsTest {
 protected:
  MaxRateTest() { conf_.Set("spark.streaming.receiver.maxRate", "1000"); }
  void CheckRate(bool in_blocks) {
    const absl::Time start = SystemClock().Now();
    Run(in_blocks, absl::ZeroDuration(), [this] { return Rows().size() >= 20; });
    const double seconds = absl::ToDoubleSeconds(SystemClock().Now() - start);
    const std::vector<int64_t> rows = Rows();
    const int64_t all = std::accumulate(rows.begin(), rows.end(), int64_t{0});
    EXPECT_GT(all, 0);
    EXPECT_LE(all, 1000 * seconds + 200) << "what it had not used it may make up for, a tenth of a second of it";
    EXPECT_EQ(limit_, 1000);
  }
};

TEST_F(MaxRateTest, BatchesHaveNoMoreRowsThanAReceiverMayTake) { CheckRate(/*in_blocks=*/false); }

TEST_F(MaxRateTest, NorIfItStoresWholeBlocks) { CheckRate(/*in_blocks=*/true); }

class BackpressureTest : public RateLimitsTest {
 protected:
  BackpressureTest() {
    conf_.Set("spark.streaming.backpressure.enabled", "true");
    conf_.Set("spark.streaming.backpressure.initialRate", "5000");
    conf_.Set("spark.streaming.backpressure.pid.minRate", "10");
  }
};

TEST_F(BackpressureTest, BatchesComeToHaveNoMoreRowsThanTheyCanProcess) {
  constexpr int64_t kBearable = 1000 * kIntervalMillis / 1000;  // A row takes a millisecond.
  auto are_bearable = [this] {
    const int64_t largest = LargestOfTheLast();
    return largest > 0 && largest <= 2 * kBearable;
  };
  Run(/*in_blocks=*/false, absl::Milliseconds(1), are_bearable);
  const std::vector<int64_t> rows = Rows();
  EXPECT_GT(*std::max_element(rows.begin(), rows.end()), 2 * kBearable) << "at first they were not";
  EXPECT_GT(limit_, 0);
  EXPECT_LE(limit_, 1000);
}

}  // namespace
}  // namespace sluice
