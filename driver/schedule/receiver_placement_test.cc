#include "driver/schedule/receiver_placement.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
constexpr StreamId s0{0}, s1{1};
using State = ReceiverStatus::State;

// "start 0.1 on 1": stream 0, epoch 1, executor 1.
std::vector<std::string> Text(const std::vector<PlacementAction>& actions) {
  std::vector<std::string> text;
  for (const PlacementAction& action : actions) {
    std::visit(
        [&](const auto& a) {
          std::string verb = std::is_same_v<std::decay_t<decltype(a)>, StartReceiver> ? "start " : "stop ";
          text.push_back(verb + std::to_string(a.receiver.stream.value()) + "." + std::to_string(a.receiver.epoch) +
                         " on " + std::to_string(a.executor.value()));
        },
        action);
  }
  return text;
}

class ReceiverPlacementTest : public ::testing::Test {
 protected:
  bool Report(ExecutorId executor, StreamId stream, int32_t epoch, State state) {
    return placement_.OnReport(executor, {.id = {stream, epoch}, .state = state});
  }
  ReceiverPlacement placement_;
};

TEST_F(ReceiverPlacementTest, ReceiversSpreadOverExecutorsAndWorkers) {
  placement_.AddStream(s0);
  placement_.AddStream(s1);
  EXPECT_THAT(Text(placement_.Place()), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w1");
  placement_.AddExecutor(ExecutorId(3), "w2");
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.1 on 1", "start 1.1 on 3"));
  EXPECT_THAT(Text(placement_.Place()), IsEmpty());
}

TEST_F(ReceiverPlacementTest, AReceiverStartsOnItsPreferredHostWhileThatIsThere) {
  placement_.AddStream(s0);
  placement_.AddStream(s1);
  placement_.Prefer(s1, "h1");
  placement_.AddExecutor(e1, "w1", "h1");
  placement_.AddExecutor(e2, "w2", "h2");
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.1 on 1", "start 1.1 on 1"));
  placement_.LoseExecutor(e1);
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.2 on 2", "start 1.2 on 2"));
}

TEST_F(ReceiverPlacementTest, AReceiverStartsElsewhereAndTheFormerOneIsStoppedWhenItsExecutorReturns) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  EXPECT_THAT(placement_.LoseExecutor(e1), ElementsAre(ReceiverEpoch{s0, 1}));
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.2 on 2"));
  EXPECT_FALSE(Report(e1, s0, 1, State::kConnected));
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, 1});
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("stop 0.1 on 1"));
}

TEST_F(ReceiverPlacementTest, AllHaveStoppedOnlyWhenThoseOfFormerEpochsHave) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  placement_.LoseExecutor(e1);
  placement_.Place();
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, 1});
  Report(e2, s0, 2, State::kSourceClosed);
  EXPECT_FALSE(placement_.AllSourcesClosed());
  placement_.StopAll();
  Report(e2, s0, 2, State::kStopped);
  EXPECT_FALSE(placement_.AllStopped());
  Report(e1, s0, 1, State::kStopped);
  EXPECT_TRUE(placement_.AllSourcesClosed());
  EXPECT_TRUE(placement_.AllStopped());
}

TEST_F(ReceiverPlacementTest, AReceiverOfAnExecutorThatLeavesStartsElsewhereOnceItHasStopped) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  placement_.LeaveExecutor(e1);
  EXPECT_THAT(Text(placement_.Place()), IsEmpty());
  EXPECT_TRUE(placement_.Runs(e1));
  EXPECT_TRUE(Report(e1, s0, 1, State::kWaiting));
  EXPECT_FALSE(placement_.Runs(e1));
  EXPECT_FALSE(placement_.AllStopped());
  EXPECT_FALSE(placement_.AllSourcesClosed());
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.2 on 2"));
}

TEST_F(ReceiverPlacementTest, WithoutAnotherExecutorItWaitsForOne) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place();
  placement_.LeaveExecutor(e1);
  Report(e1, s0, 1, State::kWaiting);
  EXPECT_THAT(placement_.Place(), IsEmpty());
  placement_.LoseExecutor(e1);
  EXPECT_EQ(placement_.receivers().at(s0).state, State::kWaiting);
  placement_.AddExecutor(e2, "w1");
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.2 on 2"));
}

TEST_F(ReceiverPlacementTest, WhatItsProgramHasStoppedStaysStopped) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  Report(e1, s0, 1, State::kStopped);
  placement_.LeaveExecutor(e1);
  placement_.LoseExecutor(e1);
  EXPECT_THAT(placement_.Place(), IsEmpty());
  EXPECT_TRUE(placement_.AllSourcesClosed());
}

TEST_F(ReceiverPlacementTest, WhoLeavesWhileAllAreToldToStopHasStopped) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  placement_.LeaveExecutor(e1);
  placement_.StopAll();
  placement_.Place();
  Report(e1, s0, 1, State::kWaiting);
  EXPECT_TRUE(placement_.AllStopped());
  EXPECT_THAT(placement_.Place(), IsEmpty());
}

TEST_F(ReceiverPlacementTest, AReceiverNobodyCouldTakeOverGoesOnWhereItRan) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place();
  placement_.LoseExecutor(e1);
  EXPECT_THAT(placement_.Place(), IsEmpty());
  EXPECT_THAT(placement_.Running(), IsEmpty());
  placement_.AddExecutor(e1, "w1");
  placement_.OnFoundRunning(e1, {s0, 1});
  EXPECT_THAT(placement_.Place(), IsEmpty());
  EXPECT_THAT(placement_.Running(), ElementsAre(ReceiverEpoch{s0, 1}));
}

TEST_F(ReceiverPlacementTest, ASourceStaysClosedUntilItIsReachedAgain) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place();
  EXPECT_TRUE(Report(e1, s0, 1, State::kConnected));
  EXPECT_FALSE(placement_.AllSourcesClosed());
  Report(e1, s0, 1, State::kSourceClosed);
  Report(e1, s0, 1, State::kRetrying);
  EXPECT_TRUE(placement_.AllSourcesClosed());
  Report(e1, s0, 1, State::kConnected);
  EXPECT_FALSE(placement_.AllSourcesClosed());
}

TEST_F(ReceiverPlacementTest, StoppingTellsAllAndALostExecutorCountsAsStopped) {
  placement_.AddStream(s0);
  placement_.AddStream(s1);
  placement_.AddExecutor(e1, "w1");
  placement_.AddExecutor(e2, "w2");
  placement_.Place();
  placement_.StopAll();
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("stop 0.1 on 1", "stop 1.1 on 2"));
  Report(e1, s0, 1, State::kStopped);
  EXPECT_FALSE(placement_.AllStopped());
  placement_.LoseExecutor(e2);
  EXPECT_TRUE(placement_.AllStopped());
  EXPECT_THAT(placement_.Place(), IsEmpty());
}

TEST_F(ReceiverPlacementTest, ANewPlanNeverRepeatsAnEpoch) {
  placement_.AddStream(s0);
  placement_.AddExecutor(e1, "w1");
  placement_.Place();
  placement_.Clear();
  EXPECT_FALSE(placement_.IsExpected({s0, 1}));
  placement_.AddStream(s0);
  EXPECT_FALSE(placement_.IsExpected({s0, 1}));
  EXPECT_TRUE(placement_.IsExpected({s0, 2}));
  EXPECT_THAT(Text(placement_.Place()), ElementsAre("start 0.2 on 1"));
}

}  // namespace
}  // namespace sluice
