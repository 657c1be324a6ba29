#include "common/settings/task_properties.h"
#include "driver/application/application_driver_test_base.h"
#include "engine/task/local_properties.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HistoryOfApplicationTest : public ApplicationDriverTest {
 protected:
  // As a thread of the user's finds them, by their number, while others run jobs.
  std::map<JobId, JobRecord> Jobs() {
    std::optional<std::map<JobId, JobRecord>> jobs;
    const std::unique_ptr<Mailbox> reader = loop_.NewMailbox("reader");
    reader->Post([&] {
      std::map<JobId, JobRecord> found;
      driver_->ForEachJob([&found](const JobRecord& job) { found[job.id] = job; });
      jobs = std::move(found);
    });
    Until([&] { return jobs.has_value(); });
    return *jobs;
  }
  // Ends the job that RunJob began last.
  absl::Status Await() {
    Until([&] { return job_.has_value(); });
    const absl::Status result = job_->status();
    job_.reset();
    return result;
  }
};

TEST_F(HistoryOfApplicationTest, AJobThatHasReturnedHasEndedWithItsStages) {
  Attach(1);
  RunJob(Collect(Shuffled(Blocks({{}, {}, {}}), ShuffleId(DriverLife(1), 1), 2)));
  std::optional<JobRecord::State> found_by_its_thread;
  user_->Post([&] { driver_->ForEachJob([&](const JobRecord& job) { found_by_its_thread = job.state; }); });
  EXPECT_THAT(Await(), IsOk());
  Until([&] { return found_by_its_thread.has_value(); });
  const JobRecord job = Jobs().at(JobId(0));
  EXPECT_EQ(found_by_its_thread, JobRecord::State::kSucceeded);
  EXPECT_FALSE(job.group.has_value());
  EXPECT_FALSE(job.batch.has_value());
  ASSERT_THAT(job.stages, SizeIs(2));
  const StageRecord& maps = job.stages.at(StageNumber(0));
  EXPECT_EQ(maps.tasks, 3);
  EXPECT_EQ(maps.completed, 3);
  EXPECT_EQ(maps.name, "lines, combine");
  EXPECT_EQ(job.stages.at(StageNumber(1)).completed, 2);
  for (const auto& [number, stage] : job.stages) EXPECT_NE(stage.ended, absl::InfiniteFuture()) << number;
}

TEST_F(HistoryOfApplicationTest, AJobThatRunsIsKnownWithItsTasksAndItsGroup) {
  Attach(1);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  user_->Post([this] {
    ScopedLocalProperties properties({{"spark.jobGroup.id", "nightly"}, {"spark.job.description", "counts"}});
    job_ = driver_->Run(Collect(Blocks({{}, {}, {}})));
  });
  Until([&] { return executor(1).running.size() == 1; });
  std::optional<JobRecord> job;
  std::unique_ptr<Mailbox> other_user = loop_.NewMailbox("other user");
  other_user->Post([&] { driver_->ForEachJob([&job](const JobRecord& one) { job = one; }); });
  Until([&] { return job.has_value(); });
  EXPECT_EQ(job->state, JobRecord::State::kRunning);
  EXPECT_EQ(job->group, "nightly");
  EXPECT_EQ(job->description, "counts");
  ASSERT_THAT(job->stages, SizeIs(1));
  EXPECT_EQ(job->stages.begin()->second.active, 1) << "the executor has one slot";
  EXPECT_TRUE(job->stages.begin()->second.is_active());
  executor(1).Disconnect();
  Attach(2);
  EXPECT_THAT(Await(), IsOk());
}

TEST_F(HistoryOfApplicationTest, AJobThatIsCancelledFailsForItsReasonWithItsTasksAndOthersGoOn) {
  Attach(1);
  Attach(2);
  for (int id : {1, 2}) {
    executor(id).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  }
  std::optional<absl::Status> other;
  const std::unique_ptr<Mailbox> other_user = loop_.NewMailbox("other user");
  const auto run = [this] { return executor(1).running.size() + executor(2).running.size(); };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return run() == 1; });
  other_user->Post([&] {
    const ScopedLocalProperties properties(std::map<std::string, std::string>{{"spark.jobGroup.id", "nightly"}});
    other = driver_->Run(Collect(Blocks({{}}))).status();
  });
  Until([&] { return run() == 2; });
  driver_->CancelJobs([](JobId id, const JobSpec& job) {
    return job.properties.contains("spark.jobGroup.id") ? absl::CancelledError("not tonight") : absl::OkStatus();
  });
  Until([&] { return other.has_value(); });
  EXPECT_THAT(*other, StatusIs(absl::StatusCode::kCancelled, "not tonight"));
  EXPECT_FALSE(job_.has_value());
  Until([&] { return executor(1).orders.cancelled.size() + executor(2).orders.cancelled.size() == 1; });
  EXPECT_EQ(Jobs().at(JobId(1)).state, JobRecord::State::kFailed);
  EXPECT_EQ(Jobs().at(JobId(0)).state, JobRecord::State::kRunning);
  driver_->CancelJobs([](JobId, const JobSpec&) { return absl::CancelledError("all"); });
  EXPECT_THAT(Await(), StatusIs(absl::StatusCode::kCancelled, "all"));
}

TEST_F(HistoryOfApplicationTest, ATaskIsToldTheNumberOfItsStage) {
  Attach(1);
  std::vector<std::string> stages;
  executor(1).on_task = [&](const v1::LaunchTask& task, std::string&) {
    for (const auto& property : task.properties()) {
      if (property.key() == settings::kStageProperty) stages.push_back(property.value());
    }
    return std::optional<v1::TaskReport>(v1::TaskReport());
  };
  for (int i = 0; i < 2; ++i) {
    RunJob(Collect(Blocks({{}})));
    EXPECT_THAT(Await(), IsOk());
  }
  EXPECT_THAT(stages, ElementsAre("0", "1"));
}

TEST_F(HistoryOfApplicationTest, AJobThatCannotBePlannedOrFailsHasFailed) {
  Attach(1);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) {
    v1::TaskReport report;
    report.set_outcome(v1::TaskReport::FAILED);
    report.set_message("boom");
    return report;
  };
  RunJob(Collect(Blocks({{}})));
  EXPECT_THAT(Await(), StatusIs(absl::StatusCode::kAborted));
  const JobRecord job = Jobs().at(JobId(0));
  EXPECT_EQ(job.state, JobRecord::State::kFailed);
  EXPECT_EQ(job.stages.begin()->second.failed, 4);
  EXPECT_EQ(job.stages.begin()->second.active, 0);
}

TEST_F(HistoryOfApplicationTest, WhatTheProgramTellsOfABatchIsInItBeforeItsEnd) {
  Attach(1);
  std::vector<std::string> told;
  std::optional<BatchRecord> completed;
  StreamingPlan plan{.interval = absl::Seconds(1)};
  plan.run_batch = [this](const BatchKey& batch, const BatchBlocks&) {
    LocalProperties()[kOutputOpProperty] = "0";
    driver_->Tell(InputEvent{batch, InputId(0), {"a.txt"}});
    driver_->Tell(OutputEvent{batch, 0, {.name = "print", .started = loop_.clock().CalendarNow()}});
    const absl::Status result = driver_->Run(Collect(Blocks({{}}), batch)).status();
    driver_->Tell(OutputEvent{batch, 0, {.name = "print", .ended = loop_.clock().CalendarNow(), .result = result}});
    return result;
  };
  plan.on_event = [&](const StreamingEvent& event) {
    if (std::holds_alternative<StreamingStarted>(event)) told.push_back("started");
    if (auto* output = std::get_if<OutputEvent>(&event)) {
      told.push_back(output->output.has_ended() ? "output ended" : "output");
    }
    auto* batch = std::get_if<BatchEvent>(&event);
    if (batch == nullptr) return;
    static const char* const kKinds[] = {"batch waits", "batch runs", "batch ended"};
    told.push_back(kKinds[static_cast<int>(batch->kind)]);
    if (batch->kind == BatchEvent::Kind::kCompleted) completed = batch->record;
  };
  absl::StatusOr<RunId> run = driver_->Start(std::move(plan));
  ASSERT_THAT(run, IsOk());
  Until([&] { return completed.has_value(); });
  EXPECT_THAT(told, ElementsAre("started", "batch waits", "batch runs", "output", "output ended", "batch ended"));
  EXPECT_EQ(completed->outputs.at(0).name, "print");
  EXPECT_THAT(completed->input_metadata.at(InputId(0)), ElementsAre("a.txt"));
  const JobRecord job = Jobs().at(JobId(0));
  EXPECT_EQ(job.batch, (BatchKey{*run, completed->time}));
  EXPECT_EQ(job.output, 0);
}

TEST_F(HistoryOfApplicationTest, StatusShowsBatchesThatHaveEndedWhileTheRunGoesOn) {
  Attach(1);
  StartStream();
  Until([&] { return batch_records_.size() == 3; });
  loop_.RunFor(absl::Seconds(1));
  const ApplicationStatus status = driver_->status();
  ASSERT_THAT(status.runs, SizeIs(1));
  EXPECT_GE(status.runs[0].batches.size(), 3u);
  EXPECT_EQ(status.runs[0].batches[0].state, BatchRecord::State::kCompleted);
  EXPECT_GE(status.batches_completed, 3);
}

}  // namespace
}  // namespace sluice
