#include "api/rdd/sample_rdd_functions.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAreArray;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;
using testing::UnorderedElementsAreArray;

class SampledRddTest : public RddTestBase {
 protected:
  SampledRddTest() : all_(10000) { std::iota(all_.begin(), all_.end(), 0); }
  RDD<int64_t> Numbers() { return parallelize<int64_t>(app_, all_, 4); }

  std::vector<int64_t> all_;
};

TEST_F(SampledRddTest, SampleOfAboutTheFraction) {
  EXPECT_THAT(Numbers().sample(false, 0.3, 7).collect(), SizeIs(AllOf(Ge(2700), Le(3300))));
  EXPECT_EQ(Numbers().sample(false, 0.3, 7).collect(), Numbers().sample(false, 0.3, 7).collect());
  EXPECT_NE(Numbers().sample(false, 0.3, 7).collect(), Numbers().sample(false, 0.3, 8).collect());
  EXPECT_THAT(Numbers().sample(false, 1.0).collect(), ElementsAreArray(all_));
  EXPECT_THAT(Numbers().sample(true, 0).collect(), IsEmpty());
  EXPECT_THAT(Numbers().sample(true, 2.5, 7).collect(), SizeIs(AllOf(Ge(24000), Le(26000))));
  EXPECT_EQ(ErrorOf([&] { Numbers().sample(false, 1.5); }),
            "requirement failed: Sampling fraction (1.5) must be on interval [0, 1]");
}

TEST_F(SampledRddTest, SplitsShareNoRowAndHaveAll) {
  auto parts = Numbers().randomSplit({1, 3}, 5);
  ASSERT_THAT(parts, SizeIs(2));
  EXPECT_THAT(parts[0].collect(), SizeIs(AllOf(Ge(2200), Le(2800))));
  EXPECT_THAT(parts[0].union_(parts[1]).collect(), UnorderedElementsAreArray(all_));
  EXPECT_EQ(ErrorOf([&] { Numbers().randomSplit({1, -1}); }),
            "requirement failed: Weights must be nonnegative, but got [1.0,-1.0]");
}

TEST_F(SampledRddTest, TakeSampleTakesExactlyThatMany) {
  auto some = Numbers().takeSample(false, 100, 3);
  EXPECT_THAT(std::set<int64_t>(some.begin(), some.end()), SizeIs(100));
  EXPECT_FALSE(std::is_sorted(some.begin(), some.end()));
  EXPECT_THAT(Numbers().takeSample(false, 20000), UnorderedElementsAreArray(all_));
  EXPECT_THAT(Numbers().takeSample(true, 20000), SizeIs(20000));
  EXPECT_THAT(Numbers().filter([](int64_t) { return false; }).takeSample(true, 5), IsEmpty());
}

TEST_F(SampledRddTest, SampleByKeyNeedsAFractionForEachKey) {
  auto pairs = Numbers().map([](int64_t n) { return std::pair<std::string, int64_t>(n % 2 == 0 ? "even" : "odd", n); });
  auto counts = pairs.sampleByKey(false, {{"even", 1.0}, {"odd", 0.1}}, 9).countByKey();
  EXPECT_EQ(counts["even"], 5000);
  EXPECT_THAT(counts["odd"], AllOf(Ge(400), Le(600)));
  EXPECT_THAT(ErrorOf([&] { pairs.sampleByKey(false, {{"even", 1.0}}).count(); }), HasSubstr("key not found: odd"));
}

TEST_F(SampledRddTest, SampleByKeyExactHasExactSizes) {
  auto pairs = Numbers().map([](int64_t n) {
    return std::pair<std::string, int64_t>(n < 10 ? "rare" : n % 2 == 0 ? "even" : "odd", n);
  });
  const std::map<std::string, double> fractions = {{"rare", 0.31}, {"even", 0.1}, {"odd", 1.0}};
  auto picked = pairs.sampleByKeyExact(false, fractions, 9);
  auto counts = picked.countByKey();
  EXPECT_EQ(counts["rare"], 4) << "3.1 rounded up";
  EXPECT_EQ(counts["even"], 500) << "of 4995, rounded up";
  EXPECT_EQ(counts["odd"], 4995);
  EXPECT_EQ(picked.distinct().count(), 4 + 500 + 4995);
  EXPECT_EQ(picked.collect(), pairs.sampleByKeyExact(false, fractions, 9).collect()) << "the same seed";
  EXPECT_NE(picked.collect(), pairs.sampleByKeyExact(false, fractions, 10).collect());
  auto more = pairs.sampleByKeyExact(true, {{"rare", 2.5}, {"even", 0}, {"odd", 0}}, 9);
  EXPECT_EQ(more.count(), 25);
  EXPECT_THAT(ErrorOf([&] { pairs.sampleByKeyExact(false, {{"rare", 1.0}}); }), HasSubstr("key not found: "));
}

}  // namespace
}  // namespace sluice
