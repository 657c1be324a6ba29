#include <atomic>
#include <cstdint>
#include <fstream>
#include <numeric>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "common/base/random.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {
namespace {

using Row = std::pair<int64_t, std::string>;

constexpr int64_t kRows = 2'000'000;  // About 200 MB.
constexpr int kParts = 16;

// MB of this process's own memory; files that are mapped do not count.
int64_t OwnMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "RssAnon:") continue;
    int64_t kilobytes = 0;
    status >> kilobytes;
    return kilobytes / 1024;
  }
  return -1;
}

// Thread-safe.
class MemoryLog {
 public:
  int64_t Growth() const { return most_ - before_; }
  void Look() {
    const int64_t now = OwnMegabytes();
    for (int64_t most = most_; now > most && !most_.compare_exchange_weak(most, now);) {
    }
  }

 private:
  const int64_t before_ = OwnMegabytes();
  std::atomic<int64_t> most_ = before_;
};
MemoryLog* memory_log = nullptr;

// One executor whose blocks may take 16 MB of memory and what disk they want.
class MoreThanMemoryTest : public RddClusterTest {
 protected:
  MoreThanMemoryTest() { memory_bytes_ = 16 << 20; }
  void SetUp() override {
    RddClusterTest::SetUp();
    EndExecutor(2);
    memory_log = &log_;
  }

  // `keys` different keys in no order, each with rows of 100 bytes. Made on the executor.
  RDD<Row> Rows(int64_t keys) {
    std::vector<int64_t> parts(kParts);
    std::iota(parts.begin(), parts.end(), 0);
    auto rows_of = [](int64_t part, int64_t keys) {
      auto row = [part, keys](int64_t i) {
        uint64_t number = MixBits(static_cast<uint64_t>(part * (kRows / kParts) + i));
        return Row(static_cast<int64_t>(number % static_cast<uint64_t>(keys)), std::string(90, 'a' + number % 26));
      };
      return std::views::iota(int64_t{0}, kRows / kParts) | std::views::transform(row);
    };
    return parallelize(app(), parts, kParts).flatMap(rows_of, keys);
  }

  MemoryLog log_;
};

TEST_F(MoreThanMemoryTest, SortsFromDisk) {
  auto sorted = Rows(int64_t{1} << 40).sortByKey(true, 8);
  int64_t last = -1, count = 0;
  for (const auto& [partition_rows, range] :
       sorted
           .mapPartitions([](const Partition<Row>& rows) {
             int64_t least = -1, greatest = -1, count = 0;
             bool in_order = true;
             for (const Row& row : rows) {
               if (count++ == 0) least = row.first;
               in_order = in_order && row.first >= greatest;
               greatest = row.first;
             }
             memory_log->Look();
             return std::vector{std::pair(in_order ? count : -1, std::pair(least, greatest))};
           })
           .collect()) {
    EXPECT_GT(partition_rows, 0);
    EXPECT_GT(range.first, last);
    last = range.second;
    count += partition_rows;
  }
  EXPECT_EQ(count, kRows);
  RecordProperty("megabytes", static_cast<int>(log_.Growth()));
  EXPECT_LT(log_.Growth(), 150);
}

TEST_F(MoreThanMemoryTest, JoinsFromDisk) {
  auto ones =
      Rows(int64_t{1} << 20).mapValues([](const std::string& text) { return static_cast<int64_t>(text.size()); });
  auto joined = Rows(int64_t{1} << 20).join(ones, 8).mapPartitions([](const auto& rows) {
    memory_log->Look();
    return std::vector<int64_t>{static_cast<int64_t>(rows.size())};
  });
  EXPECT_GT(joined.reduce(std::plus<>()), kRows);
  RecordProperty("megabytes", static_cast<int>(log_.Growth()));
  EXPECT_LT(log_.Growth(), 400);
}

TEST_F(MoreThanMemoryTest, AGroupOfAllRowsIsReadFromDisk) {
  auto sizes = Rows(1).groupByKey(8).mapValues([](const std::vector<std::string>& group) {
    memory_log->Look();
    return static_cast<int64_t>(group.size());
  });
  EXPECT_EQ(sizes.values().collect(), std::vector<int64_t>{kRows});
  RecordProperty("megabytes", static_cast<int>(log_.Growth()));
}

}  // namespace
}  // namespace sluice
