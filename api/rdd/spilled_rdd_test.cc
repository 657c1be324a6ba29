// Wide operations whose rows do not fit the memory of a task, against the same with plain containers.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "engine/exchange/spill/scratch_space.h"

namespace sluice {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;
using Row = std::pair<std::string, int64_t>;
using Groups = std::map<std::string, std::vector<int64_t>>;

constexpr int64_t kTinyBudget = 16 << 10;
constexpr char kHotKey[] = "the key that nine of ten rows have";

class SpilledRddTest : public RddTestBase {
 protected:
  SpilledRddTest() { jobs_.set_task_memory({.budget = kTinyBudget, .scratch = &scratch_}); }
  ~SpilledRddTest() override {
    EXPECT_GT(scratch_.written_bytes(), 0) << "nothing was spilled, so nothing was tested";
    jobs_.set_task_memory({});
  }

  // Some rows of many keys, short and long ones.
  static std::vector<Row> Rows(int count, int keys, uint32_t seed, bool skewed = false) {
    std::mt19937 random(seed);
    std::vector<Row> rows;
    for (int64_t i = 0; i < count; ++i) {
      std::string key = "key " + std::to_string(random() % keys);
      if (random() % 4 == 0) key += " is a long one";
      rows.emplace_back(skewed && random() % 10 != 0 ? kHotKey : key, i);
    }
    return rows;
  }
  static Groups GroupsOf(const std::vector<Row>& rows) {
    Groups groups;
    for (const auto& [key, value] : rows) groups[key].push_back(value);
    return groups;
  }
  RDD<Row> Rdd(const std::vector<Row>& rows, int partitions = 3) { return parallelize<Row>(app_, rows, partitions); }

  TemporaryFolder folder_ = *TemporaryFolder::Create("spilled");
  ScratchSpace scratch_{folder_.path(), int64_t{1} << 30};
};

TEST_F(SpilledRddTest, SortIsRightAndStableInBothDirections) {
  std::vector<Row> rows = Rows(20000, 300, 1);
  auto by_key = [](const Row& a, const Row& b) { return a.first < b.first; };
  std::stable_sort(rows.begin(), rows.end(), by_key);
  std::shuffle(rows.begin(), rows.end(), std::mt19937(2));
  for (int partitions : {1, 3}) {
    std::vector<Row> expected = rows;
    std::stable_sort(expected.begin(), expected.end(), by_key);
    EXPECT_EQ(Rdd(rows).sortByKey(true, partitions).collect(), expected);
    std::stable_sort(expected.begin(), expected.end(), [&](const Row& a, const Row& b) { return by_key(b, a); });
    EXPECT_EQ(Rdd(rows).sortByKey(false, partitions).collect(), expected);
  }
}

TEST_F(SpilledRddTest, SortByNumbersAndOfRowsThatAreThereAlready) {
  std::vector<int64_t> numbers(30000);
  std::mt19937_64 random(3);
  for (int64_t& number : numbers) number = static_cast<int64_t>(random());
  std::vector<int64_t> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  RDD<int64_t> rdd = parallelize<int64_t>(app_, numbers, 2).sortBy([](int64_t n) { return n; }, true, 2);
  EXPECT_EQ(rdd.collect(), sorted);
  auto pairs =
      rdd.map([](int64_t n) { return std::pair(n, -n); }).repartitionAndSortWithinPartitions(HashPartitioner(1));
  std::vector<int64_t> again = pairs.mapValues([](int64_t n) { return n; }).keys().collect();
  EXPECT_EQ(again, sorted);
}

TEST_F(SpilledRddTest, GroupsHaveTheirValuesInTheOrderOfArrival) {
  for (bool skewed : {false, true}) {
    std::vector<Row> rows = Rows(20000, 1000, 4, skewed);
    const Groups expected = GroupsOf(rows);
    auto groups = Rdd(rows).groupByKey(2).collect();
    EXPECT_THAT(groups, SizeIs(expected.size()));
    for (const auto& [key, values] : groups) ASSERT_EQ(values, expected.at(key)) << key;
  }
}

TEST_F(SpilledRddTest, ValuesThatAreViewsLiveLongEnough) {
  std::vector<Row> rows = Rows(5000, 2000, 5);
  std::vector<std::string> lines;
  for (const auto& [key, value] : rows) lines.push_back(key + "=" + std::to_string(value));
  auto pairs = parallelize<std::string>(app_, lines, 2).map([](std::string line) {
    return std::pair(line, std::string_view("same for all"));
  });
  auto groups = pairs.groupByKey(1).collect();
  EXPECT_THAT(groups, SizeIs(lines.size()));
  for (const auto& [key, values] : groups) ASSERT_THAT(values, testing::ElementsAre("same for all"));
}

TEST_F(SpilledRddTest, CogroupHasAllSidesOfEachKey) {
  std::vector<Row> left = Rows(8000, 700, 6, true), right = Rows(3000, 900, 7);
  const Groups lefts = GroupsOf(left), rights = GroupsOf(right);
  std::set<std::string> keys;
  for (const Groups* groups : {&lefts, &rights}) {
    for (const auto& [key, values] : *groups) keys.insert(key);
  }
  auto of = [](const Groups& groups, const std::string& key) {
    auto found = groups.find(key);
    return found == groups.end() ? std::vector<int64_t>() : found->second;
  };
  auto rows = Rdd(left).cogroup(Rdd(right), 2).collect();
  EXPECT_THAT(rows, SizeIs(keys.size()));
  for (const auto& [key, both] : rows) ASSERT_EQ(both, std::pair(of(lefts, key), of(rights, key))) << key;
}

TEST_F(SpilledRddTest, CombiningAddsUpToTheSame) {
  for (bool skewed : {false, true}) {
    std::vector<Row> rows = Rows(30000, 5000, 8, skewed);
    std::map<std::string, int64_t> sums;
    for (const auto& [key, value] : rows) sums[key] += value;
    auto plus = [](int64_t a, int64_t b) { return a + b; };
    EXPECT_EQ(Rdd(rows).reduceByKey(plus, 2).collectAsMap(), sums);
    // Rows that are partitioned already are combined without a shuffle.
    EXPECT_EQ(Rdd(rows).partitionBy(HashPartitioner(2)).reduceByKey(plus, 2).collectAsMap(), sums);
  }
}

TEST_F(SpilledRddTest, CombinedValuesThatGrowKeepTheOrderOfArrival) {
  std::vector<Row> rows = Rows(10000, 40, 9);
  const Groups expected = GroupsOf(rows);
  using List = std::vector<int64_t>;
  auto lists = Rdd(rows, 1).combineByKey([](int64_t value) { return List{value}; },
                                         [](List list, int64_t value) {
                                           list.push_back(value);
                                           return list;
                                         },
                                         [](List a, List b) {
                                           a.insert(a.end(), b.begin(), b.end());
                                           return a;
                                         },
                                         2);
  for (const auto& [key, values] : lists.collect()) ASSERT_EQ(values, expected.at(key)) << key;
}

TEST_F(SpilledRddTest, DistinctAndSubtractAndCountByKey) {
  std::vector<Row> rows = Rows(20000, 3000, 10), others = Rows(10000, 2000, 11);
  std::set<std::string> distinct;
  std::map<std::string, int64_t> counts;
  for (const auto& [key, value] : rows) distinct.insert(key), ++counts[key];
  EXPECT_THAT(Rdd(rows).keys().distinct(2).collect(), UnorderedElementsAreArray(distinct));
  EXPECT_EQ(Rdd(rows).countByKey(), counts);
  const Groups without = GroupsOf(others);
  std::vector<Row> expected;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(expected),
               [&](const Row& row) { return without.count(row.first) == 0; });
  std::vector<Row> left = Rdd(rows).subtractByKey(Rdd(others), 2).collect();
  std::sort(left.begin(), left.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(left, expected);
}

TEST_F(SpilledRddTest, RepartitionMovesEveryRowOnce) {
  std::vector<Row> rows = Rows(20000, 3000, 12);
  std::vector<Row> moved = Rdd(rows).repartition(5).collect();
  std::sort(moved.begin(), moved.end());
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(moved, rows);
}

TEST_F(SpilledRddTest, FullDiskFailsTheJobAndSaysSo) {
  ScratchSpace small(folder_.path(), 20000);
  jobs_.set_task_memory({.budget = kTinyBudget, .scratch = &small});
  std::vector<Row> rows = Rows(20000, 3000, 13);
  EXPECT_THAT(ErrorOf([&] { Rdd(rows).groupByKey(1).count(); }), HasSubstr("no room on disk"));
  EXPECT_EQ(small.used_bytes(), 0) << "what was written is gone";
  jobs_.set_task_memory({.budget = kTinyBudget, .scratch = &scratch_});
  Rdd(rows).sortByKey().count();
}

}  // namespace
}  // namespace sluice
