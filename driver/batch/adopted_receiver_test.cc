// Receivers that a former life of the driver has started, and that executors still run.
#include "driver/batch/receiver_placement.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DriverLife kFormer(1), kNow(2);
constexpr ExecutorId e1{1}, e2{2};
constexpr RunId kRun{0};
constexpr StreamId kStream(kFormer, 0);
using State = ReceiverStatus::State;

constexpr ReceiverEpoch Of(DriverLife life, int64_t epoch) { return {kStream, Epoch(life, epoch)}; }

struct Client : ReceiverClient {
  void OnReceiver(const ReceiverStatus&, const ReceiverStatus& now, const std::string&, absl::Time) override {
    states.push_back(now.state);
  }
  void OnCutDone(ReceiverEpoch, BatchTime) override {}
  void OnReceiverGone(ReceiverEpoch receiver) override { gone.push_back(receiver); }
  std::vector<State> states;
  std::vector<ReceiverEpoch> gone;
};

class AdoptedReceiverTest : public ::testing::Test {
 protected:
  AdoptedReceiverTest() {
    placement_.AddExecutor(e1, "w1");
    placement_.AddExecutor(e2, "w2");
  }
  void BeginRun() {
    placement_.AddRun(kRun, client_);
    placement_.AddStream(kRun, kStream);
  }
  void Report(ExecutorId executor, ReceiverEpoch receiver, State state) {
    placement_.OnReport(executor, {.id = receiver, .state = state}, absl::UnixEpoch());
  }
  // What is to be started and stopped.
  std::vector<ReceiverEpoch> Started() {
    std::vector<ReceiverEpoch> started;
    stopped_.clear();
    for (const PlacementAction& action : placement_.Place(kRun)) {
      if (const auto* start = std::get_if<StartReceiver>(&action)) started.push_back(start->receiver);
      if (const auto* stop = std::get_if<StopReceiver>(&action)) stopped_.push_back(stop->receiver);
    }
    return started;
  }

  Client client_;
  ReceiverPlacement placement_{kNow};
  std::vector<ReceiverEpoch> stopped_;  // The last Started has found them as well.
};

TEST_F(AdoptedReceiverTest, IsTheStreamsWheneverItIsFound) {
  for (bool run_is_first : {true, false}) {
    if (run_is_first) BeginRun();
    placement_.OnFoundRunning(e1, Of(kFormer, 3));
    Report(e1, Of(kFormer, 3), State::kConnected);
    if (!run_is_first) BeginRun();
    EXPECT_THAT(Started(), IsEmpty());
    EXPECT_THAT(stopped_, IsEmpty());
    EXPECT_EQ(placement_.StatusOf(kStream).executor, e1);
    EXPECT_EQ(placement_.StatusOf(kStream).state, State::kConnected) << "as it has said before the run began";
    EXPECT_THAT(placement_.Running(kRun), ElementsAre(Of(kFormer, 3)));
    placement_.RemoveRun(kRun);
  }
}

TEST_F(AdoptedReceiverTest, WaitsForItsRunAndIsStoppedWhenAnotherOneBegins) {
  placement_.OnFoundRunning(e1, Of(kFormer, 3));
  EXPECT_THAT(placement_.TakeStrays(), IsEmpty());
  EXPECT_TRUE(placement_.Runs(e1));
  placement_.AddRun(RunId(7), client_);
  ASSERT_THAT(placement_.TakeStrays(), SizeIs(1));
  EXPECT_FALSE(placement_.Runs(e1));
  placement_.OnFoundRunning(e2, Of(kFormer, 3));
  EXPECT_THAT(placement_.TakeStrays(), SizeIs(1)) << "no run is waited for any more";
}

TEST_F(AdoptedReceiverTest, IsTheNewestOne) {
  BeginRun();
  placement_.OnFoundRunning(e1, Of(kFormer, 3));
  placement_.OnFoundRunning(e2, Of(kFormer, 4));
  EXPECT_THAT(Started(), IsEmpty());
  EXPECT_THAT(stopped_, ElementsAre(Of(kFormer, 3)));
  EXPECT_THAT(client_.gone, ElementsAre(Of(kFormer, 3)));
  EXPECT_EQ(placement_.StatusOf(kStream).executor, e2);
  placement_.OnFoundRunning(e1, Of(kFormer, 2));
  EXPECT_THAT(Started(), IsEmpty());
  EXPECT_THAT(stopped_, ElementsAre(Of(kFormer, 2)));
}

TEST_F(AdoptedReceiverTest, ComesTooLateWhenThisLifeHasStartedOne) {
  BeginRun();
  EXPECT_THAT(Started(), ElementsAre(Of(kNow, 1)));
  placement_.OnFoundRunning(e2, Of(kFormer, 3));
  EXPECT_THAT(Started(), IsEmpty());
  EXPECT_THAT(stopped_, ElementsAre(Of(kFormer, 3)));
}

TEST_F(AdoptedReceiverTest, IsFollowedByOneOfThisLife) {
  BeginRun();
  placement_.OnFoundRunning(e1, Of(kFormer, 3));
  placement_.LoseExecutor(e1);
  EXPECT_THAT(client_.gone, ElementsAre(Of(kFormer, 3)));
  EXPECT_THAT(Started(), ElementsAre(Of(kNow, 1)));
}

TEST_F(AdoptedReceiverTest, WhoseExecutorIsLostBeforeItsRunBeginsIsNotWaitedFor) {
  placement_.OnFoundRunning(e1, Of(kFormer, 3));
  placement_.LoseExecutor(e1);
  BeginRun();
  EXPECT_THAT(Started(), ElementsAre(Of(kNow, 1)));
}

}  // namespace
}  // namespace sluice
