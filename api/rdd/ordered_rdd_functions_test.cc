#include "api/rdd/ordered_rdd_functions.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Row = std::pair<std::string, int64_t>;

class OrderedRddTest : public RddTestBase {
 protected:
  // Keys of all lengths up to 100, many with long common starts, some with zeros.
  std::vector<Row> RandomRows(int count) {
    std::mt19937 random(7);
    std::vector<Row> rows;
    for (int64_t i = 0; i < count; ++i) {
      std::string key = std::string(random() % 3 * 20, 'x') + std::to_string(random() % 500);
      if (random() % 10 == 0) key += std::string(random() % 3, '\0');
      if (random() % 10 == 0) key += "\xff\x80";
      rows.emplace_back(key, i);
    }
    return rows;
  }
  template <class F>
  absl::Status ErrorOf(F call) {
    try {
      call();
    } catch (const Error& error) {
      return error.status();
    }
    return absl::OkStatus();
  }
};

TEST_F(OrderedRddTest, TextIsSortedByItsBytesAcrossPartitions) {
  std::vector<Row> rows = RandomRows(20000);
  auto sorted = parallelize(app_, rows, 4).sortByKey(true, 7);
  EXPECT_EQ(sorted.getNumPartitions(), 7);
  for (size_t size : sorted.glom().map([](const std::vector<Row>& part) { return part.size(); }).collect()) {
    EXPECT_THAT(size, Ge(1000u)) << "partitions are of about the same size";
  }
  auto before = [](const Row& a, const Row& b) { return a.first < b.first; };
  std::stable_sort(rows.begin(), rows.end(), before);
  EXPECT_EQ(sorted.collect(), rows);
  auto descending = parallelize(app_, rows, 4).sortByKey(false, 3).keys().collect();
  EXPECT_TRUE(std::is_sorted(descending.rbegin(), descending.rend()));
  EXPECT_THAT(descending, SizeIs(rows.size()));
}

TEST_F(OrderedRddTest, NumbersAreSortedByValue) {
  double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  auto doubles = parallelize<double>(app_, {3.5, -1, nan, 0.0, -infinity, 1e300, -0.5}, 2);
  auto text = doubles.sortBy([](double d) { return d; }).map([](double d) { return ToText(d); });
  EXPECT_THAT(text.collect(), ElementsAre("-Infinity", "-1.0", "-0.5", "0.0", "3.5", "1.0E300", "NaN"));
  auto numbers = parallelize<int64_t>(app_, {5, -3, 1000000007, 0, -70000000000}, 3);
  EXPECT_THAT(numbers.sortBy([](int64_t n) { return n; }, false).collect(),
              ElementsAre(1000000007, 5, 0, -3, -70000000000));
}

TEST_F(OrderedRddTest, ManyNumbersInFewRanges) {
  std::vector<std::pair<int32_t, int64_t>> rows;
  for (int64_t i = 0; i < 30000; ++i) rows.emplace_back(static_cast<int32_t>(i * 7919 % 30011) - 15000, i);
  auto keys = parallelize(app_, rows, 3).sortByKey(true, 4).keys().collect();
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_THAT(keys, SizeIs(30000));
}

TEST_F(OrderedRddTest, CompositeKeysAreSortedByTheirParts) {
  using Key = std::pair<std::string, int64_t>;
  auto rows = parallelize<Key>(app_, {{"b", 1}, {"a", 5}, {"a", -5}, {"", 9}, {"b", 0}}, 2);
  EXPECT_THAT(rows.sortBy([](const Key& key) { return key; }, true, 2).collect(),
              ElementsAre(Pair("", 9), Pair("a", -5), Pair("a", 5), Pair("b", 0), Pair("b", 1)));
}

TEST_F(OrderedRddTest, WordsByCountThenText) {
  auto words = parallelize<Row>(app_, {{"be", 2}, {"or", 1}, {"to", 2}, {"not", 1}}, 2);
  auto top = words.sortBy([](const Row& row) { return std::tuple(-row.second, row.first); });
  EXPECT_THAT(top.keys().collect(), ElementsAre("be", "to", "not", "or"));
}

TEST_F(OrderedRddTest, FewKeysGiveFewPartitionsAndNoRowsGiveOne) {
  EXPECT_EQ(parallelize<Row>(app_, {{"a", 1}, {"a", 2}}, 2).sortByKey(true, 8).getNumPartitions(), 2);
  auto nothing = parallelize<Row>(app_, {}, 2).sortByKey(true, 8);
  EXPECT_EQ(nothing.getNumPartitions(), 1);
  EXPECT_THAT(nothing.collect(), IsEmpty());
  EXPECT_EQ(nothing.sortByKey(true, 0).getNumPartitions(), 1);  // As Spark's RangePartitioner has it.
  EXPECT_FALSE(ErrorOf([&] { nothing.sortByKey(true, -1); }).ok());
}

TEST_F(OrderedRddTest, SortedPairsAreReducedWithoutAShuffleAndStaySorted) {
  auto sorted = parallelize(app_, RandomRows(5000), 3).sortByKey(true, 4);
  auto counts = sorted.reduceByKey([](int64_t a, int64_t b) { return a + b; });
  EXPECT_EQ(counts.partitioner(), sorted.partitioner());
  EXPECT_THAT(sorted.join(counts).collect(), SizeIs(5000));
  EXPECT_EQ(jobs_.shuffles_kept(), 1u);
}

TEST_F(OrderedRddTest, FunctionsOfTheKeyPartition) {
  auto by_length =
      FunctionPartitioner<std::string>(3, [](const std::string& key) { return std::min<int>(key.size(), 2); });
  auto rows = parallelize<Row>(app_, {{"zz", 1}, {"b", 2}, {"", 3}, {"yyy", 4}, {"a", 5}}, 2);
  auto parts = rows.repartitionAndSortWithinPartitions(by_length);
  EXPECT_THAT(parts.keys().glom().collect(),
              ElementsAre(ElementsAre(""), ElementsAre("a", "b"), ElementsAre("yyy", "zz")));
  EXPECT_EQ(parts.partitioner(), by_length);
  EXPECT_NE(parts.partitioner(), HashPartitioner(3));
  EXPECT_THAT(parts.join(rows).collect(), SizeIs(5)) << "the other side goes where the function says";

  auto shifted = FunctionPartitioner<std::string>(3, [](const std::string&, int shift) { return shift; }, 3);
  EXPECT_THAT(std::string(ErrorOf([&] { rows.partitionBy(shifted).count(); }).message()),
              HasSubstr("partition=3 numPartitions=3"));
}

TEST_F(OrderedRddTest, RangesOfOneRddPartitionAnother) {
  auto rows = parallelize(app_, RandomRows(1000), 3);
  RangePartitioner by_range(4, rows);
  auto spread = rows.partitionBy(by_range);
  EXPECT_EQ(spread.partitioner(), by_range);
  std::string last;
  for (const std::vector<Row>& partition : spread.glom().collect()) {
    if (partition.empty()) continue;
    auto [least, greatest] = std::minmax_element(partition.begin(), partition.end());
    EXPECT_GE(least->first, last);
    last = greatest->first;
  }
  EXPECT_EQ(spread.count(), 1000);
}

TEST_F(OrderedRddTest, KeysOfARange) {
  auto rows = parallelize<Row>(app_, {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}}, 2);
  EXPECT_THAT(rows.filterByRange("b", "c").collect(), ElementsAre(Pair("b", 2), Pair("c", 3)));
}

TEST_F(OrderedRddTest, LookupReadsOnePartitionOfPartitionedPairs) {
  auto rows = parallelize<Row>(app_, {{"a", 1}, {"b", 2}, {"a", 3}}, 2);
  EXPECT_THAT(rows.lookup("a"), ElementsAre(1, 3));
  EXPECT_THAT(rows.lookup("c"), IsEmpty());
  auto spread = rows.partitionBy(HashPartitioner(5));
  EXPECT_THAT(spread.lookup("a"), ElementsAre(1, 3));
  int before = jobs_.tasks_run();
  EXPECT_THAT(spread.lookup("b"), ElementsAre(2));
  EXPECT_EQ(jobs_.tasks_run() - before, 1);
}

TEST_F(OrderedRddTest, ReducedOnTheDriver) {
  auto rows = parallelize<Row>(app_, {{"a", 1}, {"b", 2}, {"a", 3}}, 2);
  EXPECT_THAT(rows.reduceByKeyLocally(std::plus<>()), ElementsAre(Pair("a", 4), Pair("b", 2)));
}

TEST_F(OrderedRddTest, MapsForTheDriver) {
  auto rows = parallelize<Row>(app_, {{"a", 1}, {"b", 2}, {"a", 3}}, 2);
  EXPECT_THAT(rows.countByKey(), ElementsAre(Pair("a", 2), Pair("b", 1)));
  EXPECT_THAT(rows.collectAsMap(), ElementsAre(Pair("a", 3), Pair("b", 2)));
}

TEST_F(OrderedRddTest, CartesianPairsEveryRowWithEveryRow) {
  auto pairs = parallelize<int64_t>(app_, {1, 2, 3}, 2).cartesian(parallelize<std::string>(app_, {"x", "y"}, 2));
  EXPECT_EQ(pairs.getNumPartitions(), 4);
  EXPECT_THAT(pairs.collect(),
              UnorderedElementsAre(Pair(1, "x"), Pair(1, "y"), Pair(2, "x"), Pair(2, "y"), Pair(3, "x"), Pair(3, "y")));
  EXPECT_EQ(pairs.take(1).size(), 1u);
}

}  // namespace
}  // namespace sluice
