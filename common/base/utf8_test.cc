#include "common/base/utf8.h"

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(Utf8Test, WellFormedTextStaysAsItIs) {
  for (const char* text : {"", "plain", "line\nbreak", "Grüße", "日本", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(ToUtf8(text), text);
  }
}

TEST(Utf8Test, OtherBytesAreShownInHexadecimal) {
  EXPECT_EQ(ToUtf8("a\xFF"
                   "b"),
            "a\\xFFb");
  EXPECT_EQ(ToUtf8("caf\xE9"), "caf\\xE9");              // Latin-1.
  EXPECT_EQ(ToUtf8("\xE6\x97"), "\\xE6\\x97");           // Cut short.
  EXPECT_EQ(ToUtf8("\xC0\xAF"), "\\xC0\\xAF");           // Overlong.
  EXPECT_EQ(ToUtf8("\xED\xA0\x80"), "\\xED\\xA0\\x80");  // A surrogate.
  EXPECT_EQ(ToUtf8("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80");
  EXPECT_EQ(ToUtf8("\x80ü"), "\\x80ü");
}

TEST(Utf8Test, CodePointsBecomeCharacters) {
  for (uint32_t code : {0x41u, 0x7fu, 0x80u, 0x7ffu, 0x800u, 0x65e5u, 0xffffu, 0x10000u, 0x1f600u, 0x10ffffu}) {
    std::string text;
    AppendUtf8(code, text);
    EXPECT_EQ(Utf8CharacterSize(text), text.size()) << code;
    EXPECT_EQ(Utf8Character(text), code);
  }
  for (uint32_t code : {0xd800u, 0xdfffu, 0x110000u}) {
    std::string text;
    AppendUtf8(code, text);
    EXPECT_EQ(text, "\uFFFD") << code;
  }
}

}  // namespace
}  // namespace sluice
