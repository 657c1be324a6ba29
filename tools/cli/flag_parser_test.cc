#include "tools/cli/flag_parser.h"

#include <cstdlib>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

struct Flags {
  std::optional<int> Parse(std::vector<std::string> words) {
    FlagParser parser("sluice test", "Tests.", "  sluice test x\n");
    parser.Text("--data-dir", data_dir, "A folder");
    parser.Address("--driver", driver, "An address");
    parser.Number("--cores", cores, 1, "Cores");
    parser.Switch("--follow", follow, "Follow");
    parser.List("-c,--conf", conf, "Settings");
    parser.Argument("application", application, "Which");
    parser.Rest("arguments", arguments, "The rest");
    parser.RestFollows([](std::string_view argument) { return argument.ends_with(".py"); });
    words.insert(words.begin(), "sluice test");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    return parser.Parse(static_cast<int>(argv.size()), argv.data());
  }

  std::string data_dir = "/default";
  std::string driver;
  int cores = 0;
  bool follow = false;
  std::vector<std::string> conf;
  std::string application;
  std::vector<std::string> arguments;
};

std::string ErrorOf(const std::vector<std::string>& words) {
  testing::internal::CaptureStderr();
  EXPECT_THAT(Flags().Parse(words), Optional(kExitUsage));
  return testing::internal::GetCapturedStderr();
}

TEST(FlagParserTest, TakesFlagsAnArgumentAndTheRest) {
  Flags flags;
  EXPECT_EQ(flags.Parse({"--cores", "3", "--conf", "a=b", "--conf", "c=d", "app", "--", "--cores", "x"}), std::nullopt);
  EXPECT_EQ(flags.cores, 3);
  EXPECT_EQ(flags.data_dir, "/default");
  EXPECT_THAT(flags.conf, ElementsAre("a=b", "c=d"));
  EXPECT_EQ(flags.application, "app");
  EXPECT_THAT(flags.arguments, ElementsAre("--cores", "x"));
}

TEST(FlagParserTest, AMarkAfterAFlagEndsTheFlags) {
  Flags flags;
  EXPECT_EQ(flags.Parse({"app", "--cores", "3", "--", "--cores", "--", "y"}), std::nullopt);
  EXPECT_EQ(flags.cores, 3);
  EXPECT_THAT(flags.arguments, ElementsAre("--cores", "--", "y"));
}

TEST(FlagParserTest, WhatComesAfterAScriptIsTheScripts) {
  Flags flags;
  EXPECT_EQ(flags.Parse({"-c", "x.py", "--conf=y.py", "--follow", "app.py", "--cores", "3", "--", "-c", "z"}),
            std::nullopt);
  EXPECT_EQ(flags.application, "app.py");
  EXPECT_EQ(flags.cores, 0);
  EXPECT_TRUE(flags.follow);
  EXPECT_THAT(flags.conf, ElementsAre("x.py", "y.py"));
  EXPECT_THAT(flags.arguments, ElementsAre("--cores", "3", "--", "-c", "z"));
}

TEST(FlagParserTest, TheCommandLineGoesBeforeTheFileAndTheFileBeforeTheEnvironment) {
  const std::string file = testing::TempDir() + "/flags.conf";
  std::ofstream(file) << "data-dir = /file\nfollow = true\n";
  setenv("SLUICE_DATA_DIR", "/environment", 1);
  setenv("SLUICE_CORES", "5", 1);
  Flags from_environment, from_file, from_line;
  EXPECT_EQ(from_environment.Parse({"app"}), std::nullopt);
  EXPECT_EQ(from_file.Parse({"--config", file, "app"}), std::nullopt);
  EXPECT_EQ(from_line.Parse({"--config", file, "--data-dir", "/line", "app"}), std::nullopt);
  unsetenv("SLUICE_DATA_DIR");
  unsetenv("SLUICE_CORES");
  EXPECT_EQ(from_environment.data_dir, "/environment");
  EXPECT_EQ(from_environment.cores, 5);
  EXPECT_EQ(from_file.data_dir, "/file");
  EXPECT_TRUE(from_file.follow);
  EXPECT_EQ(from_line.data_dir, "/line");
}

TEST(FlagParserTest, WhatMakesNoSenseIsNamed) {
  EXPECT_THAT(ErrorOf({"--nonsense", "app"}), HasSubstr("--nonsense"));
  EXPECT_THAT(ErrorOf({"--cores", "many", "app"}), HasSubstr("many"));
  EXPECT_THAT(ErrorOf({"--cores", "0", "app"}), HasSubstr("cores"));
  EXPECT_THAT(ErrorOf({}), HasSubstr("application"));
  const std::string file = testing::TempDir() + "/bad.conf";
  std::ofstream(file) << "nonsense = 1\n";
  EXPECT_THAT(ErrorOf({"--config", file, "app"}), HasSubstr("nonsense"));
  EXPECT_THAT(ErrorOf({"--config", "/no/such.conf", "app"}), HasSubstr("/no/such.conf"));
}

TEST(FlagParserTest, AWrongValueSaysWhereItCameFrom) {
  setenv("SLUICE_CORES", "many", 1);
  EXPECT_THAT(ErrorOf({"app"}), HasSubstr("SLUICE_CORES in the environment"));
  unsetenv("SLUICE_CORES");
  const std::string file = testing::TempDir() + "/cores.conf";
  std::ofstream(file) << "cores = many\n";
  EXPECT_THAT(ErrorOf({"--config", file, "app"}), HasSubstr("in the file given by --config"));
  EXPECT_THAT(ErrorOf({"--cores", "many", "app"}), Not(HasSubstr("(")));
}

TEST(FlagParserTest, AddressesAreChecked) {
  Flags flags;
  EXPECT_EQ(flags.Parse({"--driver", "h:1", "app"}), std::nullopt);
  EXPECT_EQ(flags.driver, "h:1");
  EXPECT_THAT(ErrorOf({"--driver", "nowhere", "app"}), HasSubstr("--driver: address must be host:port"));
  EXPECT_THAT(ErrorOf({"--driver", "", "app"}), HasSubstr("--driver"));
}

TEST(FlagParserTest, HelpShowsExamplesAndSucceeds) {
  testing::internal::CaptureStdout();
  EXPECT_THAT(Flags().Parse({"--help"}), Optional(kExitOk));
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("sluice test x"));
}

}  // namespace
}  // namespace sluice
