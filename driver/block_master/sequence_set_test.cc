#include "driver/block_master/sequence_set.h"

#include <random>
#include <set>

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(SequenceSetTest, NumbersInOrderAreOneRange) {
  SequenceSet set;
  for (int64_t i = 0; i < 1000; ++i) EXPECT_TRUE(set.Add(i));
  EXPECT_EQ(set.ranges().size(), 1);
  EXPECT_FALSE(set.Add(500));
  EXPECT_TRUE(set.Contains(999));
  EXPECT_FALSE(set.Contains(1000));
}

TEST(SequenceSetTest, ALateNumberClosesTheGap) {
  SequenceSet set;
  EXPECT_TRUE(set.Add(0));
  EXPECT_TRUE(set.Add(2));
  EXPECT_EQ(set.ranges().size(), 2);
  EXPECT_TRUE(set.Add(1));
  EXPECT_EQ(set.ranges().size(), 1);
}

TEST(SequenceSetTest, AgreesWithAPlainSetInAnyOrder) {
  std::mt19937 random(7);
  SequenceSet set;
  std::set<int64_t> plain;
  for (int i = 0; i < 5000; ++i) {
    int64_t number = random() % 1000;
    EXPECT_EQ(set.Add(number), plain.insert(number).second);
    int64_t probe = random() % 1000;
    EXPECT_EQ(set.Contains(probe), plain.contains(probe));
  }
}

}  // namespace
}  // namespace sluice
