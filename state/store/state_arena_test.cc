#include "state/store/state_arena.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace sluice {
namespace {

const std::string kLongKey = "a key that is not inside of an entry";

TEST(StateCellTest, KeepsACopyOfItsKeyAndBeginsWithoutAValue) {
  StateCell cell = {};
  EXPECT_TRUE(cell.is_free());
  std::string key = kLongKey;
  const int64_t taken = cell.Occupy(KeyImage::Of(key), 5);
  key.assign(key.size(), '?');
  EXPECT_EQ(cell.key(), kLongKey);
  EXPECT_EQ(cell.number(), 5);
  EXPECT_FALSE(cell.exists());
  EXPECT_FALSE(cell.has(StateCell::kUsed));
  EXPECT_GE(taken, static_cast<int64_t>(kLongKey.size()));
  EXPECT_EQ(cell.Free(), -taken);
  EXPECT_TRUE(cell.is_free());
}

TEST(StateCellTest, SaysHowMuchMemoryAValueTakesAndGivesBack) {
  StateCell cell = {};
  ASSERT_EQ(cell.Occupy(KeyImage::Of("k"), 0), 0);
  EXPECT_EQ(cell.SetValue("short"), 0);
  const int64_t taken = cell.SetValue(std::string(100, 'a'));
  EXPECT_GE(taken, 100);
  EXPECT_EQ(cell.SetValue(std::string(60, 'b')), 0) << "it fits in the place of the old one";
  EXPECT_EQ(cell.value(), std::string(60, 'b'));
  const int64_t more = cell.SetValue(std::string(1000, 'c'));
  EXPECT_GE(taken + more, 1000);
  EXPECT_EQ(cell.SetValue("short again"), -taken - more);
  EXPECT_EQ(cell.value(), "short again");
  EXPECT_EQ(cell.DropValue(), 0);
  EXPECT_FALSE(cell.exists());
}

TEST(StateCellTest, MarksAreSetAndTakenAwayOneByOne) {
  StateCell cell = {};
  cell.Occupy(KeyImage::Of("k"), (1 << 28) - 1);
  cell.Add(StateCell::kChanged | StateCell::kColdIsOld);
  cell.Drop(StateCell::kChanged);
  EXPECT_FALSE(cell.has(StateCell::kChanged));
  EXPECT_TRUE(cell.has(StateCell::kColdIsOld));
  EXPECT_EQ(cell.number(), (1 << 28) - 1);
}

TEST(StateArenaTest, EntriesNeverMove) {
  StateArena arena;
  std::vector<StateCell*> cells;
  for (int i = 0; i < 20000; ++i) cells.push_back(&arena.Add(KeyImage::OfNumber(i)));
  for (uint32_t i = 0; i < 20000; ++i) {
    ASSERT_EQ(arena.Get(i), cells[i]);
    ASSERT_EQ(cells[i]->number(), i);
  }
  EXPECT_EQ(arena.end(), 20000);
}

TEST(StateArenaTest, ANumberThatWasGivenBackIsGivenAgain) {
  StateArena arena;
  for (const char* key : {"a", "b", "c"}) arena.Add(KeyImage::Of(key));
  arena.Erase(arena.At(1));
  EXPECT_EQ(arena.Get(1), nullptr);
  EXPECT_EQ(arena.Add(KeyImage::Of("d")).number(), 1);
  EXPECT_EQ(arena.Get(1)->key(), "d");
  EXPECT_EQ(arena.end(), 3);
}

TEST(StateArenaTest, AChunkWithoutEntriesIsReleasedAndComesBackEmpty) {
  StateArena arena;
  for (int i = 0; i < 5000; ++i) arena.SetValue(arena.Add(KeyImage::OfNumber(i)), "v");
  for (uint32_t i = 0; i < 4096; ++i) arena.Erase(arena.At(i));
  arena.Prefetch(7);
  for (uint32_t i = 0; i < 4096; ++i) ASSERT_EQ(arena.Get(i), nullptr);
  const StateCell& cell = arena.Add(KeyImage::Of("again"));
  EXPECT_LT(cell.number(), 4096);
  EXPECT_FALSE(cell.exists());
  EXPECT_EQ(arena.size(), 905);
}

TEST(StateArenaTest, CountsEntriesValuesAndBytes) {
  StateArena arena;
  StateCell& one = arena.Add(KeyImage::Of("k"));
  StateCell& other = arena.Add(KeyImage::Of(kLongKey));
  EXPECT_EQ(arena.with_value(), 0);
  arena.SetValue(one, std::string(100, 'a'));
  arena.SetValue(one, std::string(100, 'b'));
  EXPECT_EQ(arena.with_value(), 1);
  EXPECT_GE(arena.bytes(), 2 * 48 + 100 + static_cast<int64_t>(kLongKey.size()));
  arena.DropValue(one);
  arena.DropValue(one);
  EXPECT_EQ(arena.with_value(), 0);
  arena.Erase(other);
  const int64_t bytes_of_one = arena.bytes();
  EXPECT_LT(bytes_of_one, 100);
  arena.Add(KeyImage::Of("l"));
  EXPECT_EQ(arena.bytes(), 2 * bytes_of_one);
  arena.Clear();
  EXPECT_EQ(arena.bytes(), 0);
  EXPECT_EQ(arena.end(), 0);
}

}  // namespace
}  // namespace sluice
