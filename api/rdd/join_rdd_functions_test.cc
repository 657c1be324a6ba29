#include "api/rdd/join_rdd_functions.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
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
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Price = std::pair<std::string, int64_t>;
using Label = std::pair<std::string, std::string>;

class JoinedRddTest : public RddTestBase {
 protected:
  RDD<Price> Prices() {
    return parallelize<Price>(app_, {{"tea", 3}, {"cake", 5}, {"tea", 4}, {"a very long drink", 1}}, 3);
  }
  RDD<Label> Labels() {
    return parallelize<Label>(app_, {{"tea", "hot"}, {"pie", "sweet"}, {"tea", "green"}, {"cake", "a lemon cake"}}, 2);
  }
};

TEST_F(JoinedRddTest, JoinGivesEveryTwoPairsOfAKey) {
  auto joined = Prices().join(Labels());
  EXPECT_EQ(joined.getNumPartitions(), 2);
  EXPECT_THAT(joined.collect(), UnorderedElementsAre(Pair("tea", Pair(3, "hot")), Pair("tea", Pair(3, "green")),
                                                     Pair("tea", Pair(4, "hot")), Pair("tea", Pair(4, "green")),
                                                     Pair("cake", Pair(5, "a lemon cake"))));
}

TEST_F(JoinedRddTest, OuterJoinsKeepWhatHasNoPartner) {
  EXPECT_THAT(
      Prices().leftOuterJoin(Labels(), 1).collect(),
      UnorderedElementsAre(Pair("tea", Pair(3, "hot")), Pair("tea", Pair(3, "green")), Pair("tea", Pair(4, "hot")),
                           Pair("tea", Pair(4, "green")), Pair("cake", Pair(5, "a lemon cake")),
                           Pair("a very long drink", Pair(1, std::nullopt))));
  EXPECT_THAT(
      Labels().rightOuterJoin(Prices(), 3).collect(),
      UnorderedElementsAre(Pair("tea", Pair("hot", 3)), Pair("tea", Pair("green", 3)), Pair("tea", Pair("hot", 4)),
                           Pair("tea", Pair("green", 4)), Pair("cake", Pair("a lemon cake", 5)),
                           Pair("a very long drink", Pair(std::nullopt, 1))));
  auto full = Prices().distinct().fullOuterJoin(Labels(), HashPartitioner(2)).filter([](const auto& row) {
    return row.first != "tea";
  });
  EXPECT_THAT(full.collect(), UnorderedElementsAre(Pair("cake", Pair(5, "a lemon cake")),
                                                   Pair("a very long drink", Pair(1, std::nullopt)),
                                                   Pair("pie", Pair(std::nullopt, "sweet"))));
}

TEST_F(JoinedRddTest, TextMeetsViewsOfText) {
  auto initials = Labels().map([](const Label& label) { return std::pair(std::string_view(label.first), 1); });
  EXPECT_THAT(initials.join(Prices()).filter([](const auto& row) { return row.first == "cake"; }).collect(),
              ElementsAre(Pair("cake", Pair(1, 5))));
  EXPECT_THAT(Prices().subtractByKey(initials).collect(), ElementsAre(Pair("a very long drink", 1)));
}

TEST_F(JoinedRddTest, CogroupHasEveryKeyOnce) {
  auto groups = Prices().cogroup(Labels());
  EXPECT_THAT(groups.collect(), UnorderedElementsAre(Pair("tea", Pair(ElementsAre(3, 4), ElementsAre("hot", "green"))),
                                                     Pair("cake", Pair(ElementsAre(5), ElementsAre("a lemon cake"))),
                                                     Pair("a very long drink", Pair(ElementsAre(1), IsEmpty())),
                                                     Pair("pie", Pair(IsEmpty(), ElementsAre("sweet")))));
  auto three = Prices().cogroup(Labels(), Prices(), 4).filter([](const auto& row) { return row.first == "tea"; });
  auto rows = three.collect();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].second, std::tuple(std::vector<int64_t>{3, 4}, std::vector<std::string>{"hot", "green"},
                                       std::vector<int64_t>{3, 4}));
}

TEST_F(JoinedRddTest, FourAreGroupedTogether) {
  auto tea = Prices().groupWith(Labels(), Prices(), Labels()).lookup("tea");
  ASSERT_THAT(tea, SizeIs(1));
  EXPECT_THAT(std::get<3>(tea[0]), ElementsAre("hot", "green"));
}

TEST_F(JoinedRddTest, WhatIsSubtractedFromStaysWhereItWas) {
  EXPECT_EQ(Prices().repartition(5).subtractByKey(Labels()).partitioner(), HashPartitioner(5));
  auto spread = Prices().partitionBy(HashPartitioner(3));
  EXPECT_EQ(spread.subtractByKey(Labels().partitionBy(HashPartitioner(7))).partitioner(), HashPartitioner(3));
  auto rows_of = [](int, const Partition<Price>& rows) {
    return rows | std::views::transform([](const auto& row) { return Price(row.first, row.second + 1); });
  };
  EXPECT_EQ(spread.mapPartitionsWithIndex(rows_of, true).partitioner(), HashPartitioner(3));
  EXPECT_EQ(spread.mapPartitionsWithIndex(rows_of, false).partitioner(), std::nullopt);
}

TEST_F(JoinedRddTest, SidesOfOnePartitionerAreJoinedWithoutAShuffle) {
  auto prices = Prices().reduceByKey(std::plus<>{}, 3);
  auto labels = Labels().partitionBy(HashPartitioner(3));
  auto joined = prices.join(labels);
  EXPECT_EQ(joined.partitioner(), HashPartitioner(3));
  EXPECT_THAT(joined.mapValues([](const auto& both) { return both.first; }).join(prices).collect(), SizeIs(3));
  EXPECT_EQ(jobs_.shuffles_kept(), 2u);
  EXPECT_EQ(prices.join(Labels()).getNumPartitions(), 3) << "the largest partitioner there is";
}

TEST_F(JoinedRddTest, JoinWithItself) {
  auto prices = Prices().reduceByKey(std::plus<>{}, 2);
  EXPECT_THAT(prices.join(prices).collect(), UnorderedElementsAre(Pair("tea", Pair(7, 7)), Pair("cake", Pair(5, 5)),
                                                                  Pair("a very long drink", Pair(1, 1))));
}

TEST_F(JoinedRddTest, JoinAgreesWithLoopsOverRandomRows) {
  std::vector<std::pair<int32_t, int64_t>> left, right;
  for (int64_t i = 0; i < 3000; ++i) left.emplace_back((i * 7919) % 1000, i);
  for (int64_t i = 0; i < 500; ++i) right.emplace_back((i * 104729) % 1500, -i);
  std::multiset<std::tuple<int32_t, int64_t, int64_t>> expected, seen;
  for (const auto& l : left) {
    for (const auto& r : right) {
      if (l.first == r.first) expected.emplace(l.first, l.second, r.second);
    }
  }
  for (const auto& [key, both] : parallelize(app_, left, 4).join(parallelize(app_, right, 3), 5).collect()) {
    seen.emplace(key, both.first, both.second);
  }
  EXPECT_EQ(seen, expected);
}

TEST_F(JoinedRddTest, SubtractAndIntersection) {
  auto a = parallelize<std::string>(app_, {"x", "y", "x", "z", "z"}, 2);
  auto b = parallelize<std::string>(app_, {"z", "w", "z"}, 3);
  EXPECT_THAT(a.subtract(b).collect(), UnorderedElementsAre("x", "x", "y"));
  EXPECT_THAT(a.intersection(b).collect(), UnorderedElementsAre("z"));
  EXPECT_THAT(a.intersection(b, 4).glom().collect(), SizeIs(4));
}

TEST_F(JoinedRddTest, SubtractAndIntersectionPutRowsWhereTheyAreToldOrIntoAsManyPartitionsAsSpark) {
  auto a = parallelize<std::string>(app_, {"x", "yy", "x", "z"}, 2);
  auto b = parallelize<std::string>(app_, {"z", "w", "x"}, 5);
  const FunctionPartitioner<std::string> by_length(3,
                                                   [](const std::string& row) { return static_cast<int>(row.size()); });
  EXPECT_THAT(a.subtract(b, by_length).glom().collect(), ElementsAre(IsEmpty(), IsEmpty(), ElementsAre("yy")));
  EXPECT_THAT(a.intersection(b, by_length).glom().collect(),
              ElementsAre(IsEmpty(), UnorderedElementsAre("x", "z"), IsEmpty()));
  EXPECT_EQ(a.subtract(b).getNumPartitions(), 2);
  EXPECT_EQ(a.intersection(b).getNumPartitions(), 5);
  EXPECT_THAT(emptyRDD<std::string>(app_).intersection(emptyRDD<std::string>(app_)).collect(), IsEmpty());
}

TEST_F(JoinedRddTest, CombineByKeyMakesValuesOfAnotherType) {
  using Mean = std::pair<int64_t, int64_t>;
  auto means = Prices().combineByKey([](int64_t price) { return Mean(price, 1); },
                                     [](Mean mean, int64_t price) { return Mean(mean.first + price, mean.second + 1); },
                                     [](Mean a, Mean b) { return Mean(a.first + b.first, a.second + b.second); }, 2);
  EXPECT_THAT(means.collect(), UnorderedElementsAre(Pair("tea", Pair(7, 2)), Pair("cake", Pair(5, 1)),
                                                    Pair("a very long drink", Pair(1, 1))));
}

TEST_F(JoinedRddTest, AggregateAndFoldStartWithZero) {
  auto texts = Prices().aggregateByKey(
      std::string("="), [](std::string text, int64_t price) { return text + std::to_string(price); },
      [](std::string a, std::string b) { return std::min(a, b) + std::max(a, b); });
  EXPECT_THAT(texts.collect(),
              UnorderedElementsAre(Pair("tea", "=3=4"), Pair("cake", "=5"), Pair("a very long drink", "=1")));
  auto folded = Prices().partitionBy(HashPartitioner(2)).foldByKey(100, std::plus<>{});
  EXPECT_THAT(folded.collect(),
              UnorderedElementsAre(Pair("tea", 107), Pair("cake", 105), Pair("a very long drink", 101)));
  EXPECT_EQ(folded.getNumPartitions(), 2);
  EXPECT_EQ(jobs_.shuffles_kept(), 2u) << "of aggregateByKey and partitionBy";
}

}  // namespace
}  // namespace sluice
