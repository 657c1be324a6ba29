#include "driver/batch/receiver_placement.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
constexpr StreamId s0{0}, s1{1};
constexpr RunId kRun{0}, kOther{1};
using State = ReceiverStatus::State;

// "start 0.1 on 1": stream 0, epoch 1, executor 1.
std::vector<std::string> Text(const std::vector<PlacementAction>& actions) {
  std::vector<std::string> text;
  for (const PlacementAction& action : actions) {
    std::visit(
        [&](const auto& a) {
          std::string verb = std::is_same_v<std::decay_t<decltype(a)>, StartReceiver> ? "start " : "stop ";
          text.push_back(verb + std::to_string(a.receiver.stream.value()) + "." + ToString(a.receiver.epoch) + " on " +
                         std::to_string(a.executor.value()));
        },
        action);
  }
  return text;
}

// Notes what it is told.
struct Client : ReceiverClient {
  void OnReceiver(const ReceiverStatus&, const ReceiverStatus& now, const std::string& host, absl::Time) override {
    told.push_back(std::string(ToString(now.state)) + (host.empty() ? "" : " on " + host));
  }
  void OnCutDone(ReceiverEpoch, BatchTime batch) override { told.push_back("cut " + ToString(batch)); }
  void OnReceiverGone(ReceiverEpoch receiver) override { gone.push_back(receiver); }
  std::vector<std::string> told;
  std::vector<ReceiverEpoch> gone;
};

class ReceiverPlacementTest : public ::testing::Test {
 protected:
  ReceiverPlacementTest() { placement_.AddRun(kRun, client_); }
  bool Report(ExecutorId executor, StreamId stream, int64_t epoch, State state) {
    ReceiverStatus status{.id = {stream, Epoch(epoch)}, .state = state};
    return placement_.OnReport(executor, status, absl::UnixEpoch()).has_value();
  }
  Client client_;
  ReceiverPlacement placement_;
};

TEST_F(ReceiverPlacementTest, ReceiversSpreadOverExecutorsAndWorkers) {
  placement_.AddStream(kRun, s0);
  placement_.AddStream(kRun, s1);
  EXPECT_THAT(Text(placement_.Place(kRun)), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w1");
  placement_.AddExecutor(ExecutorId(3), "w2");
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.1 on 1", "start 1.1 on 3"));
  EXPECT_THAT(Text(placement_.Place(kRun)), IsEmpty());
}

TEST_F(ReceiverPlacementTest, AReceiverStartsOnItsPreferredHostWhileThatIsThere) {
  placement_.AddStream(kRun, s0);
  placement_.AddStream(kRun, s1, "h1");
  placement_.AddExecutor(e1, "w1", "h1");
  placement_.AddExecutor(e2, "w2", "h2");
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.1 on 1", "start 1.1 on 1"));
  placement_.LoseExecutor(e1);
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2", "start 1.2 on 2"));
}

TEST_F(ReceiverPlacementTest, AReceiverStartsElsewhereAndTheFormerOneIsStoppedWhenItsExecutorReturns) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  EXPECT_THAT(client_.gone, ElementsAre(ReceiverEpoch{s0, Epoch(1)}));
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2"));
  EXPECT_FALSE(Report(e1, s0, 1, State::kConnected));
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, Epoch(1)});
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("stop 0.1 on 1"));
}

TEST_F(ReceiverPlacementTest, AllHaveStoppedOnlyWhenThoseOfFormerEpochsHave) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  placement_.Place(kRun);
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, Epoch(1)});
  Report(e2, s0, 2, State::kSourceClosed);
  EXPECT_FALSE(placement_.AllSourcesClosed(kRun));
  placement_.StopAll(kRun);
  Report(e2, s0, 2, State::kStopped);
  EXPECT_FALSE(placement_.AllStopped(kRun));
  Report(e1, s0, 1, State::kStopped);
  EXPECT_TRUE(placement_.AllSourcesClosed(kRun));
  EXPECT_TRUE(placement_.AllStopped(kRun));
}

TEST_F(ReceiverPlacementTest, AReceiverWaitsForRoomUntilItsExecutorSaysOtherwiseOrIsLost) {
  placement_.AddRun(kOther, client_);
  placement_.AddStream(kRun, s0);
  placement_.AddStream(kOther, s1);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.SetWaiting(e1, {{s0, Epoch(1)}});
  placement_.SetWaiting(e2, {{s1, Epoch(1)}, {StreamId(7), Epoch(1)}});
  EXPECT_TRUE(placement_.AnyWaitsForRoom(kRun));
  EXPECT_TRUE(placement_.AnyWaitsForRoom(kOther));
  placement_.SetWaiting(e1, {});
  EXPECT_FALSE(placement_.AnyWaitsForRoom(kRun));
  placement_.LoseExecutor(e2);
  EXPECT_FALSE(placement_.AnyWaitsForRoom(kOther));
}

TEST_F(ReceiverPlacementTest, AReceiverOfAnExecutorThatLeavesStartsElsewhereOnceItHasStopped) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  placement_.LeaveExecutor(e1);
  EXPECT_THAT(Text(placement_.Place(kRun)), IsEmpty());
  EXPECT_TRUE(placement_.Runs(e1));
  EXPECT_TRUE(Report(e1, s0, 1, State::kWaiting));
  EXPECT_FALSE(placement_.Runs(e1));
  EXPECT_FALSE(placement_.AllStopped(kRun));
  EXPECT_FALSE(placement_.AllSourcesClosed(kRun));
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2"));
}

TEST_F(ReceiverPlacementTest, WithoutAnotherExecutorItWaitsForOne) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place(kRun);
  placement_.LeaveExecutor(e1);
  Report(e1, s0, 1, State::kWaiting);
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  placement_.LoseExecutor(e1);
  EXPECT_EQ(placement_.StatusOf(s0).state, State::kWaiting);
  placement_.AddExecutor(e2, "w1");
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2"));
}

TEST_F(ReceiverPlacementTest, WhatItsProgramHasStoppedStaysStopped) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  Report(e1, s0, 1, State::kStopped);
  placement_.LeaveExecutor(e1);
  placement_.LoseExecutor(e1);
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  EXPECT_TRUE(placement_.AllSourcesClosed(kRun));
}

TEST_F(ReceiverPlacementTest, WhoLeavesWhileAllAreToldToStopHasStopped) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  placement_.LeaveExecutor(e1);
  placement_.StopAll(kRun);
  placement_.Place(kRun);
  Report(e1, s0, 1, State::kWaiting);
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
}

TEST_F(ReceiverPlacementTest, AReceiverNobodyCouldTakeOverGoesOnWhereItRan) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  EXPECT_THAT(placement_.Running(kRun), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, Epoch(1)});
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  EXPECT_THAT(placement_.Running(kRun), ElementsAre(ReceiverEpoch{s0, Epoch(1)}));
}

TEST_F(ReceiverPlacementTest, ASourceStaysClosedUntilItIsReachedAgain) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place(kRun);
  EXPECT_TRUE(Report(e1, s0, 1, State::kConnected));
  EXPECT_FALSE(placement_.AllSourcesClosed(kRun));
  Report(e1, s0, 1, State::kSourceClosed);
  Report(e1, s0, 1, State::kRetrying);
  EXPECT_TRUE(placement_.AllSourcesClosed(kRun));
  Report(e1, s0, 1, State::kConnected);
  EXPECT_FALSE(placement_.AllSourcesClosed(kRun));
}

TEST_F(ReceiverPlacementTest, StoppingTellsAllAndALostExecutorCountsAsStopped) {
  placement_.AddStream(kRun, s0);
  placement_.AddStream(kRun, s1);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place(kRun);
  placement_.StopAll(kRun);
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("stop 0.1 on 1", "stop 1.1 on 2"));
  Report(e1, s0, 1, State::kStopped);
  EXPECT_FALSE(placement_.AllStopped(kRun));
  placement_.LoseExecutor(e2);
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
}

// With logs of what is received.
class LookingBackTest : public ReceiverPlacementTest {
 protected:
  LookingBackTest() {
    placement_.AddStream(kRun, s0);
    placement_.AddExecutor(e1, "w1");
    placement_.AddExecutor(e2, "w2");
  }
  void StopAll() { placement_.StopAll(kRun, ReceiverPlacement::Away::kLooksBack); }
};

TEST_F(LookingBackTest, AReceiverWhoseExecutorIsLostStartsOnceMoreToStop) {
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  StopAll();
  EXPECT_FALSE(placement_.AllStopped(kRun));
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2", "stop 0.2 on 2"));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  Report(e2, s0, 2, State::kStopped);
  EXPECT_TRUE(placement_.AllStopped(kRun));
}

TEST_F(LookingBackTest, AlsoIfItIsLostOrLeavesWhenItHasBeenToldToStop) {
  placement_.Place(kRun);
  StopAll();
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("stop 0.1 on 1"));
  placement_.LoseExecutor(e1);
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.2 on 2", "stop 0.2 on 2"));
  Report(e2, s0, 2, State::kWaiting);
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.3 on 2", "stop 0.3 on 2"));
}

TEST_F(LookingBackTest, OneThatHasStoppedHasToldAll) {
  placement_.Place(kRun);
  StopAll();
  placement_.Place(kRun);
  Report(e1, s0, 1, State::kStopped);
  placement_.LoseExecutor(e1);
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
}

TEST_F(LookingBackTest, OneThatComesBackIsStoppedWhereItRuns) {
  placement_.LoseExecutor(e2);
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  StopAll();
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, Epoch(1)});
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("stop 0.1 on 1"));
  Report(e1, s0, 1, State::kStopped);
  EXPECT_TRUE(placement_.AllStopped(kRun));
}

TEST_F(LookingBackTest, OneThatHasNeverStartedDoesNotStart) {
  StopAll();
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
}

TEST_F(LookingBackTest, WhoStopsAtOnceDoesNot) {
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  StopAll();
  placement_.StopAll(kRun);
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_THAT(placement_.Place(kRun), IsEmpty());
}

TEST_F(ReceiverPlacementTest, RunsShareTheExecutorsAndNothingElse) {
  Client other;
  placement_.AddRun(kOther, other);
  placement_.AddStream(kRun, s0);
  placement_.AddStream(kOther, s1);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2", "h2");
  EXPECT_THAT(Text(placement_.Place(kRun)), ElementsAre("start 0.1 on 1"));
  EXPECT_THAT(Text(placement_.Place(kOther)), ElementsAre("start 1.1 on 2")) << "the other run's receiver counts";
  Report(e2, s1, 1, State::kSourceClosed);
  placement_.StopAll(kRun);
  Report(e1, s0, 1, State::kStopped);
  EXPECT_TRUE(placement_.AllStopped(kRun));
  EXPECT_FALSE(placement_.AllStopped(kOther));
  EXPECT_TRUE(placement_.AllSourcesClosed(kOther));
  EXPECT_THAT(client_.told, ElementsAre("STOPPED"));
  EXPECT_THAT(client_.gone, ElementsAre(ReceiverEpoch{s0, Epoch(1)}));
  EXPECT_THAT(other.told, ElementsAre("SOURCE_CLOSED on h2"));
  placement_.RemoveRun(kRun);
  EXPECT_THAT(placement_.Running(kOther), ElementsAre(ReceiverEpoch{s1, Epoch(1)}));
}

TEST_F(ReceiverPlacementTest, EpochsAreOfTheLifeThatGivesThem) {
  ReceiverPlacement later(DriverLife(2));
  later.AddRun(kRun, client_);
  later.AddStream(kRun, s0);
  later.AddExecutor(e1, "w1");
  EXPECT_THAT(Text(later.Place(kRun)), ElementsAre("start 0.2.1 on 1"));
}

TEST_F(ReceiverPlacementTest, ACutIsToldToTheRunWhoseReceiverWasAsked) {
  Client other;
  placement_.AddRun(kOther, other);
  placement_.AddStream(kRun, s0);
  placement_.OnCutDone({s0, Epoch(1)}, {kOther, BatchTime(1000)});
  placement_.OnCutDone({s1, Epoch(1)}, {kRun, BatchTime(1000)});
  EXPECT_THAT(client_.told, IsEmpty());
  placement_.OnCutDone({s0, Epoch(1)}, {kRun, BatchTime(1000)});
  EXPECT_THAT(client_.told, ElementsAre("cut 1000"));
  EXPECT_THAT(other.told, IsEmpty());
}

TEST_F(ReceiverPlacementTest, AReceiverOfAStreamThatNoRunHasIsStopped) {
  placement_.AddStream(kRun, s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place(kRun);
  placement_.LoseExecutor(e1);
  placement_.RemoveRun(kRun);
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, Epoch(1)});
  std::vector<StopReceiver> strays = placement_.TakeStrays();
  ASSERT_EQ(strays.size(), 1);
  EXPECT_EQ(strays[0].receiver, (ReceiverEpoch{s0, Epoch(1)}));
  EXPECT_EQ(strays[0].executor, e1);
  EXPECT_FALSE(Report(e1, s0, 1, State::kStopped));
  EXPECT_THAT(placement_.TakeStrays(), IsEmpty());
}

}  // namespace
}  // namespace sluice
