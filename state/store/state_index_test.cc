#include "state/store/state_index.h"

#include <map>
#include <vector>

#include "common/base/random.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

uint32_t FindNumber(const StateIndex& index, uint32_t tag, uint32_t number) {
  return index.Find(tag, [&](uint32_t found) { return found == number; });
}

TEST(StateIndexTest, FindsEachOfSeveralNumbersThatShareATag) {
  StateIndex index;
  for (uint32_t number : {0, 1, 2}) index.Add(7, number);
  for (uint32_t number : {0, 1, 2}) EXPECT_EQ(FindNumber(index, 7, number), number);
  EXPECT_EQ(FindNumber(index, 7, 3), StateIndex::kNone);
  index.Erase(7, 1);
  EXPECT_EQ(FindNumber(index, 7, 0), 0);
  EXPECT_EQ(FindNumber(index, 7, 1), StateIndex::kNone);
  EXPECT_EQ(FindNumber(index, 7, 2), 2);
}

TEST(StateIndexTest, AsksOnlyAboutNumbersOfTheTag) {
  StateIndex index;
  index.Add(1, 10);
  index.Add(1 + 64, 20);  // Belongs to the same bucket.
  std::vector<uint32_t> asked;
  index.Find(1 + 64, [&](uint32_t number) {
    asked.push_back(number);
    return true;
  });
  EXPECT_EQ(asked, std::vector<uint32_t>{20});
}

TEST(StateIndexTest, TheFirstNumberOfATagIsNoneWhereNothingIs) {
  StateIndex index;
  EXPECT_EQ(index.First(5), StateIndex::kNone);
  index.Add(5, 9);
  EXPECT_EQ(index.First(5), 9);
}

// Few tags, all near the end of the buckets, so that runs are long and go round the end.
TEST(StateIndexTest, ErasingLeavesAllOthersToBeFound) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    StateIndex index;
    std::map<uint32_t, uint32_t> tag_of;
    for (int step = 0; step < 500; ++step) {
      const uint32_t number = random.Below(40), tag = 50 + random.Below(14);
      if (auto known = tag_of.find(number); known != tag_of.end()) {
        index.Erase(known->second, number);
        tag_of.erase(known);
      } else {
        index.Add(tag, number);
        tag_of[number] = tag;
      }
      for (auto [n, t] : tag_of) ASSERT_EQ(FindNumber(index, t, n), n);
      ASSERT_EQ(index.size(), tag_of.size());
    }
  }
}

TEST(StateIndexTest, GrowsAndShrinksWithAllThatIsInIt) {
  StateIndex index;
  auto tag = [](uint32_t number) { return number * 0x9E3779B9u; };
  for (uint32_t number = 0; number < 10000; ++number) index.Add(tag(number), number);
  for (uint32_t number = 100; number < 10000; ++number) index.Erase(tag(number), number);
  index.Compact();
  for (uint32_t number = 0; number < 10000; ++number) {
    ASSERT_EQ(FindNumber(index, tag(number), number), number < 100 ? number : StateIndex::kNone);
  }
  index.Clear();
  EXPECT_EQ(index.size(), 0);
  EXPECT_EQ(FindNumber(index, tag(0), 0), StateIndex::kNone);
}

}  // namespace
}  // namespace sluice
