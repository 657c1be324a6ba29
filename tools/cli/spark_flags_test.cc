#include "tools/cli/spark_flags.h"

#include <cstdlib>
#include <fstream>
#include <optional>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/properties_file.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Pair;

std::optional<int> Parse(std::vector<std::string> words, FlagParser& parser) {
  words.insert(words.begin(), "sluice test");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return parser.Parse(static_cast<int>(argv.size()), argv.data());
}

absl::StatusOr<Conf> ConfOf(const std::vector<std::string>& words) {
  for (const char* name : {"PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON", "SPARK_HOME", "SPARK_CONF_DIR"}) unsetenv(name);
  FlagParser parser("sluice test", "Tests.", "");
  SparkFlags flags;
  flags.DeclareIn(parser);
  EXPECT_EQ(Parse(words, parser), std::nullopt);
  return flags.ToConf("sluice test");
}

// Of a command that needs a program.
std::string Refusal(const std::vector<std::string>& words) {
  FlagParser parser("sluice test", "Tests.", "");
  SparkFlags flags;
  flags.DeclareIn(parser);
  std::string program;
  parser.Argument("program", program, "");
  testing::internal::CaptureStderr();
  EXPECT_EQ(Parse(words, parser), kExitUsage);
  return testing::internal::GetCapturedStderr();
}

TEST(SparkFlagsTest, FlagsGoBeforeConfAndThatBeforeTheFile) {
  const std::string file = testing::TempDir() + "/spark.conf";
  std::ofstream(file) << "# a comment\n\nspark.a file\nspark.b=file\n  spark.c : file \nspark.master=file\nother.d x\n";
  testing::internal::CaptureStderr();
  const absl::StatusOr<Conf> conf =
      ConfOf({"--properties-file", file, "-c", "spark.b=conf", "--conf", "spark.app.name=conf", "--master", "local[2]",
              "--name=flag", "--executor-memory", "2g"});
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("other.d is no setting"));
  ASSERT_THAT(conf, IsOk());
  EXPECT_THAT(conf->values(),
              testing::UnorderedElementsAre(Pair("spark.a", "file"), Pair("spark.b", "conf"), Pair("spark.c", "file"),
                                            Pair("spark.master", "local[2]"), Pair("spark.app.name", "flag"),
                                            Pair("spark.executor.memory", "2g")));
}

TEST(SparkFlagsTest, WhatThereIsNotIsRefusedByName) {
  EXPECT_THAT(Refusal({"--class", "Main", "x.py"}), HasSubstr("--class: there is no JVM"));
  EXPECT_THAT(Refusal({"--kill", "app-1"}), HasSubstr("--kill: it is sluice kill"));
  EXPECT_THAT(Refusal({"--status=app-1"}), HasSubstr("--status: it is sluice status"));
  EXPECT_THAT(ConfOf({"--deploy-mode", "x"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("client or cluster")));
  EXPECT_THAT(ConfOf({"--properties-file", "/no/file"}), StatusIs(absl::StatusCode::kNotFound, HasSubstr("/no/file")));
  EXPECT_THAT(CheckKind("x.jar"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("x.jar")));
  EXPECT_THAT(CheckKind("x.py"), IsOk());
}

TEST(SparkFlagsTest, AMasterIsADaemonOrThisProcess) {
  for (const char* local : {"local", "local[4]", "local[*]", "local[4,2]"})
    EXPECT_THAT(DaemonOf(local), IsOkAndHolds(""));
  EXPECT_THAT(DaemonOf("spark://h:7077"), IsOkAndHolds("h:7077"));
  EXPECT_THAT(DaemonOf("sluice://h:7077"), IsOkAndHolds("h:7077"));
  for (const char* other : {"yarn", "k8s://h:1", "mesos://h:1", "spark://h", "", "local[4"}) {
    EXPECT_THAT(DaemonOf(other), StatusIs(absl::StatusCode::kInvalidArgument)) << other;
  }
}

TEST(SparkFlagsTest, InterpretersAreThoseOfWhoeverSubmits) {
  FlagParser parser("sluice test", "Tests.", "");
  SparkFlags flags;
  flags.DeclareIn(parser);
  setenv("PYSPARK_PYTHON", "/p/python", 1);
  setenv("PYSPARK_DRIVER_PYTHON", "/p/ipython", 1);
  const absl::StatusOr<Conf> conf = flags.ToConf("sluice test");
  unsetenv("PYSPARK_PYTHON");
  unsetenv("PYSPARK_DRIVER_PYTHON");
  ASSERT_THAT(conf, IsOk());
  EXPECT_THAT(conf->values(), IsSupersetOf({Pair("spark.pyspark.python", "/p/python"),
                                            Pair("spark.pyspark.driver.python", "/p/ipython")}));
}

}  // namespace
}  // namespace sluice
