#include "common/http/request_target.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(RequestTargetTest, HasPathAndQueryDecoded) {
  const auto target = ParseTarget("/a%20b/c+d?x=1&y=a%2Fb+c&empty=&flag&x=2&&k%3D=v=w#fragment");
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->path, "/a b/c+d");
  EXPECT_THAT(target->query,
              ElementsAre(Pair("empty", ""), Pair("flag", ""), Pair("k=", "v=w"), Pair("x", "2"), Pair("y", "a/b c")));
}

TEST(RequestTargetTest, MayNameTheHost) {
  EXPECT_EQ(ParseTarget("http://h:80/a?b=c")->path, "/a");
  EXPECT_EQ(ParseTarget("https://h")->path, "/");
  EXPECT_THAT(ParseTarget("/http://h/")->query, IsEmpty());
}

TEST(RequestTargetTest, WhatIsNoneIsRefused) {
  for (const char* text : {"", "*", "a", "?a", "ftp://h/", "/%", "/%2", "/%zz", "/a?%", "/a?b=%f", "/a%00b", "/a%0Ab",
                           "/a%7Fb", "h:443"}) {
    EXPECT_FALSE(ParseTarget(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace sluice
