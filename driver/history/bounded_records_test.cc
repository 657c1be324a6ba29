#include "driver/history/bounded_records.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {

// A record of so many bytes.
struct Weight {
  int64_t bytes = 0;
};
int64_t BytesOf(const Weight& weight) { return weight.bytes; }

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BoundedRecordsTest : public ::testing::Test {
 protected:
  using Records = BoundedRecords<int, Weight>;

  void Run(Records& records, int key, int64_t bytes = 10) {
    records.Begin(key, {bytes});
    records.End(key);
    records.Trim();
  }
  std::vector<int> Ended(const Records& records) {
    std::vector<int> keys;
    for (const Records::Ended& ended : records.ended()) keys.push_back(ended.key);
    return keys;
  }
};

TEST_F(BoundedRecordsTest, WhatEndedFirstGoesFirstWhenThereIsNoRoom) {
  Records records({.bytes = 30});
  for (int key : {7, 3, 5}) Run(records, key);
  EXPECT_THAT(Ended(records), ElementsAre(7, 3, 5));
  Run(records, 1);
  EXPECT_THAT(Ended(records), ElementsAre(3, 5, 1));
  Run(records, 2, /*bytes=*/15);
  EXPECT_THAT(Ended(records), ElementsAre(1, 2));
  EXPECT_EQ(records.ended_bytes(), 25);
  EXPECT_EQ(records.Find(7), nullptr);
}

TEST_F(BoundedRecordsTest, WhatGoesOnNeverGoesHoweverLargeItIs) {
  Records records({.bytes = 30});
  records.Begin(0, {1'000'000});
  for (int key = 1; key <= 100; ++key) Run(records, key);
  ASSERT_NE(records.FindOpen(0), nullptr);
  EXPECT_THAT(Ended(records), ElementsAre(98, 99, 100));
}

TEST_F(BoundedRecordsTest, TheLastOneStaysUntilTheNextOneEnds) {
  Records records({.bytes = 30});
  Run(records, 1);
  Run(records, 2, /*bytes=*/1000);
  EXPECT_THAT(Ended(records), ElementsAre(2));
  Run(records, 3);
  EXPECT_THAT(Ended(records), ElementsAre(3));
  EXPECT_EQ(records.ended_bytes(), 10);
}

TEST_F(BoundedRecordsTest, RecordsAreCountedToo) {
  Records records({.bytes = 1000, .records = 2});
  for (int key : {1, 2, 3}) Run(records, key);
  EXPECT_THAT(Ended(records), ElementsAre(2, 3));
}

TEST_F(BoundedRecordsTest, WhatBeginsAgainIsKnownOnce) {
  Records records({.bytes = 30});
  Run(records, 1);
  records.Begin(1, {20});
  EXPECT_THAT(Ended(records), IsEmpty());
  EXPECT_EQ(records.ended_bytes(), 0);
  EXPECT_EQ(records.FindOpen(1)->bytes, 20);
}

TEST_F(BoundedRecordsTest, WhatIsDroppedWasNever) {
  Records records({.bytes = 30});
  records.Begin(1, {10});
  records.Drop(1);
  EXPECT_EQ(records.Find(1), nullptr);
  EXPECT_EQ(records.ended_bytes(), 0);
}

}  // namespace
}  // namespace sluice
