// What two lives of a driver tell, and what the second one knows of the first.
#include "common/fs/temporary_folder.h"
#include "common/settings/event_log.h"
#include "driver/application/application_driver_test_base.h"
#include "driver/history/log/event_log_reader.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

const std::string& Root() {
  static const TemporaryFolder* const folder = new TemporaryFolder(*TemporaryFolder::Create("event logs"));
  return folder->path();
}

Conf WithEventLog(const std::string& folder) {
  Conf conf;
  conf.Set(settings::kEventLog.key, "true");
  conf.Set(settings::kEventLogDirectory.key, folder);
  conf.Set("spark.my.password", "hunter2");
  return conf;
}

class EventLogOfApplicationTest : public ApplicationDriverTest {
 protected:
  EventLogOfApplicationTest() : ApplicationDriverTest(DriverLife(1), WithEventLog(FolderOfTest())) {}
  ~EventLogOfApplicationTest() override { next_.reset(); }

  static std::string FolderOfTest() {
    return Root() + "/" + testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  void BeginNextLife() {
    next_ = ApplicationDriver::Create(loop_, *next_host_,
                                      {.application = ApplicationId("app-1"),
                                       .build_id = "build-1",
                                       .listen_address = "next:0",
                                       .conf = WithEventLog(FolderOfTest()),
                                       .life = DriverLife(2)})
                .value();
  }
  History Logged() {
    History history;
    EventLogExtent extent;
    const std::string folder = FolderOfTest() + "/app-1";
    EXPECT_THAT(ReplayEventLog(**EventLogPlaceOf(folder), folder, kWholeEventLog, extent, history), IsOk());
    return history;
  }

  std::unique_ptr<Transport> next_host_ = network_.Host("next");
  std::unique_ptr<FakeExecutor> survivor_;
  std::unique_ptr<ApplicationDriver> next_;
};

TEST_F(EventLogOfApplicationTest, AllThatHappensIsLoggedAndItsEnd) {
  Attach(1);
  StartStream();
  Until([&] { return batch_records_.size() == 3; });
  driver_.reset();
  const History history = Logged();
  const ApplicationFacts& facts = history.application();
  EXPECT_EQ(facts.started->application, ApplicationId("app-1"));
  EXPECT_EQ(facts.started->life, DriverLife(1));
  EXPECT_EQ(facts.started->settings.at("spark.my.password"), "*********(redacted)");
  EXPECT_NE(facts.ended, absl::InfiniteFuture());
  EXPECT_GE(facts.batches_completed, 3);
  EXPECT_NE(history.runs().Find(run_)->ended, absl::InfiniteFuture());
  EXPECT_EQ(history.executors().Find(ExecutorId(1))->reason, "the application has ended");
}

TEST_F(EventLogOfApplicationTest, TheNextLifeKnowsWhatTheFormerOneDid) {
  Attach(1);
  RunJob(Collect(Blocks({{}})));
  JobResult();
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return executor(1).running.size() == 1; });
  loop_.RunFor(absl::Seconds(2));
  executor(1).Disconnect();
  BeginNextLife();
  survivor_ = std::make_unique<FakeExecutor>(*hosts_[1], next_->address(), 2);
  survivor_->Connect();
  Until([&] { return survivor_->attached; });
  const std::unique_ptr<Mailbox> user = loop_.NewMailbox("user of the next life");
  std::optional<absl::Status> ran;
  std::map<JobId, JobRecord> jobs;
  user->Post([&] {
    ran = next_->Run(Collect(Blocks({{}}))).status();
    next_->ForEachJob([&](const JobRecord& job) { jobs[job.id] = job; });
  });
  Until([&] { return jobs.size() == 3; });
  EXPECT_THAT(*ran, IsOk());
  EXPECT_EQ(jobs.at(JobId(0)).state, JobRecord::State::kSucceeded);
  EXPECT_EQ(jobs.at(JobId(1)).state, JobRecord::State::kFailed);
  EXPECT_THAT(jobs.at(JobId(1)).error, HasSubstr("the driver of the application ended"));
  EXPECT_EQ(jobs.at(JobId(2)).state, JobRecord::State::kSucceeded);
  EXPECT_EQ(jobs.at(JobId(2)).stages.begin()->first, StageNumber(2)) << "the number of no stage of the former life";
  StreamingPlan plan{.interval = absl::Seconds(1)};
  plan.run_batch = [](const BatchKey&, const BatchBlocks&) { return absl::OkStatus(); };
  EXPECT_THAT(next_->Start(std::move(plan)), IsOkAndHolds(RunId(0))) << "the former life had no streams";
}

TEST(EventLogSettingsTest, AnEventLogThatNobodyCanFindIsAnError) {
  Conf conf;
  EXPECT_FALSE(ParseDriverSettings(conf)->event_log.has_value());
  conf.Set(settings::kEventLog.key, "true");
  EXPECT_THAT(ParseDriverSettings(conf), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spark.eventLog.dir")));
  conf.Set(settings::kEventLogDirectory.key, "file:///events");
  EXPECT_EQ(ParseDriverSettings(conf)->event_log->folder, "/events");
}

}  // namespace
}  // namespace sluice
