#include "driver/daemon/application_processes.h"

#include <string>

#include "common/actor/runtime.h"
#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/fs/temporary_folder.h"
#include "common/process/output_log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Starts env as the driver of applications.
class ApplicationProcessesTest : public ::testing::Test {
 protected:
  // What it printed: its environment.
  std::string Start(const std::string& event_logs, const std::vector<std::string>& conf) {
    DataDir data_dir = DataDir::Open(folder_.path() + "/data").value();
    const std::string printed = OutputPath(data_dir.ProcessDir("app-1", "driver"), /*error_stream=*/false);
    const auto ended = ThreadRuntime().NewEvent();
    const std::unique_ptr<Mailbox> mailbox = ThreadRuntime().NewMailbox("daemon");
    ApplicationProcesses processes(*mailbox, std::move(data_dir), event_logs,
                                   [ended](const ApplicationId&, const ChildExit&) { ended->Set(); });
    mailbox->Post([&] {
      const ApplicationRecord record{.spec = {.name = "count", .conf = conf}, .starts = 1};
      EXPECT_THAT(processes.Start(ApplicationId("app-1"), record, 1, "/usr/bin/env", "127.0.0.1:7077"), IsOk());
    });
    EXPECT_TRUE(ended->Wait(absl::Seconds(20)));
    return std::string(LocalFiles().Read(printed)->view());
  }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("processes");
};

TEST_F(ApplicationProcessesTest, AnApplicationHasAnEventLogInTheDataFolder) {
  EXPECT_THAT(Start("", {}), AllOf(HasSubstr("spark.eventLog.enabled=true\n"),
                                   HasSubstr("spark.eventLog.dir=" + folder_.path() + "/data/events\n")));
}

TEST_F(ApplicationProcessesTest, OrWhereTheDaemonWasToldTo) {
  EXPECT_THAT(Start("s3://bucket/events", {}), HasSubstr("spark.eventLog.dir=s3://bucket/events\n"));
}

TEST_F(ApplicationProcessesTest, UnlessItsUserWantsItElsewhereOrNotAtAll) {
  EXPECT_THAT(Start("s3://bucket/events", {"spark.eventLog.enabled=false", "spark.eventLog.dir=/mine"}),
              AllOf(HasSubstr("spark.eventLog.enabled=false\n"), HasSubstr("spark.eventLog.dir=/mine\n"),
                    Not(HasSubstr("bucket"))));
}

}  // namespace
}  // namespace sluice
