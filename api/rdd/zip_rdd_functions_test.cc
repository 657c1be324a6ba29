#include "api/rdd/zip_rdd_functions.h"

#include <string>
#include <utility>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

class ZippedRddTest : public RddTestBase {
 protected:
  RDD<std::string> Letters(int partitions) {
    return parallelize<std::string>(app_, {"a", "b", "c", "d", "e"}, partitions);
  }
};

TEST_F(ZippedRddTest, IndexesGoOnThroughPartitions) {
  auto indexed = Letters(2).zipWithIndex();
  EXPECT_EQ(jobs_.tasks_run(), 2);
  EXPECT_THAT(indexed.collect(), ElementsAre(Pair("a", 0), Pair("b", 1), Pair("c", 2), Pair("d", 3), Pair("e", 4)));
  EXPECT_THAT(Letters(1).zipWithIndex().take(2), ElementsAre(Pair("a", 0), Pair("b", 1)));
}

TEST_F(ZippedRddTest, UniqueIdsNeedNoJob) {
  auto numbered = Letters(3).zipWithUniqueId();
  EXPECT_EQ(jobs_.tasks_run(), 0);
  EXPECT_THAT(numbered.collect(), ElementsAre(Pair("a", 0), Pair("b", 1), Pair("c", 4), Pair("d", 2), Pair("e", 5)));
}

TEST_F(ZippedRddTest, ZipPairsRowsOfLikePartitions) {
  auto sizes = Letters(2).map([](std::string_view letter) { return static_cast<int64_t>(letter[0]); });
  EXPECT_THAT(Letters(2).zip(sizes).take(3), ElementsAre(Pair("a", 'a'), Pair("b", 'b'), Pair("c", 'c')));
  EXPECT_EQ(ErrorOf([&] { Letters(3).zip(sizes); }), "Can't zip RDDs with unequal numbers of partitions: List(3, 2)");
  auto fewer = sizes.filter([](int64_t letter) { return letter != 'e'; });
  const std::string unequal = "Can only zip RDDs with same number of elements in each partition";
  EXPECT_THAT(ErrorOf([&] { Letters(2).zip(fewer).count(); }), HasSubstr(unequal));
  EXPECT_THAT(ErrorOf([&] { fewer.zip(Letters(2)).count(); }), HasSubstr(unequal));
}

TEST_F(ZippedRddTest, ZipPartitionsGivesFunctionsWholePartitions) {
  auto sizes = parallelize<int64_t>(app_, {10, 20, 30}, 2);
  auto describe = [](const Partition<std::string>& letters, const Partition<int64_t>& sizes, const std::string& mark) {
    return std::vector{std::to_string(letters.index()) + mark + std::to_string(letters.size()) + mark +
                       std::to_string(sizes.size())};
  };
  EXPECT_THAT(Letters(2).zipPartitions(sizes, describe, ":").collect(), ElementsAre("0:2:1", "1:3:2"));
  EXPECT_EQ(ErrorOf([&] { Letters(3).zipPartitions(sizes, describe, ":"); }),
            "Can't zip RDDs with unequal numbers of partitions: List(3, 2)");
  auto count = [](const auto&... partitions) { return std::vector<size_t>{partitions.size()...}; };
  EXPECT_THAT(sizes.zipPartitions(Letters(2), sizes, count).collect(), ElementsAre(1, 2, 1, 2, 3, 2));
  EXPECT_THAT(sizes.zipPartitions(sizes, sizes, sizes, count).count(), 8);
}

TEST_F(ZippedRddTest, ZipPartitionsKeepsThePartitionerIfItIsSaidTo) {
  auto pairs = Letters(2).map([](std::string_view letter) { return std::pair(std::string(letter), 1); });
  auto left = pairs.partitionBy(HashPartitioner(3));
  auto all = [](const Partition<std::pair<std::string, int>>& rows, const auto&) {
    std::vector<std::pair<std::string, int>> copied;
    for (const auto& row : rows) copied.push_back(row);
    return copied;
  };
  EXPECT_EQ(left.zipPartitions(left, true, all).partitioner(), left.partitioner());
  EXPECT_EQ(left.zipPartitions(left, all).partitioner(), std::nullopt);
  EXPECT_EQ(left.zipPartitions(left, true, all).count(), 5);
}

TEST_F(ZippedRddTest, KeysOfRows) {
  auto numbers = parallelize<int64_t>(app_, {1, 2, 3, 4}, 2);
  auto parity = [](int64_t n) { return n % 2; };
  EXPECT_THAT(numbers.keyBy(parity).collect(), ElementsAre(Pair(1, 1), Pair(0, 2), Pair(1, 3), Pair(0, 4)));
  EXPECT_THAT(numbers.groupBy(parity).collect(),
              UnorderedElementsAre(Pair(1, ElementsAre(1, 3)), Pair(0, ElementsAre(2, 4))));
}

}  // namespace
}  // namespace sluice
