#include "tools/cli/screen_frame.h"

#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(ScreenFrameTest, WhatFitsIsShownAsItIs) {
  EXPECT_EQ(ScreenFrame("Workers: 1\n  w1\n", {.columns = 40, .rows = 2}), "Workers: 1\n  w1");
  EXPECT_EQ(ScreenFrame("", {.columns = 40, .rows = 2}), "");
}

TEST(ScreenFrameTest, LongLinesAreCutBetweenCharacters) {
  EXPECT_EQ(ScreenFrame("ab\xC3\xA9"
                        "d\nxyz\n",
                        {.columns = 3, .rows = 2}),
            "ab\xC3\xA9\nxyz");
}

TEST(ScreenFrameTest, TheLastRowSaysHowManyLinesAreLeftOut) {
  EXPECT_EQ(ScreenFrame("1\n2\n3\n4\n5\n", {.columns = 40, .rows = 3}), "1\n2\n... 3 more lines");
  EXPECT_EQ(ScreenFrame("1\n2\n3\n", {.columns = 40, .rows = 3}), "1\n2\n3");
}

TEST(ScreenFrameTest, AScreenWithoutASizeGetsOneCharacter) {
  EXPECT_EQ(ScreenFrame("ab\nc\n", {.columns = 0, .rows = 0}), ".");
}

}  // namespace
}  // namespace sluice
