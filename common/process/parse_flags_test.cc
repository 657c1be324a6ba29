#include "common/process/parse_flags.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

class ParseFlagsTest : public testing::Test {
 protected:
  ParseFlagsTest() { app_.add_option("--count", count_); }
  std::optional<int> Parse(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return ParseFlags(app_, static_cast<int>(argv.size()), argv.data());
  }

  CLI::App app_{"Counts."};
  int count_ = 1;
};

TEST_F(ParseFlagsTest, WhatMakesSenseIsSet) {
  EXPECT_EQ(Parse({"program", "--count", "3"}), std::nullopt);
  EXPECT_EQ(count_, 3);
}

TEST_F(ParseFlagsTest, WhatMakesNoSenseIsShownHarmless) {
  const std::vector<std::vector<std::string>> bad = {{"program", "--count", "\033[31m\n"},
                                                     {"program", "--\033[31m"},
                                                     {"program", "\033]0;title\a"},
                                                     {"\033[31m", "x"}};
  for (const std::vector<std::string>& words : bad) {
    testing::internal::CaptureStderr();
    EXPECT_THAT(Parse(words), Optional(2));
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                AllOf(HasSubstr("--help"), HasSubstr("\\x1B"), Not(HasSubstr("\033")), Not(HasSubstr("\a"))));
  }
}

TEST_F(ParseFlagsTest, TheHelpIsNoError) {
  testing::internal::CaptureStdout();
  EXPECT_THAT(Parse({"program", "--help"}), Optional(0));
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("--count"));
}

}  // namespace
}  // namespace sluice
