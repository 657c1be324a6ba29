#include "driver/history/dashboards.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::SizeIs;

ShownRows Shown(const std::string& name, int64_t batch, const std::string& key = "a") {
  return {.dashboard = name, .batch = BatchTime(batch), .columns = {"key", "value"}, .rows = {{key, int64_t{1}}}};
}

TEST(DashboardsTest, KeepsTheBatchesOfEachNameByTime) {
  Dashboards dashboards;
  dashboards.Add(Shown("counts", 2000));
  dashboards.Add(Shown("totals", 1000));
  dashboards.Add(Shown("counts", 1000));
  ASSERT_THAT(dashboards.all(), SizeIs(2));
  EXPECT_EQ(dashboards.Find(0)->name, "counts");
  EXPECT_EQ(dashboards.Find(0)->batches.begin()->first, BatchTime(1000));
  EXPECT_EQ(dashboards.Find(1)->name, "totals");
  EXPECT_EQ(dashboards.Find(2), nullptr);
}

TEST(DashboardsTest, ABatchThatComesAgainReplacesWhatItHadShown) {
  Dashboards dashboards;
  dashboards.Add(Shown("counts", 1000, "a long key, longer than those that need no memory"));
  dashboards.Add(Shown("counts", 1000, "b"));
  const Dashboard& counts = *dashboards.Find(0);
  ASSERT_THAT(counts.batches, SizeIs(1));
  EXPECT_EQ(counts.batches.begin()->second.rows[0][0], ShownValue("b"));
  EXPECT_EQ(counts.bytes_of_batches, BytesOf(counts.batches.begin()->second));
}

TEST(DashboardsTest, HasRoomForSoManyBatches) {
  Dashboards dashboards;
  for (int i = 1; i <= 1000; ++i) dashboards.Add(Shown("counts", i));
  EXPECT_THAT(dashboards.Find(0)->batches, SizeIs(300));
  EXPECT_EQ(dashboards.Find(0)->batches.rbegin()->first, BatchTime(1000));
}

TEST(DashboardsTest, HasRoomForSoManyBytesAndForTheLastBatchWhateverItsSize) {
  Dashboards dashboards;
  for (int i = 1; i <= 50; ++i) dashboards.Add(Shown("counts", i, std::string(10'000, 'k')));
  EXPECT_LE(dashboards.Find(0)->bytes_of_batches, 256 << 10);
  EXPECT_THAT(dashboards.Find(0)->batches, SizeIs(::testing::Ge(20u)));
  dashboards.Add(Shown("counts", 51, std::string(1 << 20, 'k')));
  EXPECT_THAT(dashboards.Find(0)->batches, SizeIs(1));
}

TEST(DashboardsTest, TheOneThatIsNotToldOfGoesWhenThereAreTooMany) {
  Dashboards dashboards;
  for (int i = 0; i < 16; ++i) dashboards.Add(Shown(std::to_string(i), i == 7 ? 1 : 1000));
  dashboards.Add(Shown("one more", 1000));
  EXPECT_THAT(dashboards.all(), SizeIs(16));
  EXPECT_EQ(dashboards.Find(7), nullptr);
  EXPECT_EQ(dashboards.Find(16)->name, "one more");
}

}  // namespace
}  // namespace sluice
