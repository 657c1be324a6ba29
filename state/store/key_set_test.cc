#include "state/store/key_set.h"

#include <optional>
#include <set>
#include <string>

#include "common/base/random.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr uint64_t kSeed = 7;
constexpr int64_t kPlenty = 1 << 20;

KeyFingerprint Key(uint64_t number, uint64_t seed = kSeed) { return FingerprintOf(std::to_string(number), seed); }

// False: it was there, or is not in the range (any more).
bool Add(KeySet& set, KeyFingerprint key) {
  while (!set.has_room()) set.MakeRoom();
  return set.range().Has(key) && set.Add(key);
}

TEST(KeySetTest, FingerprintsDependOnTheSeed) {
  EXPECT_EQ(Key(1), Key(1));
  EXPECT_NE(Key(1), Key(2));
  EXPECT_NE(Key(1, 8), Key(1, 9));
}

TEST(KeySetTest, AddsAKeyOnceAndFindsItAsTheArrayGrows) {
  KeySet set({}, kPlenty);
  std::set<uint64_t> oracle;
  SeededRandom random(1);
  while (oracle.size() < 40'000) {
    const uint64_t number = random.Below(80'000);
    ASSERT_EQ(Add(set, Key(number)), oracle.insert(number).second);
  }
  EXPECT_EQ(set.size(), oracle.size());
  for (uint64_t number = 0; number < 80'000; ++number) ASSERT_EQ(set.Has(Key(number)), oracle.contains(number));
}

TEST(KeySetTest, HoldsAKeyPer24Bytes) {
  KeySet set({}, kPlenty);
  EXPECT_LE(set.bytes(), kPlenty);
  uint64_t number = 0;
  while (set.range().bits == 0) Add(set, Key(number++));
  EXPECT_GT(number, kPlenty / 25);
}

TEST(KeySetTest, FullItForgetsTheUpperHalfOfItsRangeAndKeepsTheRest) {
  KeySet set({}, kPlenty / 16);
  uint64_t number = 0;
  std::optional<FingerprintRange> forgotten;
  for (; !forgotten; ++number) {
    set.Add(Key(number));
    if (!set.has_room()) forgotten = set.MakeRoom();
  }
  uint64_t kept = 0;
  for (uint64_t i = 0; i < number; ++i) {
    ASSERT_NE(set.range().Has(Key(i)), forgotten->Has(Key(i)));
    if (!set.range().Has(Key(i))) continue;
    ASSERT_TRUE(set.Has(Key(i)));
    ++kept;
  }
  EXPECT_EQ(set.size(), kept);
  EXPECT_NEAR(static_cast<double>(kept), static_cast<double>(number) / 2, static_cast<double>(number) / 10);
}

TEST(KeySetTest, SmallSetsStayRightHoweverOftenTheyHalveTheirRange) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    KeySet set({}, 0);
    std::set<uint64_t> added;
    for (uint64_t number = 0; number < 3'000; ++number) {
      if (Add(set, Key(number, seed))) added.insert(number);
    }
    EXPECT_GE(set.range().bits, 3);
    for (uint64_t number = 0; number < 3'000; ++number) {
      const KeyFingerprint key = Key(number, seed);
      if (!set.range().Has(key)) continue;
      ASSERT_TRUE(set.Has(key) && added.contains(number));
    }
  }
}

}  // namespace
}  // namespace sluice
