// What an unmodified PySpark client sends (record.py) is read by the messages that are generated here.
#include <google/protobuf/text_format.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "spark/connect/base.pb.h"

namespace {

std::string Recorded(const std::string& name) {
  std::ifstream file("third_party/spark_connect/recorded/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string RecordedBytes(const std::string& name) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(Recorded(name + ".bytes"), &bytes)) << name;
  return bytes;
}

class RecordedPlan : public testing::TestWithParam<std::string> {};

TEST_P(RecordedPlan, IsReadAsPythonReadsIt) {
  spark::connect::Plan plan;
  ASSERT_TRUE(plan.ParseFromString(RecordedBytes(GetParam())));
  std::string text;
  ASSERT_TRUE(google::protobuf::TextFormat::PrintToString(plan, &text));
  EXPECT_EQ(text, Recorded(GetParam() + ".text"));
}

INSTANTIATE_TEST_SUITE_P(Client, RecordedPlan, testing::Values("socket_word_count", "sql_text"));

TEST(SparkConnectTest, AFieldOfALaterVersionIsKnownToBeThere) {
  spark::connect::Plan plan;
  ASSERT_TRUE(plan.ParseFromString(RecordedBytes("sql_text") + "\xc2\x3e\x01x"));  // Field 1000, a string.
  EXPECT_EQ(plan.GetReflection()->GetUnknownFields(plan).field(0).number(), 1000);
}

TEST(SparkConnectTest, APlanThatIsCutOffIsNone) {
  const std::string bytes = RecordedBytes("socket_word_count");
  spark::connect::Plan plan;
  EXPECT_FALSE(plan.ParseFromString(bytes.substr(0, bytes.size() - 1)));
}

// A client of another version may call others.
TEST(SparkConnectTest, ItIsTheServiceThatClientsCall) {
  std::vector<std::string> methods;
  const auto& service = *spark::connect::Plan::descriptor()->file()->FindServiceByName("SparkConnectService");
  for (int i = 0; i < service.method_count(); ++i) methods.push_back(service.method(i)->name());
  EXPECT_THAT(methods,
              testing::UnorderedElementsAre("ExecutePlan", "AnalyzePlan", "Config", "AddArtifacts", "ArtifactStatus",
                                            "Interrupt", "ReattachExecute", "ReleaseExecute", "ReleaseSession",
                                            "FetchErrorDetails", "CloneSession", "GetStatus"));
}

}  // namespace
