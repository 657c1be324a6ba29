// Floating-point numbers as keys, in every operation that compares keys or rows: NaN equals itself and is the last,
// -0.0 comes before 0.0 and is another key. As they are, and within other types.

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
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

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Reading {
  double value = 0;
};
using Nested = std::tuple<std::optional<double>, std::pair<std::vector<float>, Reading>>;

template <class K>
struct KeyOf {
  static K Of(double number) { return static_cast<K>(number); }
  static double Number(const K& key) { return key; }
};
template <>
struct KeyOf<Nested> {
  static Nested Of(double number) { return {number, {{static_cast<float>(number)}, {number}}}; }
  static double Number(const Nested& key) { return std::get<1>(key).second.value; }
};

template <class K>
class NumberKeysTest : public RddTestBase {
 protected:
  static K Key(double number) { return KeyOf<K>::Of(number); }
  static std::vector<K> Keys(const std::vector<double>& numbers) {
    std::vector<K> keys;
    for (double number : numbers) keys.push_back(Key(number));
    return keys;
  }
  static std::string Show(const K& key) { return ToText(KeyOf<K>::Number(key)); }
  static std::vector<std::string> Shown(const std::vector<K>& keys) {
    std::vector<std::string> shown;
    for (const K& key : keys) shown.push_back(Show(key));
    return shown;
  }
  static std::vector<std::string> Sorted(const std::vector<K>& keys) {
    std::vector<std::string> shown = Shown(keys);
    std::sort(shown.begin(), shown.end());
    return shown;
  }
  // Each key of a map with `number` of its value.
  template <class Map, class Number>
  static std::vector<std::string> Entries(const Map& map, Number number) {
    std::vector<std::string> shown;
    for (const auto& [key, value] : map) shown.push_back(Show(key) + "=" + std::to_string(number(value)));
    return shown;
  }
  template <class Map>
  static std::vector<std::string> Entries(const Map& map) {
    return Entries(map, [](auto value) { return value; });
  }
  static auto AllCounts() { return ElementsAre("-Infinity=1", "-0.0=2", "0.0=1", "1.5=2", "Infinity=1", "NaN=3"); }

  RDD<K> Rows(const std::vector<double>& numbers) { return parallelize<K>(app_, Keys(numbers), 3); }
  RDD<K> Rows() {
    const double other_nan = std::bit_cast<double>(std::bit_cast<int64_t>(kNaN) + 42);
    return Rows({kNaN, -0.0, 1.5, -kNaN, kInfinity, 0.0, -kInfinity, other_nan, 1.5, -0.0});
  }
  RDD<std::pair<K, int64_t>> Pairs() {
    return Rows().map([](K key) { return std::pair(std::move(key), int64_t{1}); });
  }
};

using KeyTypes = testing::Types<double, float, Nested>;
TYPED_TEST_SUITE(NumberKeysTest, KeyTypes);

TYPED_TEST(NumberKeysTest, MapsOnTheDriverHaveOneEntryForEachKey) {
  EXPECT_THAT(this->Entries(this->Rows().countByValue()), this->AllCounts());
  EXPECT_THAT(this->Entries(this->Pairs().countByKey()), this->AllCounts());
  EXPECT_THAT(this->Entries(this->Pairs().reduceByKeyLocally(std::plus<>())), this->AllCounts());
  EXPECT_THAT(this->Entries(this->Pairs().collectAsMap()),
              ElementsAre("-Infinity=1", "-0.0=1", "0.0=1", "1.5=1", "Infinity=1", "NaN=1"));
  auto mean = [](const BoundedDouble& bounded) { return static_cast<int>(bounded.mean); };
  EXPECT_THAT(this->Entries(this->Rows().countByValueApprox(60000).getFinalValue(), mean), this->AllCounts());
  EXPECT_THAT(this->Entries(this->Pairs().countByKeyApprox(60000).getFinalValue(), mean), this->AllCounts());
}

TYPED_TEST(NumberKeysTest, KeysAreLookedUpWhereverTheyAre) {
  EXPECT_THAT(this->Pairs().lookup(this->Key(-kNaN)), ElementsAre(1, 1, 1));
  EXPECT_THAT(this->Pairs().lookup(this->Key(-0.0)), ElementsAre(1, 1));
  EXPECT_THAT(this->Pairs().lookup(this->Key(0.0)), ElementsAre(1));
  EXPECT_THAT(this->Pairs().reduceByKey(std::plus<>(), 4).lookup(this->Key(kNaN)), ElementsAre(3));
  EXPECT_THAT(this->Pairs().sortByKey(true, 4).lookup(this->Key(-0.0)), ElementsAre(1, 1));
}

TYPED_TEST(NumberKeysTest, RowsMeetTheirEquals) {
  EXPECT_THAT(this->Sorted(this->Rows().distinct().collect()),
              ElementsAre("-0.0", "-Infinity", "0.0", "1.5", "Infinity", "NaN"));
  auto others = this->Rows({-kNaN, 0.0, 7});
  EXPECT_THAT(this->Sorted(this->Rows().subtract(others).collect()),
              ElementsAre("-0.0", "-0.0", "-Infinity", "1.5", "1.5", "Infinity"));
  EXPECT_THAT(this->Sorted(this->Rows().intersection(others).collect()), ElementsAre("0.0", "NaN"));
  EXPECT_EQ(this->Rows().countApproxDistinct(), 6);
  auto as_values = this->Rows().map([](TypeParam key) { return std::pair(1, std::move(key)); });
  EXPECT_EQ(as_values.countApproxDistinctByKey().collectAsMap()[1], 6);
}

TYPED_TEST(NumberKeysTest, PairsMeetByKey) {
  auto pairs = this->Pairs();
  EXPECT_THAT(
      this->Entries(
          pairs.groupByKey(4).mapValues([](const std::vector<int64_t>& all) { return all.size(); }).collectAsMap()),
      this->AllCounts());
  EXPECT_THAT(this->Entries(pairs.aggregateByKey(int64_t{0}, std::plus<>(), std::plus<>()).collectAsMap()),
              this->AllCounts());
  auto others = this->Rows({-kNaN, 0.0, 7}).map([](TypeParam key) { return std::pair(std::move(key), 'x'); });
  EXPECT_THAT(this->Sorted(pairs.join(others).keys().collect()), ElementsAre("0.0", "NaN", "NaN", "NaN"));
  EXPECT_THAT(this->Sorted(pairs.subtractByKey(others).keys().collect()),
              ElementsAre("-0.0", "-0.0", "-Infinity", "1.5", "1.5", "Infinity"));
  EXPECT_EQ(pairs.cogroup(others).count(), 7);
  EXPECT_EQ(pairs.fullOuterJoin(others).count(), 11);
  auto odd_ones = [](const TypeParam& key) { return KeyOf<TypeParam>::Number(key) < kInfinity ? 0 : 1; };
  EXPECT_EQ(pairs.reduceByKey(FunctionPartitioner<TypeParam>(2, odd_ones), std::plus<>()).count(), 6);
}

TYPED_TEST(NumberKeysTest, SortsGoByTheOrderOfJava) {
  const std::vector<std::string> rising = {"-Infinity", "-0.0",     "-0.0", "0.0", "1.5",
                                           "1.5",       "Infinity", "NaN",  "NaN", "NaN"};
  const std::vector<std::string> falling(rising.rbegin(), rising.rend());
  auto pairs = this->Pairs();
  EXPECT_EQ(this->Shown(pairs.sortByKey(true, 3).keys().collect()), rising);
  EXPECT_EQ(this->Shown(pairs.sortByKey(false, 3).keys().collect()), falling);
  EXPECT_EQ(this->Shown(this->Rows().sortBy([](const TypeParam& key) { return key; }).collect()), rising);
  RangePartitioner ranges(3, pairs);
  EXPECT_EQ(this->Shown(pairs.repartitionAndSortWithinPartitions(ranges).keys().collect()), rising);
  EXPECT_THAT(this->Sorted(pairs.filterByRange(this->Key(0.0), this->Key(kInfinity)).keys().collect()),
              ElementsAre("0.0", "1.5", "1.5", "Infinity"));
  EXPECT_THAT(this->Sorted(pairs.filterByRange(this->Key(kNaN), this->Key(kNaN)).keys().collect()),
              ElementsAre("NaN", "NaN", "NaN"));
}

TYPED_TEST(NumberKeysTest, ExtremesGoByTheOrderOfJava) {
  EXPECT_EQ(this->Show(this->Rows().max()), "NaN");
  EXPECT_EQ(this->Show(this->Rows().min()), "-Infinity");
  EXPECT_EQ(this->Show(this->Rows({0.0, -0.0, 0.0}).min()), "-0.0");
  EXPECT_EQ(this->Show(this->Rows({-0.0, 0.0, -0.0}).max()), "0.0");
  EXPECT_EQ(this->Show(this->Rows({kNaN, 3, kNaN, 2}).min()), "2.0");
  EXPECT_THAT(this->Shown(this->Rows().top(4)), ElementsAre("NaN", "NaN", "NaN", "Infinity"));
  EXPECT_THAT(this->Shown(this->Rows().takeOrdered(4)), ElementsAre("-Infinity", "-0.0", "-0.0", "0.0"));
}

TYPED_TEST(NumberKeysTest, SamplesAreTakenByKey) {
  KeyMap<TypeParam, double> fractions;
  for (double number : {kNaN, -kInfinity, kInfinity, 0.0, -0.0, 1.5}) fractions[this->Key(number)] = 0;
  fractions[this->Key(-kNaN)] = fractions[this->Key(0.0)] = 1;
  EXPECT_THAT(this->Sorted(this->Pairs().sampleByKey(false, fractions).keys().collect()),
              ElementsAre("0.0", "NaN", "NaN", "NaN"));
  EXPECT_THAT(this->Sorted(this->Pairs().sampleByKeyExact(false, fractions).keys().collect()),
              ElementsAre("0.0", "NaN", "NaN", "NaN"));
}

class NumbersTest : public RddTestBase {};

TEST_F(NumbersTest, StatisticsOfNaNAreNaN) {
  StatCounter stats = parallelize<double>(app_, {1, kNaN, 3}, 2).stats();
  EXPECT_EQ(ToText(stats), "(count: 3, mean: NaN, stdev: NaN, max: NaN, min: NaN)");
  StatCounter zeros = parallelize<double>(app_, {0.0, -0.0, 0.0}, 2).stats();
  EXPECT_EQ(ToText(zeros.min()), "-0.0");
  EXPECT_EQ(ToText(zeros.max()), "0.0");
}

// As Arrays.binarySearch finds the buckets in Spark.
TEST_F(NumbersTest, HistogramsGoByTheOrderOfJava) {
  auto numbers = parallelize<double>(app_, {kNaN, -0.0, 0.0, 0.5, 2, kInfinity}, 2);
  EXPECT_THAT(numbers.histogram({0.0, 1, 2}), ElementsAre(2, 1));
  EXPECT_THAT(numbers.histogram({-0.0, 0.0, kInfinity}), ElementsAre(1, 4));
  EXPECT_THAT(numbers.histogram({0.0, 1, kNaN}), ElementsAre(2, 3));
  EXPECT_THAT(parallelize<double>(app_, {kNaN}, 1).histogram({0, 1}), ElementsAre(0));
  EXPECT_THAT(ErrorOf([&] { numbers.histogram(2); }), testing::HasSubstr("containing +/-infinity or NaN"));
  EXPECT_THAT(ErrorOf([&] { numbers.histogram({kNaN, 0}); }), testing::HasSubstr("in order"));
}

}  // namespace
}  // namespace sluice
