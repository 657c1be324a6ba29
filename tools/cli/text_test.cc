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
  running.add_batches()->set_records(17);
  running.add_receivers()->set_name("socketTextStream h:9");
  return status;
}

TEST(JsonTextTest, HasEveryFieldAndPlainNumbers) {
  const std::string json = ToJson(ACluster());
  EXPECT_THAT(json, HasSubstr(R"("name":"say \"hi\"\u000a")"));
  EXPECT_THAT(json, HasSubstr(R"("received":1099511627776)"));
  EXPECT_THAT(json, HasSubstr(R"("supervise":true)"));
  EXPECT_THAT(json, HasSubstr(R"("ended_millis":0)"));
  EXPECT_THAT(json, Not(HasSubstr("null")));
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
                           "1099511627776 received", "17 records"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace sluice
