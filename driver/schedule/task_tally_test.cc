#include "driver/schedule/task_tally.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::SizeIs;

TEST(DistributionTest, NothingIsAllZeros) {
  const Spread spread = Distribution().Describe();
  EXPECT_EQ(spread.max, 0);
  EXPECT_EQ(spread.median, 0);
}

TEST(DistributionTest, SmallValuesAreExact) {
  Distribution distribution;
  for (int64_t value : {5, 1, 2, 3, 4}) distribution.Add(value);
  const Spread spread = distribution.Describe();
  EXPECT_EQ(spread.min, 1);
  EXPECT_EQ(spread.lower_quartile, 2);
  EXPECT_EQ(spread.median, 3);
  EXPECT_EQ(spread.upper_quartile, 4);
  EXPECT_EQ(spread.max, 5);
  EXPECT_EQ(spread.total, 15);
}

TEST(DistributionTest, OneValueIsAllOfThem) {
  for (int64_t value : {int64_t{0}, int64_t{17}, int64_t{123'456'789}, INT64_MAX}) {
    Distribution distribution;
    distribution.Add(value);
    EXPECT_EQ(distribution.Describe().median, value);
    EXPECT_EQ(distribution.Describe().max, value);
  }
}

TEST(DistributionTest, QuartilesAreRightToASixteenth) {
  Distribution distribution;
  for (int64_t value = 1; value <= 100'000; ++value) distribution.Add(value * 37);
  const Spread spread = distribution.Describe();
  EXPECT_NEAR(spread.lower_quartile, 25'000 * 37, 25'000 * 37 / 16);
  EXPECT_NEAR(spread.median, 50'000 * 37, 50'000 * 37 / 16);
  EXPECT_NEAR(spread.upper_quartile, 75'000 * 37, 75'000 * 37 / 16);
}

TEST(DistributionTest, WhatCannotBeCountsAsNothing) {
  Distribution distribution;
  distribution.Add(-5);
  EXPECT_EQ(distribution.Describe().min, 0);
}

TEST(TaskTallyTest, SaysWhichTaskWasSlowestWhichLargestAndWhoDidWhat) {
  TaskTally tally;
  tally.Add({.partition = 0, .executor = ExecutorId(1), .run_micros = 100, .records = 10});
  tally.Add({.partition = 1, .executor = ExecutorId(2), .run_micros = 900, .records = 20});
  tally.Add({.partition = 2, .executor = ExecutorId(1), .run_micros = 200, .records = 70});
  const TaskSummary summary = tally.Describe();
  EXPECT_EQ(summary.tasks, 3);
  EXPECT_EQ(summary.slowest.partition, 1);
  EXPECT_EQ(summary.largest.partition, 2);
  EXPECT_EQ(summary.records.total, 100);
  ASSERT_THAT(summary.executors, SizeIs(2));
  EXPECT_EQ(summary.executors[0].tasks, 2);
  EXPECT_EQ(summary.executors[0].run_micros, 300);
  EXPECT_EQ(summary.executors[1].records, 20);
}

}  // namespace
}  // namespace sluice
