#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/submit.pb.h"
#include "tools/cli/json_text.h"
#include "tools/cli/status_text.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::ClusterStatus ACluster() {
  v1::ClusterStatus status;
  status.set_version("0.1.0");
  status.set_address("h:1");
  v1::WorkerInfo& worker = *status.add_workers();
  worker.set_worker("w1");
  worker.set_cores(4);
  worker.set_cores_used(2);
  v1::ApplicationInfo& application = *status.add_applications();
  application.set_application("app-1");
  application.set_name("say \"hi\"\n");
  application.set_state("RUNNING");
  application.set_supervise(true);
  application.add_executors()->set_executor(3);
  v1::ApplicationStatus& running = *application.mutable_status();
  running.set_batch_interval_millis(1000);
  running.mutable_records()->set_received(int64_t{1} << 40);
  running.mutable_records()->set_repeated(23);
  running.add_batches()->set_records(17);
  running.add_receivers()->set_name("socketTextStream h:9");
  return status;
}

TEST(JsonTextTest, HasEveryFieldAndPlainNumbers) {
  const std::string json = ToJson(ACluster());
  EXPECT_THAT(json, HasSubstr(R"("name":"say \"hi\"\u000a")"));
  EXPECT_THAT(json, HasSubstr(R"("received":1099511627776)"));
  EXPECT_THAT(json, HasSubstr(R"("repeated":23)"));
  EXPECT_THAT(json, HasSubstr(R"("supervise":true)"));
  EXPECT_THAT(json, HasSubstr(R"("ended_millis":0)"));
  EXPECT_THAT(json, Not(HasSubstr("null")));
}

// Each text of a message and of those within it, one of each.
void FillWith(const std::string& text, google::protobuf::Message& message) {
  using google::protobuf::FieldDescriptor;
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (is_message && field->is_repeated()) FillWith(text, *reflection.AddMessage(&message, field));
    if (is_message && !field->is_repeated()) FillWith(text, *reflection.MutableMessage(&message, field));
    if (field->type() != FieldDescriptor::TYPE_STRING) continue;
    field->is_repeated() ? reflection.AddString(&message, field, text) : reflection.SetString(&message, field, text);
  }
}

size_t LinesOf(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(StatusTextTest, NoTextOfOthersLeavesItsPlace) {
  v1::ClusterStatus harmless, hostile;
  FillWith("x", harmless);
  FillWith("a\nb\033[31m\u202E\xC2\x9B", hostile);
  const std::string text = StatusText(hostile);
  EXPECT_EQ(LinesOf(text), LinesOf(StatusText(harmless)));
  EXPECT_THAT(text, HasSubstr("a\\nb\\x1B[31m\\u202E\\x9B"));
  for (const char* forbidden : {"\033", "\u202E", "\xC2\x9B", "a\nb"}) EXPECT_THAT(text, Not(HasSubstr(forbidden)));
}

TEST(JsonTextTest, NoTextOfOthersIsObeyedByATerminal) {
  v1::ClusterStatus hostile;
  FillWith("a\nb\033[31m\u202E\x7F\xC2\x9B\U000E0041\xFF", hostile);
  const std::string json = ToJson(hostile);
  EXPECT_THAT(json, HasSubstr(R"("name":"a\u000ab\u001b[31m\u202e\u007f\u009b\udb40\udc41\\xFF")"));
  for (const char* forbidden : {"\n", "\033", "\u202E", "\x7F", "\xC2\x9B", "\xFF"}) {
    EXPECT_THAT(json, Not(HasSubstr(forbidden)));
  }
}

TEST(JsonTextTest, WritesFieldsOfEachTypeThatAStatusHas) {
  v1::ClusterStatus status;
  FillWith("x", status);
  EXPECT_THAT(ToJson(status), Not(HasSubstr("null")));
}

TEST(StatusTextTest, ShowsWhatLeaves) {
  v1::ClusterStatus status = ACluster();
  status.mutable_workers(0)->set_state("leaving");
  status.mutable_applications(0)->mutable_executors(0)->set_state("running");
  v1::ExecutorStatus& executor = *status.mutable_applications(0)->mutable_status()->add_executors();
  executor.set_executor(3);
  executor.set_state("leaving");
  const std::string text = StatusText(status);
  EXPECT_THAT(text, testing::ContainsRegex("w1 +leaving"));
  EXPECT_THAT(text, HasSubstr("executor 3 on : leaving"));
}

TEST(StatusTextTest, ShowsWhatRuns) {
  const std::string text = StatusText(ACluster());
  for (const char* part : {"w1", "2 of 4 cores used", "app-1 RUNNING", "executor 3", "socketTextStream h:9",
                           "1099511627776 received", "23 repeated", "17 records"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("run 0"))) << "there is no other";
}

TEST(StatusTextTest, ShowsHowFastInputsAreRead) {
  v1::ClusterStatus status = ACluster();
  v1::RateStatus& rate = *status.mutable_applications(0)->mutable_status()->add_rates();
  EXPECT_THAT(StatusText(status), HasSubstr("rate of input 0: no limit\n"));
  rate.set_limit(250);
  rate.set_processing(260.4);
  EXPECT_THAT(StatusText(status), HasSubstr("rate of input 0: at most 250 records/s, last batch processed at 260/s\n"));
  EXPECT_THAT(ToJson(status), HasSubstr(R"("limit":250,"processing":260.4)"));
  rate.set_processing(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(ToJson(status), HasSubstr(R"("processing":null)"));
}

TEST(StatusTextTest, NamesTheRunWhereThereAreSeveral) {
  v1::ClusterStatus status = ACluster();
  v1::ApplicationStatus& running = *status.mutable_applications(0)->mutable_status();
  v1::BatchStatus& other = *running.add_batches();
  other.set_run(2);
  other.set_records(18);
  const std::string text = StatusText(status);
  EXPECT_THAT(text, HasSubstr("run 0 receiver 0 socketTextStream h:9"));
  EXPECT_THAT(text, HasSubstr("run 0 batch"));
  EXPECT_THAT(text, HasSubstr("run 2 batch"));
}

}  // namespace
}  // namespace sluice
