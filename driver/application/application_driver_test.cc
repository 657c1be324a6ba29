#include "common/base/other_versions.h"
#include "common/net/conversations.h"
#include "driver/application/application_driver_test_base.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

TEST_F(ApplicationDriverTest, AJobWaitsForItsFirstExecutorAndReturnsResultsInOrder) {
  RunJob(Collect(Shuffled(Blocks({{}, {}, {}}), ShuffleId(DriverLife(1), 1), 2)));
  loop_.RunFor(absl::Seconds(10));
  Attach(1);
  EXPECT_THAT(JobResult(), ElementsAre("p0", "p1"));
  EXPECT_THAT(executor(1).orders.launched, SizeIs(5));
  EXPECT_THAT(executor(1).orders.programs, SizeIs(2)) << "each program is sent once";
}

TEST_F(ApplicationDriverTest, ExecutorsHearOfEachOtherAndSlotsAreCounted) {
  Attach(1);
  Attach(2);
  Until([&] { return executor(1).orders.peers == 2 && executor(2).orders.peers == 2; });
  EXPECT_EQ(driver_->DefaultParallelism(), 2);
  executor(2).Disconnect();
  Until([&] { return executor(1).orders.peers == 1; });
}

TEST_F(ApplicationDriverTest, WhoDoesNotBelongHereIsToldWhy) {
  auto refused = [&](const std::function<void(v1::Attach&)>& change) {
    v1::Attach right = executor(1).attach;
    change(executor(1).attach);
    executor(1).Connect();
    executor(1).attach = right;
    Until([&] { return executor(1).closed.has_value(); });
    return *executor(1).closed;
  };
  EXPECT_THAT(
      refused([](v1::Attach& a) { a.set_version("9.9"); }),
      StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("is Sluice 9.9"), HasSubstr("the driver is"))));
  EXPECT_THAT(refused([](v1::Attach& a) { a.set_build_id("build-2"); }),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("executor=build-2 driver=build-1")));
  EXPECT_THAT(refused([](v1::Attach& a) { a.set_application("app-2"); }),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("executor=app-2 driver=app-1")));
  EXPECT_THAT(refused([](v1::Attach& a) { a.set_slots(0); }), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused([](v1::Attach& a) { a.set_worker(std::string(100'000, 'w')); }),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bytes=100000 at most=256")));
  executor(1).attach.set_version(OtherPatch());
  Attach(1);
  executor(1).SendHead("\xff garbage");
  Until([&] { return executor(1).closed.has_value(); });
  EXPECT_THAT(*executor(1).closed, StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ApplicationDriverTest, WhoNeverAttachesIsHungUpOn) {
  std::optional<absl::Status> closed;
  auto link = hosts_[0]->Connect(driver_->address(), conversations::kAttach, absl::Seconds(1),
                                 {.on_frame = [](Frame) {}, .on_closed = [&](absl::Status s) { closed = s; }});
  Until([&] { return closed.has_value(); });
  EXPECT_THAT(*closed, StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(ApplicationDriverTest, ATaskThatFailsFourTimesFailsTheJobWithItsOwnError) {
  Attach(1);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) {
    v1::TaskReport report;
    report.set_outcome(v1::TaskReport::FAILED);
    report.set_message("division by zero");
    return report;
  };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return job_.has_value(); });
  EXPECT_THAT(*job_, StatusIs(absl::StatusCode::kAborted, HasSubstr("division by zero")));
  EXPECT_THAT(executor(1).orders.launched, SizeIs(4));
}

TEST_F(ApplicationDriverTest, MapOutputsOfAKilledExecutorAreComputedAgainAndLateReportsIgnored) {
  Attach(1);
  Attach(2);
  FakeExecutor::OnTask succeed = executor(1).on_task;
  bool hold_reducers = true;
  for (int id : {1, 2}) {
    executor(id).on_task = [&, succeed](const v1::LaunchTask& task, std::string& result) {
      bool hold = hold_reducers && task.shuffle() < 0;
      return hold ? std::nullopt : succeed(task, result);
    };
  }
  RunJob(Collect(Shuffled(Blocks({{}, {}}), ShuffleId(DriverLife(1), 1), 2)));
  Until([&] { return executor(1).running.size() == 1 && executor(2).running.size() == 1; });
  v1::LaunchTask late = executor(1).running.begin()->second;
  executor(1).Disconnect();
  loop_.RunFor(absl::Milliseconds(100));
  size_t launched_before = executor(2).orders.launched.size();
  hold_reducers = false;
  executor(2).AnswerTasks();
  EXPECT_THAT(JobResult(), ElementsAre("p0", "p1"));
  EXPECT_EQ(executor(2).orders.launched.size(), launched_before + 2) << "the lost map partition and the lost reducer";
  Attach(1);
  executor(1).AnswerTask(late);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(executor(1).closed.has_value());
  EXPECT_THAT(executor(1).orders.cancelled, ElementsAre(late.task()));
}

TEST_F(ApplicationDriverTest, InputThatCannotBeReadIsMadeAgain) {
  Attach(1);
  FakeExecutor::OnTask succeed = executor(1).on_task;
  int lost = 0;
  executor(1).on_task = [&](const v1::LaunchTask& task, std::string& result) {
    if (task.shuffle() >= 0 || lost++ > 0) return succeed(task, result);
    v1::TaskReport report;
    report.set_outcome(v1::TaskReport::INPUT_LOST);
    v1::BlockIdProto& block = *report.add_lost_blocks();
    block.set_kind(2);
    block.set_owner(ShuffleId(DriverLife(1), 1).value());
    report.set_lost_from(1);
    return std::optional<v1::TaskReport>(report);
  };
  RunJob(Collect(Shuffled(Blocks({{}}), ShuffleId(DriverLife(1), 1), 2)));
  EXPECT_THAT(JobResult(), ElementsAre("p0", "p1"));
  EXPECT_THAT(executor(1).orders.launched, SizeIs(5)) << "two map attempts, three of reducers";
}

TEST_F(ApplicationDriverTest, ASilentExecutorIsLostWhenItsLeaseEnds) {
  Attach(1);
  Attach(2);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(Collect(Blocks({{}, {}, {}})));
  Until([&] { return !executor(1).running.empty(); });
  network_.CutLink("driver", "executor-1");
  absl::Time cut = loop_.clock().Now();
  EXPECT_THAT(JobResult(), SizeIs(3));
  EXPECT_GT(loop_.clock().Now() - cut, absl::Milliseconds(700));
  EXPECT_LT(loop_.clock().Now() - cut, absl::Milliseconds(1200));
}

TEST_F(ApplicationDriverTest, BlocksBecomeBatchesAndAreFreedAndCounted) {
  Attach(1);
  Attach(2);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(1).ReportBlock(1, 0, 10);
  executor(2).ReportBlock(1, 0, 10, /*received_here=*/false);
  Until([&] { return executor(1).orders.freed.size() == 1 && executor(2).orders.freed.size() == 1; });
  executor(2).ReportBlock(1, 0, 10, /*received_here=*/false);
  Until([&] { return executor(2).orders.freed.size() == 2; });
  RecordTotals totals = Totals();
  EXPECT_EQ(totals.received, 10);
  EXPECT_EQ(totals.replicated, 10);
  EXPECT_EQ(totals.processed, 10);
  EXPECT_EQ(totals.lost, 0);
  ASSERT_THAT(driver_->status().runs, SizeIs(1));
  const RunStatus run = driver_->status().runs[0];
  ASSERT_THAT(run.inputs, SizeIs(1));
  EXPECT_EQ(run.inputs[0].receiver.records, 10);
  EXPECT_THAT(run.batches, SizeIs(Ge(1)));
}

TEST_F(ApplicationDriverTest, AReceiverMovesWhenItsExecutorIsLostAndItsReplicatedBlocksCount) {
  Attach(1);
  Attach(2);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(2).ReportBlock(1, 0, 10, /*received_here=*/false);
  executor(1).Disconnect();
  Until([&] { return executor(2).orders.started.size() == 1; });
  EXPECT_EQ(Epoch(executor(2).orders.started[0].epoch()), Epoch(DriverLife(1), 2));
  Until([&] { return executor(2).orders.freed.size() == 1; });
  EXPECT_EQ(Totals().processed, 10);

  v1::ReceiverReport& receiver = *executor(1).attach.add_receivers();
  receiver.set_stream(StreamId(DriverLife(1), 0).value());
  receiver.set_epoch(Epoch(DriverLife(1), 1).value());
  Attach(1);
  executor(1).ReportBlock(1, 0, 10);
  executor(1).ReportBlock(1, 1, 5);
  Until([&] { return executor(1).orders.stopped.size() == 1; });
  Until([&] { return executor(1).orders.freed.size() == 2; });
  EXPECT_EQ(Totals().processed, 15) << "what only the former receiver had counts, the other block not again";
}

TEST_F(ApplicationDriverTest, ABlockWhoseOnlyHolderDiesInItsBatchIsCountedAsLost) {
  Attach(1);
  Attach(2);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(1).ReportBlock(1, 0, 10);
  Until([&] { return !executor(1).running.empty(); });
  executor(1).Disconnect();
  Until([&] { return !executor(2).orders.launched.empty(); });
  EXPECT_EQ(executor(2).orders.launched[0].inputs(0).blocks_size(), 0);
  RecordTotals totals = Totals();
  EXPECT_EQ(totals.lost, 10);
  EXPECT_EQ(totals.processed, 0);
}

TEST_F(ApplicationDriverTest, ABrokenLinkLosesNothingWhenItsExecutorReturnsSoon) {
  Attach(1);
  FakeExecutor::OnTask succeed =
      std::exchange(executor(1).on_task, [](const v1::LaunchTask&, std::string&) { return std::nullopt; });
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(1).ReportBlock(1, 0, 10);
  Until([&] { return !executor(1).running.empty(); });
  executor(1).Disconnect();
  Attach(2);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(executor(2).orders.launched, IsEmpty());
  executor(1).on_task = succeed;
  Attach(1);
  Until([&] { return !executor(1).orders.freed.empty(); });
  EXPECT_EQ(Totals().processed, 10);
  EXPECT_EQ(Totals().lost, 0);
}

TEST_F(ApplicationDriverTest, AGracefulStopProcessesTheLastBlocksAndLetsExecutorsGo) {
  Attach(1);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(1).answers_stops = false;
  bool stopped = false;
  user_->Post([&] {
    EXPECT_THAT(driver_->EndApplication(/*graceful=*/true), IsOk());
    stopped = true;
  });
  Until([&] { return executor(1).orders.stopped.size() == 1; });
  executor(1).ReportBlock(1, 0, 7);
  executor(1).ReportReceiver(1, v1::ReceiverReport::STOPPED);
  Until([&] { return stopped; });
  EXPECT_EQ(driver_->status().totals.processed, 7);
  EXPECT_EQ(driver_->state(run_), StreamingState::kStopped);
  Until([&] { return executor(1).shut_down; });
  EXPECT_THAT(driver_->Start({.interval = absl::Seconds(1)}).status(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(driver_->Run(Collect(Blocks({{}}))), StatusIs(absl::StatusCode::kCancelled));
  executor(1).Connect();
  Until([&] { return executor(1).closed.has_value() && !executor(1).closed->ok(); });
  EXPECT_THAT(*executor(1).closed, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has ended")));
}

TEST_F(ApplicationDriverTest, WhenItsRunsHaveEndedTheStatusIsTheLastOneAndExecutorsStay) {
  StartStreamWithATaskThatRuns();
  ApplicationStatus last;
  user_->Post([&] {
    driver_->EndRuns();
    last = driver_->status();
  });
  Until([&] { return last.totals.received > 0; });
  EXPECT_EQ(last.totals.received, 7);
  EXPECT_EQ(last.totals.lost, 7);
  EXPECT_EQ(last.batches_failed, 1);
  EXPECT_THAT(driver_->Start({.interval = absl::Seconds(1)}).status(), StatusIs(absl::StatusCode::kFailedPrecondition));
  loop_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(executor(1).shut_down);
  EXPECT_THAT(driver_->EndApplication(/*graceful=*/false), IsOk());
  Until([&] { return executor(1).shut_down; });
}

TEST_F(ApplicationDriverTest, TheEndOfRunsWaitsForAGracefulEndOfTheApplication) {
  v1::LaunchTask task = StartStreamWithATaskThatRuns();
  user_->Post([&] { EXPECT_THAT(driver_->EndApplication(/*graceful=*/true), IsOk()); });
  Until([&] { return executor(1).orders.stopped.size() == 1; });
  std::unique_ptr<Mailbox> main = loop_.NewMailbox("main");
  ApplicationStatus last;
  main->Post([&] {
    driver_->EndRuns();
    last = driver_->status();
  });
  loop_.RunFor(absl::Seconds(1));
  EndTask(task);
  Until([&] { return last.totals.received > 0; });
  EXPECT_EQ(last.totals.processed, 7);
  EXPECT_EQ(last.totals.lost, 0);
}

TEST_F(ApplicationDriverTest, AStopThatIsNotGracefulCancelsTheRunningBatchAndTheApplicationMayGoOn) {
  v1::LaunchTask task = StartStreamWithATaskThatRuns();
  EXPECT_THAT(driver_->Stop(run_, /*graceful=*/false), IsOk());
  Until([&] { return executor(1).orders.cancelled.size() == 1; });
  EndTask(task);
  RunJob(Collect(Blocks({{}})));
  EXPECT_THAT(JobResult(), SizeIs(1));
  EXPECT_EQ(Totals().lost, 7);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 2; });
  EXPECT_EQ(StreamId(executor(1).orders.started[1].stream()).number(), 1)
      << "a stream of its own, which users know as the first input again:";
  EXPECT_EQ(executor(1).orders.started[1].input(), 0);
}

TEST_F(ApplicationDriverTest, AStopSavesTheBatchThatItHasCancelled) {
  saves_ = true;
  v1::LaunchTask task = StartStreamWithATaskThatRuns();
  bool stopped = false;
  user_->Post([&] {
    EXPECT_THAT(driver_->Stop(run_, /*graceful=*/false), IsOk());
    stopped = true;
  });
  Until([&] { return executor(1).orders.cancelled.size() == 1; });
  EndTask(task);
  executor(1).ReportReceiver(1, v1::ReceiverReport::STOPPED);
  Until([&] { return stopped; });
  EXPECT_THAT(executor(1).orders.launched, SizeIs(2)) << "one that is cancelled, one that saves";
  EXPECT_EQ(Totals().lost, 0);
}

TEST_F(ApplicationDriverTest, AFailedBatchEndsTheWaitWithItsErrorAndBatchesGoOn) {
  Attach(1);
  batch_error_ = absl::AbortedError("boom");
  StartStream();
  EXPECT_THAT(driver_->AwaitTermination(run_, absl::Seconds(10)),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("boom")));
  size_t before = batches_.size();
  loop_.RunFor(absl::Seconds(3));
  EXPECT_GE(batches_.size(), before + 2);
}

TEST_F(ApplicationDriverTest, ClosedSourcesEndTheWaitWhenTheirRecordsAreProcessed) {
  Attach(1);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  EXPECT_THAT(driver_->AwaitSourcesClosed(run_, absl::Seconds(3)), IsOkAndHolds(false));
  executor(1).ReportBlock(1, 0, 7);
  executor(1).ReportReceiver(1, v1::ReceiverReport::SOURCE_CLOSED);
  EXPECT_THAT(driver_->AwaitSourcesClosed(run_, absl::Seconds(30)), IsOkAndHolds(true));
  EXPECT_EQ(Totals().processed, 7);
  EXPECT_THAT(driver_->AwaitTermination(run_, absl::Seconds(1)), IsOkAndHolds(false));
}

TEST_F(ApplicationDriverTest, ListenersHearOfErrorsOfAReceiverThatGoesOnAndOfTheMetadataOfBlocks) {
  Attach(1);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  executor(1).ReportReceiver(1, v1::ReceiverReport::ERROR, std::string(1 << 20, 'x'));
  executor(1).ReportBlock(1, 0, 7, /*received_here=*/true, "offsets 0 to 6");
  executor(1).ReportBlock(1, 1, 7);
  Until([&] { return !completed_metadata_.empty(); });
  EXPECT_THAT(completed_metadata_, ElementsAre("offsets 0 to 6"));
  ASSERT_THAT(receiver_events_, SizeIs(1));
  EXPECT_EQ(receiver_events_[0].kind, ReceiverEvent::Kind::kError);
  EXPECT_EQ(receiver_events_[0].executor, ExecutorId(1));
  EXPECT_EQ(receiver_events_[0].executor_host, "blocks-1");
  EXPECT_THAT(receiver_events_[0].message, HasSubstr("x... (1040384 more bytes)"));
  EXPECT_EQ(driver_->status().runs.at(0).inputs.at(0).receiver.state, ReceiverStatus::State::kConnected);
}

TEST_F(ApplicationDriverTest, ListenersHearOfARestartAsAStopAndAStartEvenOfAReceiverThatNeverReachedItsSource) {
  using State = v1::ReceiverReport;
  Attach(1);
  StartStream();
  Until([&] { return executor(1).orders.started.size() == 1; });
  for (auto state : {State::RETRYING, State::RETRYING, State::STARTED, State::STARTED, State::SOURCE_CLOSED,
                     State::STARTED, State::STOPPED}) {
    executor(1).ReportReceiver(1, state);
  }
  Until([&] { return receiver_events_.size() >= 8; });
  using enum ReceiverEvent::Kind;
  std::vector<ReceiverEvent::Kind> kinds;
  for (const ReceiverEvent& event : receiver_events_) kinds.push_back(event.kind);
  EXPECT_THAT(kinds, ElementsAre(kStarted, kStopped, kStarted, kStopped, kStarted, kStopped, kStarted, kStopped));
}

TEST_F(ApplicationDriverTest, AFreedShuffleIsFreedEverywhere) {
  Attach(1);
  Attach(2);
  driver_->FreeShuffle(ShuffleId(DriverLife(1), 3));
  Until([&] { return executor(1).orders.freed_shuffles.size() == 1 && executor(2).orders.freed_shuffles.size() == 1; });
}

TEST_F(ApplicationDriverTest, ABatchTellsOfAStreamThatHasReceivedNothing) {
  Attach(1);
  StartStream();
  Until([&] { return !batch_records_.empty(); });
  EXPECT_THAT(batch_records_[0], ElementsAre(Pair(InputId(0), 0)));
}

TEST_F(ApplicationDriverTest, EqualBatchesSendTheirProgramsOnce) {
  Attach(1);
  for (int i = 1; i <= 3; ++i) {
    job_.reset();
    RunJob(Collect(Shuffled(Blocks({{}}), ShuffleId(DriverLife(1), i), 2)));
    EXPECT_THAT(JobResult(), SizeIs(2));
  }
  EXPECT_THAT(executor(1).orders.programs, SizeIs(2));
}

TEST_F(ApplicationDriverTest, ABusyPortOrABadSettingIsAnError) {
  EXPECT_THAT(ApplicationDriver::Create(loop_, *driver_host_, {.listen_address = driver_->address()}).status(),
              StatusIs(absl::StatusCode::kAlreadyExists));
  ApplicationDriverOptions options{.listen_address = "driver:0"};
  options.conf.Set("spark.task.maxFailures", "many");
  EXPECT_THAT(ApplicationDriver::Create(loop_, *driver_host_, options).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("spark.task.maxFailures")));
}

}  // namespace
}  // namespace sluice
