#include "engine/exchange/key_table.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/exchange/key_order.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::vector<uint32_t> Add(KeyTable& table, const std::vector<std::string>& keys) {
  std::vector<KeyImage> images;
  for (const std::string& key : keys) images.push_back(KeyImage::Of(key));
  std::vector<uint32_t> numbers(keys.size());
  table.Add(images, true, numbers.data());
  return numbers;
}

TEST(KeyTableTest, NumbersKeysInTheOrderTheyCome) {
  std::mt19937 random(1);
  KeyTable table;
  std::map<std::string, uint32_t> expected;
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> keys(random() % kKeyBatch);  // Gone after the round: the table has copies.
    std::vector<KeyImage> images;
    for (std::string& key : keys) {
      key = std::string(random() % 20, 'k') + std::to_string(random() % 3000);
      images.push_back(KeyImage::Of(key));
    }
    uint32_t numbers[kKeyBatch];
    table.Add(images, true, numbers);
    for (size_t i = 0; i < keys.size(); ++i) {
      ASSERT_EQ(numbers[i], expected.try_emplace(keys[i], static_cast<uint32_t>(expected.size())).first->second);
    }
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [key, number] : expected) EXPECT_EQ(table.key(number), key);
  KeyImage absent = KeyImage::Of("absent");
  uint32_t number = 0;
  table.Find(absl::Span<const KeyImage>(&absent, 1), &number);
  EXPECT_EQ(number, KeyTable::kNone);
}

TEST(KeyTableTest, WhatIsForgottenIsNumberedAnew) {
  KeyTable table;
  const size_t empty = table.memory_bytes();
  EXPECT_THAT(Add(table, {"a", "b", "a"}), ElementsAre(0, 1, 0));
  EXPECT_THAT(Add(table, {std::string(100, 'l')}), ElementsAre(2));
  EXPECT_GT(table.memory_bytes(), empty);
  table.Clear();
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.memory_bytes(), empty);
  EXPECT_THAT(Add(table, {"b", "a"}), ElementsAre(0, 1));
}

TEST(KeyTableTest, KeysAreInTheOrderOfTheirHashAndThenOfTheirBytes) {
  KeyTable table;
  for (int i = 0; i < 3000; ++i) Add(table, {std::to_string(i)});
  const std::vector<uint32_t> order = KeysInOrder(table);
  ASSERT_EQ(order.size(), table.size());
  for (size_t i = 1; i < order.size(); ++i) {
    const std::string_view a = table.key(order[i - 1]), b = table.key(order[i]);
    EXPECT_LT(std::pair(KeyOrderPrefix(a), a), std::pair(KeyOrderPrefix(b), b));
  }
  EXPECT_TRUE(KeyOrder().Before("a", "b"));
  EXPECT_FALSE(KeyOrder().Before("a", "a"));
}

TEST(KeyArenaTest, CopiesStayWhereTheyAre) {
  KeyArena arena;
  std::vector<std::string_view> copies;
  for (int i = 0; i < 5000; ++i) copies.push_back(arena.CopyOf(std::to_string(i)));
  const std::string large(1 << 20, 'l');
  const std::string_view large_copy = arena.CopyOf(large);
  const size_t bytes = arena.memory_bytes();
  EXPECT_GE(bytes, large.size());
  const KeyArena moved = std::move(arena);
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(copies[i], std::to_string(i));
  EXPECT_EQ(large_copy, large);
  EXPECT_EQ(moved.memory_bytes(), bytes);
}

TEST(KeyArenaTest, OneThatWasMovedFromMayBeUsedAgain) {
  KeyArena arena;
  arena.CopyOf("a");
  const KeyArena moved = std::move(arena);
  arena = KeyArena();
  EXPECT_EQ(arena.memory_bytes(), 0u);
  EXPECT_EQ(arena.CopyOf("b"), "b");
}

}  // namespace
}  // namespace sluice
