#include "api/rdd/input_paths.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::vector<std::string> Paths(const std::string& text) { return InputPaths(text).absolute(); }

TEST(InputPathsTest, ATextIsPartedAtItsCommas) {
  EXPECT_THAT(Paths("/a,/b c,s3://in/*.gz?region=x"), ElementsAre("/a", "/b c", "s3://in/*.gz?region=x"));
  EXPECT_THAT(Paths("/{a,b}/{c,{d,e}},/f"), ElementsAre("/{a,b}/{c,{d,e}}", "/f"));
  EXPECT_THAT(Paths("/a},/b"), ElementsAre("/a}", "/b"));
}

TEST(InputPathsTest, AnEscapedCommaOrBracePartsNothingAndStaysEscapedForTheGlob) {
  EXPECT_THAT(Paths(R"(/a\,b,/c)"), ElementsAre(R"(/a\,b)", "/c"));
  EXPECT_THAT(Paths("/a[,]b,/c"), ElementsAre("/a[,]b", "/c"));
  EXPECT_THAT(Paths("/[!,]a,/[],]b"), ElementsAre("/[!,]a", "/[],]b"));
  EXPECT_THAT(Paths(R"(/a\{,/b\})"), ElementsAre(R"(/a\{)", R"(/b\})"));
  EXPECT_THAT(Paths("/a[{],/b[}]"), ElementsAre("/a[{]", "/b[}]"));
  EXPECT_THAT(Paths(R"(/{a\},b},/c)"), ElementsAre(R"(/{a\},b})", "/c"));
}

TEST(InputPathsTest, WhatOnlyLooksEscapedIsParted) {
  EXPECT_THAT(Paths(R"(/a\\,/b)"), ElementsAre(R"(/a\\)", "/b"));
  EXPECT_THAT(Paths("/a[,/b]"), ElementsAre("/a[", "/b]")) << "no bracket reaches over a '/'";
  EXPECT_THAT(Paths("/a,/b\\"), ElementsAre("/a", "/b\\"));
}

}  // namespace
}  // namespace sluice
