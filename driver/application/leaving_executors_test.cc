#include "driver/application/application_driver_test_base.h"

// Executors that are told to end while the application goes on.

namespace sluice {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two executors; the stream's receiver runs on the first.
class LeavingExecutorsTest : public ApplicationDriverTest {
 protected:
  LeavingExecutorsTest() {
    for (int id : {1, 2}) Attach(id);
    StartStream();
    Until([&] { return executor(1).orders.started.size() == 1; });
  }
  void Leave(int id) {
    executor(id).ReportLeaving();
    Until([&] { return StateOf(id) == "leaving" || !executor(id).attached; });
  }
  std::string StateOf(int id) {
    for (const ApplicationStatus::Executor& known : driver_->status().executors) {
      if (known.info.id == ExecutorId(id)) return known.leaving ? "leaving" : "attached";
    }
    return "gone";
  }
  size_t LeftToHandOver(int id) {
    loop_.RunFor(absl::Seconds(1));  // The status is published now and then.
    for (const ApplicationStatus::Executor& known : driver_->status().executors) {
      if (known.info.id == ExecutorId(id)) return known.to_hand_over;
    }
    return 0;
  }
  ReceiverStatus Receiver() { return driver_->status().runs.at(0).inputs.at(0).receiver; }
};

TEST_F(LeavingExecutorsTest, ItsReceiverMovesAndItIsLetGo) {
  executor(1).ReportReceiver(1, v1::ReceiverReport::STARTED);
  Leave(1);
  EXPECT_EQ(executor(2).orders.peers_leaving, 1);
  loop_.RunFor(absl::Seconds(3));
  EXPECT_THAT(executor(2).orders.started, IsEmpty()) << "the receiver has not stopped yet";
  EXPECT_FALSE(executor(1).shut_down);

  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(2).orders.started.size() == 1; });
  EXPECT_EQ(Epoch(executor(2).orders.started[0].epoch()), Epoch(DriverLife(1), 2));
  Until([&] { return executor(1).shut_down; });
  Until([&] { return StateOf(1) == "gone"; });
  executor(2).ReportReceiver(2, v1::ReceiverReport::STARTED);
  loop_.RunFor(absl::Seconds(1));

  using enum ReceiverEvent::Kind;
  std::vector<ReceiverEvent::Kind> kinds;
  for (const ReceiverEvent& event : receiver_events_) kinds.push_back(event.kind);
  EXPECT_THAT(kinds, ElementsAre(kStarted, kStopped, kStarted));
  EXPECT_THAT(driver_->AwaitSourcesClosed(run_, absl::Seconds(5)), IsOkAndHolds(false)) << "its source goes on";
}

TEST_F(LeavingExecutorsTest, WithoutAnotherExecutorItsReceiverWaitsForOne) {
  executor(2).Disconnect();
  Leave(1);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(1).shut_down; });
  executor(1).Disconnect();
  loop_.RunFor(absl::Seconds(100));
  EXPECT_EQ(Receiver().state, ReceiverStatus::State::kWaiting);
  EXPECT_THAT(driver_->AwaitSourcesClosed(run_, absl::Seconds(5)), IsOkAndHolds(false));
  Attach(2);
  Until([&] { return executor(2).orders.started.size() == 1; });
}

TEST_F(LeavingExecutorsTest, WhatItsProgramHasStoppedIsAClosedSource) {
  executor(1).ReportReceiver(1, v1::ReceiverReport::STOPPED);
  EXPECT_THAT(driver_->AwaitSourcesClosed(run_, absl::Seconds(5)), IsOkAndHolds(true));
  EXPECT_THAT(executor(2).orders.started, IsEmpty());
}

TEST_F(LeavingExecutorsTest, WhatOnlyItHoldsGoesToAnotherBeforeItGoes) {
  executor(1).ReportBlock(1, 0, 10);
  Leave(1);
  Until([&] { return executor(1).orders.to_copy.size() == 1; });
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  loop_.RunFor(absl::Milliseconds(50));
  EXPECT_FALSE(executor(1).shut_down);
  executor(2).ReportBlock(1, 0, 10, /*received_here=*/false);
  Until([&] { return executor(1).shut_down; });
  executor(1).Disconnect();
  EXPECT_EQ(Totals().processed, 10);
}

TEST_F(LeavingExecutorsTest, AloneItProcessesWhatItHoldsAndGoesThen) {
  executor(2).Disconnect();
  executor(1).ReportBlock(1, 0, 10);
  Leave(1);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(1).shut_down; });
  EXPECT_EQ(Totals().processed, 10);
  EXPECT_EQ(Totals().lost, 0);
}

TEST_F(LeavingExecutorsTest, ItFinishesItsTaskAndGetsNoMore) {
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  executor(1).ReportBlock(1, 0, 10);
  Until([&] { return executor(1).running.size() == 1; });
  Leave(1);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  executor(2).ReportBlock(1, 0, 10, /*received_here=*/false);
  loop_.RunFor(absl::Seconds(3));
  EXPECT_FALSE(executor(1).shut_down);
  executor(1).on_task = executor(2).on_task;
  executor(1).AnswerTasks();
  Until([&] { return executor(1).shut_down; });
  EXPECT_THAT(executor(1).orders.launched, SizeIs(1));
  EXPECT_EQ(Totals().processed, 10);
}

TEST_F(LeavingExecutorsTest, MapOutputsThatStayAreTakenOverAndNoTaskRunsAgain) {
  for (int id : {1, 2}) executor(id).answers_takes = false;
  const auto shuffled = Shuffled(Blocks({{}, {}}), ShuffleId(DriverLife(1), 1), 2);
  RunJob(Collect(shuffled));
  EXPECT_THAT(JobResult(), SizeIs(2));
  Leave(1);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(2).orders.to_take.size() == 1; });
  const v1::TakeOutput take = executor(2).orders.to_take[0];
  EXPECT_EQ(take.from(), 1);
  EXPECT_THAT(take.output().bytes(), ElementsAre(10, 10));
  EXPECT_EQ(LeftToHandOver(1), 1u);
  EXPECT_FALSE(executor(1).shut_down);
  executor(2).ReportTaken(take);
  Until([&] { return executor(1).shut_down; });
  executor(1).Disconnect();
  executor(2).orders.launched.clear();
  RunJob(Collect(shuffled));
  EXPECT_THAT(JobResult(), SizeIs(2));
  for (const v1::LaunchTask& task : executor(2).orders.launched) {
    EXPECT_LT(task.shuffle(), 0) << "a map task runs again";
    for (const v1::TaskInput& input : task.inputs()) EXPECT_THAT(input.map_executors(), Each(2));
  }
}

TEST_F(LeavingExecutorsTest, WhatNobodyHasRoomForHoldsNobodyUp) {
  executor(2).answers_takes = false;
  RunJob(Collect(Shuffled(Blocks({{}, {}}), ShuffleId(DriverLife(1), 1), 2)));
  EXPECT_THAT(JobResult(), SizeIs(2));
  Leave(1);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(2).orders.to_take.size() == 1; });
  executor(2).ReportTaken(executor(2).orders.to_take[0], /*is_here=*/false);
  Until([&] { return executor(1).shut_down; });
}

TEST_F(LeavingExecutorsTest, OneThatComesBackWhileItLeavesStillLeaves) {
  Leave(1);
  executor(1).Disconnect();
  Until([&] { return executor(2).orders.started.size() == 1; });
  executor(1).attach.set_leaving(true);
  v1::ReceiverReport& receiver = *executor(1).attach.add_receivers();
  receiver.set_stream(StreamId(DriverLife(1), 0).value());
  receiver.set_epoch(Epoch(DriverLife(1), 1).value());
  executor(1).answers_stops = false;
  executor(1).Connect();
  Until([&] { return executor(1).orders.stopped.size() == 1; });
  EXPECT_FALSE(executor(1).shut_down);
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(1).shut_down; });
  EXPECT_THAT(executor(2).orders.started, SizeIs(1)) << "its receiver runs there already";
}

TEST_F(LeavingExecutorsTest, AGracefulStopThatFindsNobodyToRunItsBatchesIsAnError) {
  executor(2).Disconnect();
  executor(1).ReportBlock(1, 0, 10);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  Until([&] { return executor(1).running.size() == 1; });
  executor(1).Disconnect();
  std::optional<absl::Status> stopped;
  user_->Post([&] { stopped = driver_->Stop(run_, /*graceful=*/true); });
  ASSERT_TRUE(loop_.RunUntil([&] { return stopped.has_value(); }, absl::Minutes(2)));
  EXPECT_THAT(*stopped, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("records=10")));
  EXPECT_THAT(driver_->AwaitTermination(run_, absl::Seconds(1)), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(driver_->Stop(run_, /*graceful=*/false), IsOk()) << "said once";
}

}  // namespace
}  // namespace sluice
