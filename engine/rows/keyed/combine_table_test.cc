#include "engine/rows/keyed/combine_table.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/rows/keyed/combine_by_key.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using Rows = std::vector<std::pair<std::string_view, int64_t>>;
using Sum = Reducing<int64_t, std::plus<>>;

template <class Table>
std::map<std::string, int64_t> Contents(Table& table) {
  std::map<std::string, int64_t> contents;
  table.ForEach([&](std::string_view key, int64_t value) {
    EXPECT_TRUE(contents.emplace(key, value).second) << key;
    return true;
  });
  return contents;
}

TEST(KeyImageTest, KeepsTheBytesOfEveryLength) {
  const std::string text("The quick\0brown fox jumps", 25);
  for (size_t length = 0; length <= text.size(); ++length) {
    std::string key = text.substr(0, length);  // Its own memory: what lies behind must not matter.
    KeyImage image = KeyImage::Of(key);
    EXPECT_TRUE(image.is_set());
    EXPECT_EQ(image.view(), key);
  }
}

TEST(KeyImageTest, KeysThatDifferOnlyInZerosDiffer) {
  KeyImage empty = KeyImage::Of(""), zero = KeyImage::Of(std::string_view("\0", 1));
  EXPECT_FALSE(SameKey(empty, zero));
  EXPECT_NE(TableHash(empty), TableHash(zero));
}

TEST(KeyImageTest, NumberAndItsBytesAreTheSameKey) {
  int64_t number = -123456789012345;
  std::string_view bytes(reinterpret_cast<const char*>(&number), sizeof(number));
  EXPECT_TRUE(SameKey(KeyImage::OfNumber(number), KeyImage::Of(bytes)));
  EXPECT_TRUE(SameKey(KeyImage::OfNumber(int16_t{7}), KeyImage::Of(std::string_view("\7\0", 2))));
}

TEST(KeyImageTest, ReadsNothingBehindTheLastPage) {
  size_t page = sysconf(_SC_PAGESIZE);
  char* memory =
      static_cast<char*>(mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(memory, MAP_FAILED);
  ASSERT_EQ(mprotect(memory + page, page, PROT_NONE), 0);
  std::memset(memory, 'k', page);
  for (size_t length = 0; length <= 20; ++length) {
    EXPECT_EQ(KeyImage::Of({memory + page - length, length}).view(), std::string(length, 'k'));
  }
  munmap(memory, 2 * page);
}

TEST(CombineTableTest, AgreesWithAMapOverRandomKeys) {
  std::mt19937 random(1);
  Sum sum;
  CombineTable<Sum> table(sum, 0);
  std::map<std::string, int64_t> expected;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> keys(random() % 300);
    Rows rows;
    for (std::string& key : keys) {
      key.assign(random() % 24, static_cast<char>('a' + random() % 26));
      if (!key.empty()) key[random() % key.size()] = static_cast<char>(random());
      rows.emplace_back(key, random() % 10);
      expected[key] += rows.back().second;
    }
    CombineRows(absl::MakeSpan(rows), table);
  }
  EXPECT_EQ(table.size(), expected.size());
  EXPECT_EQ(Contents(table), expected);
}

// Rows in the bucket order of one table are the worst for another one of the same order.
TEST(CombineTableTest, TakesTheRowsOfAnotherTableInItsOrder) {
  Sum sum;
  CombineTable<Sum> map_side(sum, 0), reduce_side(sum, 1);
  std::vector<std::pair<int64_t, int64_t>> numbers;
  for (int64_t i = 0; i < 300000; ++i) numbers.emplace_back(i, 1);
  CombineRows(absl::MakeSpan(numbers), map_side);
  Rows rows;
  map_side.ForEach([&](std::string_view key, int64_t value) {
    rows.emplace_back(key, value);
    return true;
  });
  CombineRows(absl::MakeSpan(rows), reduce_side);
  EXPECT_EQ(reduce_side.size(), 300000u);
}

TEST(CombineTableTest, OwnsValuesThatAreViews) {
  auto first = [](std::string_view a, std::string_view) { return a; };
  Reducing<std::string_view, decltype(first)> reducing{first};
  CombineTable<decltype(reducing)> table(reducing, 0);
  for (int i = 0; i < 1000; ++i) {
    std::string value = "a value that does not fit into a short string " + std::to_string(i);
    std::vector<std::pair<int64_t, std::string_view>> rows = {{i % 100, value}};
    CombineRows(absl::MakeSpan(rows), table);
  }
  EXPECT_EQ(table.size(), 100u);
  table.ForEach([&](std::string_view key, const std::string& value) {
    int64_t number = 0;
    EXPECT_TRUE(Decode(key, number));
    EXPECT_TRUE(value.ends_with(" " + std::to_string(number)));
    return true;
  });
}

}  // namespace
}  // namespace sluice
