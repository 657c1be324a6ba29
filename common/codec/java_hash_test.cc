#include "common/codec/java_hash.h"

#include <limits>

#include "gtest/gtest.h"

namespace sluice {
namespace {

// Recorded from jshell: Long.valueOf(-1).hashCode() and so on.
TEST(JavaHashTest, NumbersHashAsTheirBoxes) {
  EXPECT_EQ(JavaHashOfNumber(int64_t{5}), 5);
  EXPECT_EQ(JavaHashOfNumber(int64_t{-1}), 0);
  EXPECT_EQ(JavaHashOfNumber(int64_t{-2}), 1);
  EXPECT_EQ(JavaHashOfNumber(int64_t{1} << 32), 1);
  EXPECT_EQ(JavaHashOfNumber(std::numeric_limits<int64_t>::min()), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(JavaHashOfNumber(int32_t{-1}), -1);
  EXPECT_EQ(JavaHashOfNumber(true), 1231);
  EXPECT_EQ(JavaHashOfNumber(false), 1237);
  EXPECT_EQ(JavaHashOfNumber(1.0), 1072693248);
  EXPECT_EQ(JavaHashOfNumber(0.0), 0);
  EXPECT_EQ(JavaHashOfNumber(-0.0), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(JavaHashOfNumber(1.0f), 1065353216);
  EXPECT_EQ(JavaHashOfNumber(-std::numeric_limits<double>::quiet_NaN()), 2146959360);
  EXPECT_EQ(JavaHashOfNumber(-std::numeric_limits<float>::quiet_NaN()), 2143289344);
}

TEST(JavaHashTest, TextHashesAsItsUtf16) {
  EXPECT_EQ(JavaHashOfText(""), 0);
  EXPECT_EQ(JavaHashOfText("hello"), 99162322);
  EXPECT_EQ(JavaHashOfText("the quick brown fox"), 1302335171);
  EXPECT_EQ(JavaHashOfText("polygenelubricants"), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(JavaHashOfText("é"), 0xe9);
  EXPECT_EQ(JavaHashOfText("日"), 0x65e5);
  EXPECT_EQ(JavaHashOfText("😀"), 0xd83d * 31 + 0xde00);
  EXPECT_EQ(JavaHashOfText("\xff"), 0xfffd);
}

}  // namespace
}  // namespace sluice
