#include "api/rdd/aggregate_rdd_functions.h"

#include <functional>
#include <stdexcept>
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
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class AggregatedRddTest : public RddTestBase {
 protected:
  RDD<int64_t> Numbers() { return parallelize<int64_t>(app_, {5, 3, 9, 1, 7}, 3); }
  RDD<std::string> Words() { return parallelize<std::string>(app_, {"to", "be", "or", "not", "to", "be"}, 4); }
};

TEST_F(AggregatedRddTest, FirstRow) {
  EXPECT_EQ(Numbers().first(), 5);
  EXPECT_FALSE(Numbers().isEmpty());
  auto nothing = Numbers().filter([](int64_t) { return false; });
  EXPECT_TRUE(nothing.isEmpty());
  EXPECT_THAT([&] { nothing.first(); },
              testing::Throws<Error>(testing::Property(&Error::what, HasSubstr("empty collection"))));
}

TEST_F(AggregatedRddTest, AggregateStartsWithZeroInEachPartitionAndOnTheDriver) {
  EXPECT_EQ(Numbers().fold(0, std::plus<>()), 25);
  EXPECT_EQ(Numbers().fold(1, std::plus<>()), 25 + 3 + 1);
  auto longest = [](const std::string& so_far, std::string_view word) {
    return word.size() > so_far.size() ? std::string(word) : so_far;
  };
  EXPECT_EQ(Words().aggregate(std::string(), longest, longest), "not");
  auto counted = Numbers().treeAggregate(
      std::pair(int64_t{0}, int64_t{0}),
      [](std::pair<int64_t, int64_t> so_far, int64_t n) { return std::pair(so_far.first + 1, so_far.second + n); },
      [](std::pair<int64_t, int64_t> a, std::pair<int64_t, int64_t> b) {
        return std::pair(a.first + b.first, a.second + b.second);
      });
  EXPECT_THAT(counted, Pair(5, 25));
  EXPECT_EQ(Numbers().treeReduce(std::plus<>(), /*depth=*/3), 25);
}

TEST_F(AggregatedRddTest, FirstAndLastInOrder) {
  EXPECT_EQ(Numbers().min(), 1);
  EXPECT_EQ(Numbers().max(), 9);
  EXPECT_THAT(Numbers().takeOrdered(3), ElementsAre(1, 3, 5));
  EXPECT_THAT(Numbers().top(2), ElementsAre(9, 7));
  EXPECT_THAT(Numbers().top(100), ElementsAre(9, 7, 5, 3, 1));
  EXPECT_THAT(Numbers().top(0), IsEmpty());
  auto shorter = [](std::string_view a, std::string_view b) { return a.size() < b.size(); };
  EXPECT_THAT(Words().top(1, shorter), ElementsAre("not"));
  EXPECT_EQ(Words().max(), "to");
  EXPECT_THAT(Words().map([](std::string_view word) { return std::pair(word.size(), word); }).top(2),
              ElementsAre(Pair(3, "not"), Pair(2, "to")));
}

TEST_F(AggregatedRddTest, CountByValue) {
  EXPECT_THAT(Words().countByValue(),
              UnorderedElementsAre(Pair("to", 2), Pair("be", 2), Pair("or", 1), Pair("not", 1)));
}

TEST_F(AggregatedRddTest, Statistics) {
  EXPECT_EQ(Numbers().sum(), 25);
  EXPECT_EQ(Numbers().mean(), 5);
  StatCounter stats = Numbers().stats();
  EXPECT_EQ(stats.count(), 5);
  EXPECT_EQ(stats.min(), 1);
  EXPECT_EQ(stats.max(), 9);
  EXPECT_DOUBLE_EQ(stats.variance(), 8);
  EXPECT_DOUBLE_EQ(stats.sampleVariance(), 10);
  EXPECT_EQ(ToText(stats), "(count: 5, mean: 5.000000, stdev: 2.828427, max: 9.000000, min: 1.000000)");
  EXPECT_EQ(StatCounter().toString(), "(count: 0, mean: 0.000000, stdev: NaN, max: -Infinity, min: Infinity)");
  EXPECT_DOUBLE_EQ(Numbers().stdev() * Numbers().stdev(), 8);
}

TEST_F(AggregatedRddTest, Histograms) {
  EXPECT_THAT(Numbers().histogram({0, 3, 5, 9}), ElementsAre(1, 1, 3));
  EXPECT_THAT(Numbers().histogram({2, 4}), ElementsAre(1));
  EXPECT_THAT(Numbers().histogram(2), Pair(ElementsAre(1, 5, 9), ElementsAre(2, 3)));
  EXPECT_THAT(parallelize<double>(app_, {4, 4}, 2).histogram(5), Pair(ElementsAre(4, 4), ElementsAre(2)));
  EXPECT_THAT([&] { emptyRDD<double>(app_).histogram(2); },
              testing::Throws<Error>(testing::Property(&Error::what, HasSubstr("Histogram on either an empty RDD"))));
}

TEST_F(AggregatedRddTest, RowsComeOneByOneWithOnePartitionInMemory) {
  std::vector<int64_t> seen;
  for (int64_t n : Numbers().toLocalIterator()) {
    seen.push_back(n);
    EXPECT_LE(jobs_.tasks_run(), static_cast<int>(seen.size()) / 2 + 1);
  }
  EXPECT_THAT(seen, ElementsAre(5, 3, 9, 1, 7));
  for (int64_t n : emptyRDD<int64_t>(app_).toLocalIterator()) ADD_FAILURE() << n;
}

TEST_F(AggregatedRddTest, ForeachFailsWithItsFunction) {
  Words().foreach ([](std::string_view) {});
  auto refuse = [](std::string_view word, const std::string& refused) {
    if (word == refused) throw std::runtime_error("no " + refused);
  };
  EXPECT_THAT([&] { Words().foreach (refuse, "not"); },
              testing::Throws<Error>(testing::Property(&Error::what, HasSubstr("no not"))));
}

}  // namespace
}  // namespace sluice
