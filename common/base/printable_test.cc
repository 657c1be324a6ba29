#include "common/base/printable.h"

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

TEST(PrintableTest, TextStaysAsItIs) {
  for (const char* text :
       {"", "word count", "Grüße, 日本", "C:\\new \"x\"", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(PrintableTest, WhatMovesTheCursorOrEndsLinesIsShown) {
  EXPECT_EQ(Printable("a\nb\033[31m"), "a\\nb\\x1B[31m");
  EXPECT_EQ(Printable("a\r\t\b\x7f"), "a\\r\\t\\x08\\x7F");
  EXPECT_EQ(Printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(Printable("\xC2\x9B"
                      "31m"),
            "\\x9B31m")
      << "as ESC [";
}

TEST(PrintableTest, WhatTurnsOrHidesTextIsShown) {
  EXPECT_EQ(Printable("a\u202Eb"), "a\\u202Eb");
  EXPECT_EQ(Printable("a\u200Bb\u2028c\uFEFF"), "a\\u200Bb\\u2028c\\uFEFF");
  EXPECT_EQ(Printable("\U000E0041"), "\\U000E0041");
}

TEST(PrintableTest, BytesThatAreNoTextAreShown) { EXPECT_EQ(Printable("caf\xE9 \xFF"), "caf\\xE9 \\xFF"); }

TEST(PrintableTest, SeveralLinesStaySo) {
  EXPECT_EQ(PrintableLines("a\n\tb\r\033]0;title\a\n"), "a\n\tb\\r\\x1B]0;title\\x07\n");
}

TEST(ShortenedTest, SaysWhatIsLeftOut) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abcd", 3), "abc... (1 more bytes)");
  EXPECT_EQ(Shortened("aü", 2), "a... (2 more bytes)") << "no half characters";
  EXPECT_EQ(Shortened(std::string(10, '\x80'), 8).substr(0, 5), std::string(5, '\x80'))
      << "nor endless looking for one";
  EXPECT_EQ(ToMessageText(std::string(100'000, 'x')).size(),
            kReasonBytesMax + std::string("... (91808 more bytes)").size());
  EXPECT_EQ(ToMessageText("\xFF"), "\\xFF");
}

TEST(CheckSizeTest, NamesBothSizes) {
  EXPECT_THAT(CheckSize("the name", std::string(256, 'x')), IsOk());
  EXPECT_THAT(CheckSize("the name", std::string(100'000, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument, "the name is too long: bytes=100000 at most=256"));
}

}  // namespace
}  // namespace sluice
