#include <cstdint>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using Row = std::pair<int64_t, std::string>;
constexpr int64_t kRows = 2'200'000;  // About 210 MiB: larger than a frame.

// Tasks of 8 MB each, on executors with 16 MB for blocks.
class LargeSegmentTest : public RddClusterTest {
 protected:
  LargeSegmentTest() {
    memory_bytes_ = 16 << 20;
    task_memory_bytes_ = 8 << 20;
  }

  RDD<Row> Rows(int parts) {
    std::vector<int64_t> seeds(parts);
    for (int i = 0; i < parts; ++i) seeds[i] = i;
    auto rows_of = [](int64_t part, int64_t rows) {
      auto row = [part](int64_t i) { return Row((i * 7919 + part) % kRows, std::string(90, 'x')); };
      return std::views::iota(int64_t{0}, rows) | std::views::transform(row);
    };
    return parallelize(app(), seeds, parts).flatMap(rows_of, kRows / parts);
  }
};

TEST_F(LargeSegmentTest, OneSegmentMayBeLargerThanAFrame) { EXPECT_EQ(Rows(1).repartition(1).count(), kRows); }

TEST_F(LargeSegmentTest, RowsOfBothExecutorsAreSortedOnDisk) {
  int64_t last = -1, count = 0;
  for (const auto& [range, rows] : Rows(4)
                                       .sortByKey(true, 3)
                                       .mapPartitions([](const Partition<Row>& rows) {
                                         int64_t first = rows.begin()->first, last = -1, count = 0;
                                         for (const Row& row : rows) {
                                           count = row.first < last ? -1 : count + 1;
                                           last = row.first;
                                         }
                                         return std::vector{std::pair(std::pair(first, last), count)};
                                       })
                                       .collect()) {
    EXPECT_GE(range.first, last);
    last = range.second;
    count += rows;
  }
  EXPECT_EQ(count, kRows / 4 * 4);
}

}  // namespace
}  // namespace sluice
