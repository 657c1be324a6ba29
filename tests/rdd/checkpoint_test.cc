#include <atomic>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using testing::HasSubstr;

std::atomic<int> computed{0};

class ClusterCheckpointTest : public RddClusterTest {
 protected:
  // 1000 rows in 8 partitions, behind a shuffle; counts how often rows are computed.
  RDD<std::pair<int64_t, int64_t>> Sums() {
    computed = 0;
    std::vector<int64_t> numbers(10'000);
    std::iota(numbers.begin(), numbers.end(), 0);
    return parallelize(app(), numbers, 8)
        .map([](int64_t n) {
          ++computed;
          return std::pair(n % 1000, n);
        })
        .reduceByKey(std::plus<>(), 8);
  }
  static int64_t Total(const RDD<std::pair<int64_t, int64_t>>& sums) { return sums.values().reduce(std::plus<>()); }
  static constexpr int64_t kTotal = 49'995'000;
};

TEST_F(ClusterCheckpointTest, ACheckpointOutlivesTheExecutorsThatWroteIt) {
  app().setCheckpointDir(folder_.path() + "/checkpoints");
  RDD<std::pair<int64_t, int64_t>> sums = Sums();
  sums.checkpoint();
  EXPECT_EQ(Total(sums), kTotal);
  EXPECT_TRUE(sums.isCheckpointed());
  StartExecutor(3);
  EndExecutor(1);
  EndExecutor(2);
  EXPECT_EQ(Total(sums), kTotal);
  EXPECT_EQ(computed, 10'000);
}

TEST_F(ClusterCheckpointTest, LostRowsThatWereKeptAreComputedAgain) {
  RDD<std::pair<int64_t, int64_t>> sums = Sums();
  RDD<std::pair<int64_t, int64_t>> more = sums.mapValues([](int64_t n) { return n; });
  sums.persist();
  EXPECT_EQ(Total(more), kTotal);
  EXPECT_EQ(Total(more), kTotal);
  EXPECT_EQ(computed, 10'000);
  StartExecutor(3);
  EndExecutor(1);
  EndExecutor(2);  // One of the two may have had no task.
  EXPECT_EQ(Total(more), kTotal);
  EXPECT_GT(computed, 10'000);
}

TEST_F(ClusterCheckpointTest, ALocalCheckpointGoesWithItsExecutors) {
  RDD<std::pair<int64_t, int64_t>> sums = Sums();
  sums.localCheckpoint();
  EXPECT_EQ(Total(sums), kTotal);
  EXPECT_EQ(Total(sums), kTotal);
  StartExecutor(3);
  EndExecutor(1);
  EndExecutor(2);
  EXPECT_THAT(ErrorOf([&] { Total(sums); }), HasSubstr("Either the executor that originally checkpointed"));
}

}  // namespace
}  // namespace sluice
