#include "tools/cli/output_printer.h"

#include <string>

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(TerminalTextTest, NothingButLineEndsAndTabsIsObeyed) {
  TerminalText text;
  EXPECT_EQ(text.Add("a\tb\n\033[2J\033]0;root@host\a\r\n"), "a\tb\n\\x1B[2J\\x1B]0;root@host\\x07\\r\n");
}

TEST(TerminalTextTest, ACharacterMayComeInPieces) {
  const std::string whole = "ü 日 \xF0\x9F\x98\x80 \u202E\n";
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    TerminalText text;
    std::string shown = text.Add(whole.substr(0, cut));
    shown += text.Add(whole.substr(cut));
    EXPECT_EQ(shown, "ü 日 \xF0\x9F\x98\x80 \\u202E\n") << cut;
  }
}

TEST(TerminalTextTest, WhatIsNoTextIsShownAtOnce) {
  TerminalText text;
  EXPECT_EQ(text.Add("\xFF\x80\x80\x80\x80"), "\\xFF\\x80\\x80\\x80\\x80");
  EXPECT_EQ(text.Add("a\xC3"), "a");
  EXPECT_EQ(text.Add("b"), "\\xC3b");
}

}  // namespace
}  // namespace sluice
