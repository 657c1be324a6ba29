#include "api/rdd/approximate_rdd_functions.h"

#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/actor/runtime.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;

class ApproximateRddTest : public RddTestBase {
 protected:
  RDD<int64_t> Numbers(int64_t count, int partitions = 8) {
    std::vector<int64_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return parallelize<int64_t>(app_, numbers, partitions);
  }
};

TEST_F(ApproximateRddTest, CountApproxDistinctIsNearAndOfRowsOfAnyType) {
  auto words = Numbers(30000).map([](int64_t n) { return "word " + std::to_string(n % 10000); });
  EXPECT_THAT(words.countApproxDistinct(), AllOf(Ge(8500), Le(11500)));
  EXPECT_THAT(words.countApproxDistinct(0.01), AllOf(Ge(9700), Le(10300)));
  EXPECT_EQ(Numbers(0).countApproxDistinct(), 0);
  EXPECT_THAT(ErrorOf([&] { words.countApproxDistinct(0.00001); }),
              HasSubstr("accuracy (1.0E-5) must be greater than"));
}

TEST_F(ApproximateRddTest, CountApproxDistinctByKeyHasOneNumberForEachKey) {
  auto pairs =
      Numbers(20000).map([](int64_t n) { return std::pair(n % 2 == 0 ? "few" : "many", n % 2 == 0 ? n % 6 : n); });
  auto owned = pairs.map([](const std::pair<const char*, int64_t>& row) {
    return std::pair<std::string, int64_t>(row.first, row.second);
  });
  auto counts = owned.countApproxDistinctByKey(0.05, 3).collectAsMap();
  EXPECT_EQ(counts["few"], 3);
  EXPECT_THAT(counts["many"], AllOf(Ge(8500), Le(11500)));
}

TEST_F(ApproximateRddTest, WhatIsDoneInTimeIsExact) {
  auto count = Numbers(1000).countApprox(60000);
  EXPECT_TRUE(count.isInitialValueFinal());
  EXPECT_EQ(count.initialValue(), (BoundedDouble{1000, 1, 1000, 1000}));
  EXPECT_EQ(count.getFinalValue().mean, 1000);
  auto counts = Numbers(1000).map([](int64_t n) { return n % 2 == 0; }).countByValueApprox(60000).getFinalValue();
  EXPECT_EQ(counts[true].mean, 500);
  EXPECT_EQ(Numbers(1000).sumApprox(60000).initialValue().mean, 499500);
  EXPECT_EQ(Numbers(1000).meanApprox(60000).initialValue().mean, 499.5);
  auto keys = Numbers(10).map([](int64_t n) { return std::pair(n % 2, n); }).countByKeyApprox(60000);
  EXPECT_EQ(keys.getFinalValue()[1].mean, 5);
  EXPECT_THAT(ErrorOf([&] { Numbers(1).countApprox(1, 1.5); }), HasSubstr("confidence (1.5) must be in [0,1]"));
}

TEST_F(ApproximateRddTest, WithoutTimeItKnowsNothingAndFindsOut) {
  static const std::shared_ptr<Event> may_go_on = ThreadRuntime().NewEvent();
  auto held_up = Numbers(8).map([](int64_t n) {
    may_go_on->Wait(absl::Seconds(20));
    return n;
  });
  auto count = held_up.countApprox(0);
  EXPECT_FALSE(count.isInitialValueFinal());
  EXPECT_EQ(count.initialValue().confidence, 0);
  may_go_on->Set();
  EXPECT_EQ(count.getFinalValue(), (BoundedDouble{8, 1, 8, 8}));
}

TEST(BoundedDoubleTest, BoundsHoldAsOftenAsTheyPromise) {
  BoundedDouble few = internal::EstimateCount(100, {1, 2}, 0.95);
  EXPECT_NEAR(few.mean, 200, 1);
  EXPECT_THAT(few.low, AllOf(Ge(165), Le(180)));
  EXPECT_THAT(few.high, AllOf(Ge(222), Le(235)));
  BoundedDouble many = internal::EstimateCount(1000000, {1, 2}, 0.95);
  EXPECT_NEAR(many.mean, 2000000, 1);
  EXPECT_NEAR(many.high - many.low, 2 * 1.96 * 1000, 20);
  StatCounter seen;
  for (int i = 0; i < 1000; ++i) seen.merge(i % 10);
  BoundedDouble mean = internal::EstimateMean(seen, {1, 4}, 0.95);
  EXPECT_NEAR(mean.mean, 4.5, 1e-9);
  EXPECT_NEAR(mean.high - mean.low, 2 * 1.96 * seen.sampleStdev() / std::sqrt(1000), 0.001);
  BoundedDouble sum = internal::EstimateSum(seen, {1, 4}, 0.95);
  EXPECT_NEAR(sum.mean, 18000, 1e-6);
  EXPECT_LT(sum.low, 18000);
  EXPECT_EQ(internal::EstimateSum(StatCounter(), {0, 4}, 0.95).confidence, 0);
  EXPECT_EQ(internal::EstimateSum(StatCounter(), {0, 4}, 0.95).toString(), "[-Infinity, Infinity]");
  EXPECT_EQ((BoundedDouble{1, 0.95, 0.0625, 1.5}).toString(), "[0.063, 1.500]");
}

}  // namespace
}  // namespace sluice
