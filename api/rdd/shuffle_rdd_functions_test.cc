#include "api/rdd/shuffle_rdd_functions.h"

#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "api/core/split.h"
#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Sale = std::pair<std::string, int64_t>;

class ShuffledRddTest : public RddTestBase {
 protected:
  RDD<Sale> Sales() {
    return parallelize<Sale>(app_, {{"tea", 3}, {"cake", 5}, {"tea", 4}, {"a very long drink", 1}, {"tea", 1}}, 3);
  }
  RDD<int64_t> Numbers(int64_t count, int partitions) {
    std::vector<int64_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return parallelize<int64_t>(app_, numbers, partitions);
  }
};

TEST_F(ShuffledRddTest, GroupByKeyBringsAllValuesOfAKeyTogetherInOrder) {
  auto groups = Sales().groupByKey(2);
  EXPECT_EQ(groups.getNumPartitions(), 2);
  EXPECT_THAT(groups.collect(), UnorderedElementsAre(Pair("tea", ElementsAre(3, 4, 1)), Pair("cake", ElementsAre(5)),
                                                     Pair("a very long drink", ElementsAre(1))));
}

TEST_F(ShuffledRddTest, GroupsHoldViewsAndCompositeKeys) {
  auto groups =
      parallelize<std::string>(app_, {"to be or", "not to be"}, 2)
          .flatMap([](std::string_view line) { return split(line, ' '); })
          .map([](std::string_view word) { return std::pair(std::pair(word.size(), word.substr(0, 1)), word); })
          .groupByKey();
  EXPECT_THAT(
      groups.collect(),
      UnorderedElementsAre(Pair(Pair(2, "t"), ElementsAre("to", "to")), Pair(Pair(2, "b"), ElementsAre("be", "be")),
                           Pair(Pair(2, "o"), ElementsAre("or")), Pair(Pair(3, "n"), ElementsAre("not"))));
}

TEST_F(ShuffledRddTest, GroupsOfManyKeysAndRows) {
  auto groups = Numbers(50000, 4).map([](int64_t n) { return std::pair(n % 10007, n); }).groupByKey(3).collect();
  EXPECT_THAT(groups, SizeIs(10007));
  for (const auto& [key, values] : groups) {
    for (size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], key + 10007 * static_cast<int64_t>(i));
  }
}

TEST_F(ShuffledRddTest, PartitionedPairsAreReducedAndGroupedWithoutAnotherShuffle) {
  auto sums = Sales().reduceByKey(std::plus<>{}, 4);
  EXPECT_EQ(sums.partitioner(), HashPartitioner(4));
  auto again = sums.mapValues([](int64_t n) { return n * 10; })
                   .filter([](const Sale& sale) { return sale.first != "cake"; })
                   .flatMapValues([](int64_t n) { return std::vector<int64_t>{n, n + 1}; });
  EXPECT_EQ(again.partitioner(), HashPartitioner(4));
  auto groups = again.groupByKey();
  EXPECT_THAT(groups.collect(),
              UnorderedElementsAre(Pair("tea", ElementsAre(80, 81)), Pair("a very long drink", ElementsAre(10, 11))));
  EXPECT_THAT(again.reduceByKey(std::plus<>{}).collect(),
              UnorderedElementsAre(Pair("tea", 161), Pair("a very long drink", 21)));
  EXPECT_EQ(jobs_.shuffles_kept(), 1u);
}

TEST_F(ShuffledRddTest, PartitioningIsForgottenWhereKeysMayChange) {
  auto sums = Sales().reduceByKey(std::plus<>{}, 4);
  EXPECT_EQ(sums.map([](Sale sale) { return sale; }).partitioner(), std::nullopt);
  EXPECT_EQ(Sales().partitioner(), std::nullopt);
}

TEST_F(ShuffledRddTest, PartitionByOfTheSamePartitionerDoesNothing) {
  auto spread = Sales().partitionBy(HashPartitioner(5));
  EXPECT_EQ(spread.getNumPartitions(), 5);
  EXPECT_THAT(spread.collect(), SizeIs(5));
  EXPECT_EQ(spread.partitionBy(HashPartitioner(5)).handle().node(), spread.handle().node());
}

TEST_F(ShuffledRddTest, UnionOfOnePartitionerKeepsIt) {
  auto one = Sales().reduceByKey(std::plus<>{}, 3), two = Sales().reduceByKey(std::plus<>{}, 3);
  auto both = unionOf<Sale>({one, two, one});
  EXPECT_EQ(both.getNumPartitions(), 3);
  EXPECT_THAT(both.reduceByKey(std::plus<>{}).collect(),
              UnorderedElementsAre(Pair("tea", 24), Pair("cake", 15), Pair("a very long drink", 3)));
  EXPECT_EQ(jobs_.shuffles_kept(), 2u);
  EXPECT_EQ(one.union_(Sales()).getNumPartitions(), 6);
}

TEST_F(ShuffledRddTest, RepartitionSpreadsRowsEvenly) {
  auto sizes = Numbers(1000, 1).repartition(7).glom().map([](const std::vector<int64_t>& rows) { return rows.size(); });
  EXPECT_THAT(sizes.collect(), testing::AllOf(SizeIs(7), Each(testing::Ge(142u)), Each(testing::Le(143u))));
  EXPECT_EQ(Numbers(1000, 3).repartition(2).reduce(std::plus<>{}), 999 * 500);
}

TEST_F(ShuffledRddTest, CoalesceJoinsNeighboursWithoutAShuffle) {
  auto fewer = Numbers(10, 5).coalesce(2);
  EXPECT_THAT(fewer.glom().collect(), ElementsAre(ElementsAre(0, 1, 2, 3), ElementsAre(4, 5, 6, 7, 8, 9)));
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
  EXPECT_EQ(Numbers(10, 5).coalesce(9).getNumPartitions(), 5);
  EXPECT_EQ(Numbers(10, 5).coalesce(9, true).getNumPartitions(), 9);
  auto counts = Sales().reduceByKey(std::plus<>{}, 4).coalesce(1);
  EXPECT_THAT(counts.collect(), SizeIs(3));
  EXPECT_THAT(Numbers(10, 5).coalesce(2).take(1), ElementsAre(0));
}

TEST_F(ShuffledRddTest, DistinctKeepsOneOfEach) {
  EXPECT_THAT(parallelize<std::string>(app_, {"a", "b", "a", "", "b"}, 3).distinct().collect(),
              UnorderedElementsAre("a", "b", ""));
  EXPECT_THAT(Sales().union_(Sales()).distinct(2).collect(), SizeIs(5));
  EXPECT_THAT(Numbers(0, 2).distinct().collect(), IsEmpty());
}

TEST_F(ShuffledRddTest, PersistedRddIsComputedOnceForAllItsCopies) {
  auto rdd = Numbers(10, 4).map([](int64_t n) { return n * 2; });
  auto copy = rdd;
  rdd.persist(StorageLevel::MEMORY_AND_DISK);
  EXPECT_EQ(copy.reduce(std::plus<>{}), 90);
  EXPECT_EQ(jobs_.tasks_run(), 8);
  EXPECT_THAT(rdd.map([](int64_t n) { return n + 1; }).glom().collect(),
              ElementsAre(ElementsAre(1, 3), ElementsAre(5, 7, 9), ElementsAre(11, 13), ElementsAre(15, 17, 19)));
  EXPECT_EQ(jobs_.tasks_run(), 12);
  EXPECT_EQ(jobs_.shuffles_kept(), 1u);
  rdd.unpersist();
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
  EXPECT_EQ(copy.count(), 10);
}

TEST_F(ShuffledRddTest, PersistKeepsThePartitioner) {
  auto sums = Sales().reduceByKey(std::plus<>{}, 4);
  sums.cache();
  EXPECT_EQ(sums.partitioner(), HashPartitioner(4));
  EXPECT_THAT(sums.collect(), SizeIs(3));
}

struct EmptyRow {};

TEST_F(ShuffledRddTest, RowsWithoutFieldsAreNotLost) {
  auto empty = parallelize<int64_t>(app_, {1, 2, 3, 4, 5}, 2).map([](int64_t) { return EmptyRow(); });
  EXPECT_EQ(empty.repartition(3).count(), 5);
  EXPECT_THAT(empty.collect(), SizeIs(5));
  auto nothing = parallelize<int64_t>(app_, {1, 2, 3, 4, 5}, 2).map([](int64_t) { return std::tuple<>(); });
  EXPECT_EQ(nothing.repartition(3).count(), 5);
  EXPECT_EQ(nothing.cache().count(), 5);
  EXPECT_THAT(nothing.collect(), SizeIs(5));
  EXPECT_EQ(nothing.distinct().count(), 1);
}

TEST_F(ShuffledRddTest, FewerThanOnePartitionIsRefusedInSparksWords) {
  const std::string zero = "requirement failed: Number of partitions (0) must be positive.";
  EXPECT_EQ(ErrorOf([&] { Sales().repartition(0); }), zero);
  EXPECT_EQ(ErrorOf([&] { Sales().coalesce(0); }), zero);
  EXPECT_EQ(ErrorOf([&] { Sales().groupByKey(0); }), zero);
  EXPECT_EQ(ErrorOf([&] { Sales().distinct(0); }), zero);
  EXPECT_EQ(ErrorOf([&] { HashPartitioner(-1); }), "requirement failed: Number of partitions (-1) cannot be negative.");
}

}  // namespace
}  // namespace sluice
