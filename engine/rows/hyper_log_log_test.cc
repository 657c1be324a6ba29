#include "engine/rows/hyper_log_log.h"

#include <cmath>

#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

uint64_t HashOf(int64_t number) { return StableHash(number); }

TEST(HyperLogLogTest, IsAsExactAsItSays) {
  for (double error : {0.1, 0.05, 0.01}) {
    HyperLogLog sketch = HyperLogLog::WithError(error);
    EXPECT_EQ(sketch.Estimate(), 0);
    int64_t added = 0;
    for (int64_t target : {1, 10, 100, 1000, 20000, 300000, 2000000}) {
      for (; added < target; ++added) sketch.Add(HashOf(added));
      EXPECT_NEAR(sketch.Estimate(), target, std::max(1.0, 3 * error * static_cast<double>(target))) << error;
    }
  }
}

TEST(HyperLogLogTest, WhatWasAddedBeforeChangesNothing) {
  HyperLogLog sketch = HyperLogLog::WithError(0.05);
  for (int round = 0; round < 3; ++round) {
    for (int64_t i = 0; i < 5000; ++i) sketch.Add(HashOf(i));
  }
  EXPECT_NEAR(sketch.Estimate(), 5000, 750);
}

TEST(HyperLogLogTest, MergedOnesAreAsIfAllWereAddedToOne) {
  for (int64_t count : {20, 50, 10000}) {  // Lists, a list and registers, registers.
    HyperLogLog all = HyperLogLog::WithError(0.05), even = all, odd = all;
    for (int64_t i = 0; i < count; ++i) {
      all.Add(HashOf(i));
      (i % 8 == 0 ? even : odd).Add(HashOf(i));
    }
    HyperLogLog merged = even;
    merged.Merge(odd);
    EXPECT_EQ(merged.Estimate(), all.Estimate());
    odd.Merge(even);
    EXPECT_EQ(odd.Estimate(), all.Estimate());
    HyperLogLog decoded;
    ASSERT_TRUE(Decode(Encode(merged), decoded));
    EXPECT_EQ(decoded.Estimate(), all.Estimate());
  }
}

}  // namespace
}  // namespace sluice
