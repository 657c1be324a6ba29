#include <atomic>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/shared/accumulator.h"
#include "api/shared/broadcast.h"
#include "tests/rdd/rdd_cluster.h"

namespace sluice {

// Counts how often it came to an executor of this process.
class Table {
 public:
  Table() = default;
  explicit Table(std::vector<int64_t> values) : values_(std::move(values)) {}
  int64_t at(size_t i) const { return values_.at(i); }
  static inline std::atomic<int> arrived{0};

 private:
  friend struct Codec<Table>;
  std::vector<int64_t> values_;
};
template <>
struct Codec<Table> {
  static void Encode(const Table& table, Writer& out) { EncodeTo(out, table.values_); }
  static bool Decode(Reader& in, Table& table) {
    ++Table::arrived;
    return DecodeFrom(in, table.values_);
  }
};

namespace {

using testing::HasSubstr;

class ClusterVariablesTest : public RddClusterTest {
 protected:
  // The sum over a broadcast table of several pieces, read by 16 tasks.
  static int64_t Sum(Application& app, const Broadcast<Table>& table) {
    std::vector<int64_t> places(16);
    std::iota(places.begin(), places.end(), 0);
    return parallelize(app, places, 16)
        .map([](int64_t place, const Broadcast<Table>& table) { return table.value().at(place * 100'000); }, table)
        .reduce(std::plus<>());
  }
  static Table Numbers() {
    std::vector<int64_t> values(1'600'000);
    std::iota(values.begin(), values.end(), 0);
    return Table(std::move(values));
  }
};

TEST_F(ClusterVariablesTest, ABroadcastComesToEachExecutorOnce) {
  Table::arrived = 0;
  Broadcast<Table> table = broadcast(app(), Numbers());
  for (int job = 0; job < 5; ++job) EXPECT_EQ(Sum(app(), table), 12'000'000);
  EXPECT_EQ(Table::arrived, 2);
  table.unpersist();
  EXPECT_EQ(Sum(app(), table), 12'000'000);
  EXPECT_EQ(Table::arrived, 4);
  StartExecutor(3);
  EndExecutor(1);
  EndExecutor(2);
  EXPECT_EQ(Sum(app(), table), 12'000'000);
  EXPECT_EQ(Table::arrived, 5);
}

TEST_F(ClusterVariablesTest, ADestroyedBroadcastFailsTheJobThatReadsIt) {
  Broadcast<Table> table = broadcast(app(), Numbers());
  auto read = parallelize<int64_t>(app(), {1}, 1)
                  .map([](int64_t place, const Broadcast<Table>& table) { return table.value().at(place); }, table);
  EXPECT_EQ(read.first(), 1);
  table.destroy();
  EXPECT_THAT(ErrorOf([&] { read.first(); }),
              HasSubstr("Attempted to use " + table.toString() + " after it was destroyed"));
}

TEST_F(ClusterVariablesTest, WhatTasksAddIsCountedOnceThoughTheyRunTwice) {
  static std::atomic<int> failures{0};
  failures = 0;
  LongAccumulator rows = longAccumulator(app(), "rows");
  CollectionAccumulator<std::string> seen = collectionAccumulator<std::string>(app());
  auto add_and_fail_at_first = [](int64_t n, const LongAccumulator& rows,
                                  const CollectionAccumulator<std::string>& seen) {
    rows.add(n);
    seen.add(std::to_string(n));
    if (n == 7 && failures++ < 2) throw std::runtime_error("not yet");
  };
  std::vector<int64_t> numbers(100);
  std::iota(numbers.begin(), numbers.end(), 0);
  parallelize(app(), numbers, 10).foreach (add_and_fail_at_first, rows, seen);
  EXPECT_EQ(failures, 3);
  EXPECT_EQ(rows.value(), 4950);
  EXPECT_EQ(rows.count(), 100);
  EXPECT_EQ(seen.value().size(), 100u);
}

}  // namespace
}  // namespace sluice
