#include "driver/schedule/pools.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status_matchers.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr JobId a{1}, b{2}, c{3}, d{4};

void Start(Pools& pools, JobId job, int tasks) {
  for (int i = 0; i < tasks; ++i) pools.TaskStarted(job);
}

TEST(PoolsTest, FifoKnowsNoPools) {
  Pools pools({});
  pools.Add(a, "one");
  pools.Add(b, "two");
  Start(pools, a, 100);
  EXPECT_THAT(pools.Order(), ElementsAre(a, b));
  pools.Remove(a);
  EXPECT_THAT(pools.Order(), ElementsAre(b));
}

TEST(PoolsTest, FairGivesToThePoolThatHasLeastForItsWeight) {
  Pools pools({.mode = SchedulingMode::kFair, .pools = {{"big", {.weight = 3}}}});
  pools.Add(a, "big");
  pools.Add(b, "");
  Start(pools, a, 2);
  Start(pools, b, 1);
  EXPECT_THAT(pools.Order(), ElementsAre(a, b));
  Start(pools, a, 2);
  EXPECT_THAT(pools.Order(), ElementsAre(b, a));
  pools.TaskEnded(b);
  pools.TaskEnded(a);
  EXPECT_THAT(pools.Order(), ElementsAre(b, a));
}

TEST(PoolsTest, AMinimumComesBeforeWeights) {
  Pools pools({.mode = SchedulingMode::kFair, .pools = {{"urgent", {.min_share = 4}}, {"heavy", {.weight = 100}}}});
  pools.Add(a, "heavy");
  pools.Add(b, "urgent");
  Start(pools, b, 3);
  EXPECT_THAT(pools.Order(), ElementsAre(b, a));
  Start(pools, b, 1);
  EXPECT_THAT(pools.Order(), ElementsAre(a, b));
}

TEST(PoolsTest, JobsOfAPoolGoInOrderUnlessItIsFairItself) {
  Pools pools({.mode = SchedulingMode::kFair, .pools = {{"shared", {.mode = SchedulingMode::kFair}}}});
  pools.Add(a, "line");
  pools.Add(b, "line");
  pools.Add(c, "shared");
  pools.Add(d, "shared");
  Start(pools, a, 2);
  Start(pools, c, 1);
  EXPECT_THAT(pools.Order(), ElementsAre(d, c, a, b));
  pools.Remove(c);
  pools.Remove(d);
  EXPECT_THAT(pools.Order(), ElementsAre(a, b));
}

TEST(PoolsTest, ReadsSparksAllocationFile) {
  auto pools = ParsePools(R"(<?xml version="1.0"?>
    <allocations>
      <!-- <pool name="old"> -->
      <pool name="production">
        <schedulingMode>FAIR</schedulingMode>
        <weight>2</weight>
        <minShare> 3 </minShare>
      </pool>
      <pool name="test"></pool>
    </allocations>)");
  ASSERT_THAT(pools, IsOk());
  ASSERT_EQ(pools->size(), 2);
  EXPECT_EQ(pools->at("production").mode, SchedulingMode::kFair);
  EXPECT_EQ(pools->at("production").weight, 2);
  EXPECT_EQ(pools->at("production").min_share, 3);
  EXPECT_EQ(pools->at("test").mode, SchedulingMode::kFifo);
  EXPECT_EQ(pools->at("test").weight, 1);
}

TEST(PoolsTest, AWrongAllocationFileIsNamedByItsPool) {
  for (const char* text : {"", "<allocations><pool name=\"a\">", "<allocations><pool></pool>", "<!-- <allocations>"}) {
    EXPECT_THAT(ParsePools(text), StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(ParsePools("<allocations><pool name=\"a\"><weight>0</weight></pool></allocations>"),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("\"a\""), HasSubstr("weight"))));
  EXPECT_THAT(ParsePools("<allocations><pool name=\"a\"><schedulingMode>LIFO</schedulingMode></pool></allocations>"),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("\"a\""), HasSubstr("LIFO"))));
}

}  // namespace
}  // namespace sluice
