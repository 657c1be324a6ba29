#include <map>
#include <string>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "api/shared/accumulator.h"
#include "api/shared/broadcast.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

using Prices = std::map<std::string, int64_t>;

struct Longest {
  std::string text;
  void add(const std::string& other) {
    if (other.size() > text.size()) text = other;
  }
  void merge(const Longest& other) { add(other.text); }
  std::string value() const { return text; }
};

class SharedVariablesTest : public RddTestBase {
 protected:
  RDD<std::string> PricesOf(const Broadcast<Prices>& prices) {
    return parallelize<std::string>(app_, {"pear", "fig"}, 2)
        .map([](const std::string& fruit,
                const Broadcast<Prices>& prices) { return fruit + " " + std::to_string(prices.value().at(fruit)); },
             prices);
  }

  RDD<int64_t> numbers_ = parallelize<int64_t>(app_, {1, 2, 3, 4}, 2);
};

TEST_F(SharedVariablesTest, FunctionsReadBroadcastValues) {
  Broadcast<Prices> prices = broadcast(app_, Prices{{"fig", 3}, {"pear", 2}});
  EXPECT_EQ(prices.value().at("fig"), 3);
  EXPECT_THAT(PricesOf(prices).collect(), ElementsAre("pear 2", "fig 3"));
  EXPECT_EQ(prices.toString(), "Broadcast(" + std::to_string(prices.id()) + ")");
  EXPECT_EQ(broadcast(app_, "text").value(), "text");
}

TEST_F(SharedVariablesTest, ABroadcastLivesAsLongAsAnRddThatReadsIt) {
  RDD<std::string> priced = PricesOf(broadcast(app_, Prices{{"fig", 3}, {"pear", 2}}));
  EXPECT_THAT(priced.collect(), ElementsAre("pear 2", "fig 3"));
  EXPECT_EQ(priced.count(), 2);
}

TEST_F(SharedVariablesTest, ADestroyedBroadcastIsRefusedEverywhere) {
  Broadcast<Prices> prices = broadcast(app_, Prices{{"fig", 3}, {"pear", 2}});
  RDD<std::string> before = PricesOf(prices);
  prices.unpersist();
  EXPECT_EQ(before.count(), 2);
  prices.destroy();
  const std::string refused = "Attempted to use " + prices.toString() + " after it was destroyed";
  EXPECT_EQ(ErrorOf([&] { prices.value(); }), refused);
  EXPECT_EQ(ErrorOf([&] { PricesOf(prices); }), refused);
  EXPECT_THAT(ErrorOf([&] { before.collect(); }), HasSubstr("operator map: its arguments cannot be decoded"));
}

TEST_F(SharedVariablesTest, TasksAddAndTheDriverReads) {
  LongAccumulator sum = longAccumulator(app_, "sum");
  DoubleAccumulator halves = doubleAccumulator(app_);
  CollectionAccumulator<std::string> odd = collectionAccumulator<std::string>(app_, "odd");
  numbers_.foreach (
      [](int64_t n, const LongAccumulator& sum, const DoubleAccumulator& halves,
         const CollectionAccumulator<std::string>& odd) {
        sum.add(n);
        halves.add(static_cast<double>(n) / 2);
        if (n % 2 == 1) odd.add(std::to_string(n));
      },
      sum, halves, odd);
  EXPECT_EQ(sum.value(), 10);
  EXPECT_EQ(sum.count(), 4);
  EXPECT_EQ(sum.avg(), 2.5);
  EXPECT_EQ(sum.name(), "sum");
  EXPECT_EQ(halves.value(), 5.0);
  EXPECT_THAT(odd.value(), UnorderedElementsAre("1", "3"));
  sum.reset();
  EXPECT_TRUE(sum.isZero());
  sum.add(5);
  sum.merge(sum);
  EXPECT_EQ(sum.value(), 10);
}

TEST_F(SharedVariablesTest, AccumulatorsOfOnesOwnType) {
  auto longest = registerAccumulator<Longest>(app_, "longest");
  parallelize<std::string>(app_, {"a", "abc", "ab"}, 3)
      .foreach ([](const std::string& text, const Accumulator<Longest>& longest) { longest.add(text); }, longest);
  EXPECT_EQ(longest.value(), "abc");
}

TEST_F(SharedVariablesTest, ATransformationCountsOncePerJobThatComputesIt) {
  LongAccumulator rows = longAccumulator(app_);
  RDD<int64_t> counted = numbers_.map(
      [](int64_t n, const LongAccumulator& rows) {
        rows.add(1);
        return n;
      },
      rows);
  EXPECT_EQ(rows.value(), 0);
  counted.count();
  EXPECT_EQ(rows.value(), 4);
  counted.count();
  EXPECT_EQ(rows.value(), 8);
  RDD<std::pair<int64_t, int64_t>> shuffled =
      counted.map([](int64_t n) { return std::pair(n % 2, n); }).reduceByKey(std::plus<>());
  shuffled.count();
  shuffled.count();  // Reads what the first job has shuffled.
  EXPECT_EQ(rows.value(), 12);
}

TEST_F(SharedVariablesTest, AFailedTaskAddsNothing) {
  LongAccumulator rows = longAccumulator(app_);
  auto add_and_fail = [](int64_t n, const LongAccumulator& rows) {
    rows.add(1);
    if (n == 4) throw std::runtime_error("four");
  };
  EXPECT_THAT(ErrorOf([&] { numbers_.foreach (add_and_fail, rows); }), HasSubstr("four"));
  EXPECT_EQ(rows.value(), 2);  // The partition before has added them.
}

TEST_F(SharedVariablesTest, TasksCannotReadAccumulators) {
  LongAccumulator rows = longAccumulator(app_);
  auto read = [](int64_t n, const LongAccumulator& rows) { return n + rows.value(); };
  EXPECT_THAT(ErrorOf([&] { numbers_.map(read, rows).count(); }), HasSubstr("Can't read accumulator value in task"));
}

}  // namespace
}  // namespace sluice
