#include "api/core/split.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Pieces = std::vector<std::string>;

static_assert(std::ranges::input_range<internal::SplitRange> && std::ranges::view<internal::SplitRange>);

Pieces Split(std::string_view text, char separator = ' ') {
  Pieces pieces;
  for (std::string_view piece : split(text, separator)) pieces.emplace_back(piece);
  return pieces;
}

// One byte at a time.
Pieces SplitSlowly(std::string_view text, char separator) {
  Pieces pieces(1);
  for (char c : text) {
    if (c != separator) {
      pieces.back() += c;
    } else if (!pieces.back().empty()) {
      pieces.emplace_back();
    }
  }
  if (pieces.back().empty()) pieces.pop_back();
  return pieces;
}

TEST(SplitTest, GivesThePiecesThatAreNotEmpty) {
  EXPECT_THAT(Split("a bc  d"), ElementsAre("a", "bc", "d"));
  EXPECT_THAT(Split("  a "), ElementsAre("a"));
  EXPECT_THAT(Split("abc"), ElementsAre("abc"));
  EXPECT_THAT(Split("   "), IsEmpty());
  EXPECT_THAT(Split(""), IsEmpty());
  EXPECT_THAT(Split(std::string_view()), IsEmpty());
}

TEST(SplitTest, AnyByteSeparates) {
  EXPECT_THAT(Split(std::string_view("a\0b\0", 4), '\0'), ElementsAre("a", "b"));
  EXPECT_THAT(Split("x\xffy", '\xff'), ElementsAre("x", "y"));
}

TEST(SplitTest, AgreesWithByteByByteOnEveryLength) {
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 200, 'x');
    unsigned gap = 1 + random() % 40;
    for (char& c : text) c = random() % gap == 0 ? ',' : static_cast<char>('a' + random() % 26);
    ASSERT_EQ(Split(text, ','), SplitSlowly(text, ',')) << text;
  }
}

}  // namespace
}  // namespace sluice
