#include "driver/run/stream/stream_news.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using State = ReceiverStatus::State;

class StreamNewsTest : public ::testing::Test {
 protected:
  std::shared_ptr<const StreamingPlan> Plan() {
    auto plan = std::make_shared<StreamingPlan>();
    plan->inputs = {{.id = InputId(0), .receiver = {.name = "socket"}}, {.id = InputId(3)}};
    plan->on_event = [this](StreamingEvent event) { events_.push_back(std::move(event)); };
    return plan;
  }
  // The receiver goes on to this state.
  void Report(State state, bool is_error = false) {
    ReceiverStatus now = known_;
    now.state = state;
    now.is_error = is_error;
    now.executor = ExecutorId(1);
    news_.Receiver(plan_->inputs[0], known_, now, "h1", absl::UnixEpoch());
    known_ = now;
  }
  std::vector<ReceiverEvent::Kind> Kinds() const {
    std::vector<ReceiverEvent::Kind> kinds;
    for (const StreamingEvent& event : events_) kinds.push_back(std::get<ReceiverEvent>(event).kind);
    return kinds;
  }

  std::vector<StreamingEvent> events_;
  const std::shared_ptr<const StreamingPlan> plan_ = Plan();
  History history_;
  StreamNews news_{RunId(2), plan_, history_};
  ReceiverStatus known_{.id = {StreamId(7), Epoch(1)}, .state = State::kStarting};
};

TEST_F(StreamNewsTest, ABatchIsNamedByItsRunAndTellsOfInputsThatHaveReceivedNothing) {
  news_.Submitted({.time = BatchTime(1000), .input_records = {{InputId(0), 7}}});
  const BatchEvent& event = std::get<BatchEvent>(events_.at(0));
  EXPECT_EQ(event.batch, (BatchKey{RunId(2), BatchTime(1000)}));
  EXPECT_THAT(event.record.input_records, ElementsAre(Pair(InputId(0), 7), Pair(InputId(3), 0)));
}

TEST_F(StreamNewsTest, ABatchEndsWithAllThatItsProgramToldOfIt) {
  const BatchKey key{RunId(2), BatchTime(1000)};
  news_.Submitted({.time = BatchTime(1000)});
  news_.Started(BatchTime(1000), absl::FromUnixMillis(1010), /*to_save=*/false);
  history_.Add(InputEvent{key, InputId(1), {"a.txt", "b.txt"}});
  history_.Add(OutputEvent{key, 0, {.name = "print", .started = absl::FromUnixMillis(1020)}});
  const BatchRecord finished = news_.Finished(BatchTime(1000), absl::OkStatus(), absl::FromUnixMillis(2500));
  EXPECT_EQ(finished.scheduling_delay(), absl::Milliseconds(10));
  EXPECT_EQ(finished.processing_time(), absl::Milliseconds(1490));
  EXPECT_EQ(finished.total_delay(), absl::Milliseconds(1500));
  ASSERT_EQ(events_.size(), 4u);
  EXPECT_EQ(std::get<OutputEvent>(events_[2]).output.name, "print");
  const BatchEvent& event = std::get<BatchEvent>(events_[3]);
  EXPECT_EQ(event.kind, BatchEvent::Kind::kCompleted);
  EXPECT_EQ(event.record.outputs.at(0).name, "print");
  EXPECT_THAT(event.record.input_metadata, ElementsAre(Pair(InputId(1), ElementsAre("a.txt", "b.txt"))));
}

TEST_F(StreamNewsTest, WhatHappensToOtherRunsAndWhatIsOnlySavedIsNotTold) {
  history_.Add(StreamingStarted{RunId(3), absl::UnixEpoch()});
  history_.Add(BatchSubmitted{RunId(3), {.time = BatchTime(1000)}});
  history_.Add(BatchStarted{{RunId(3), BatchTime(1000)}, absl::UnixEpoch()});
  history_.Add(OutputEvent{{RunId(3), BatchTime(1000)}, 0, {.name = "print"}});
  EXPECT_THAT(events_, IsEmpty());
  news_.Submitted({.time = BatchTime(1000)});
  news_.Started(BatchTime(1000), absl::UnixEpoch(), /*to_save=*/true);
  EXPECT_THAT(events_, SizeIs(1)) << "submitted";
}

TEST_F(StreamNewsTest, AReceiverThatLosesItsSourceHasStoppedUntilItStartsAgain) {
  using enum ReceiverEvent::Kind;
  Report(State::kConnected);
  Report(State::kConnected);
  Report(State::kSourceClosed);
  Report(State::kConnected);
  Report(State::kStopped);
  EXPECT_THAT(Kinds(), ElementsAre(kStarted, kStopped, kStarted, kStopped));
  const ReceiverEvent& first = std::get<ReceiverEvent>(events_[0]);
  EXPECT_EQ(first.input, InputId(0)) << "as users know it, not the stream";
  EXPECT_EQ(first.name, "socket");
  EXPECT_EQ(first.executor, ExecutorId(1));
  EXPECT_EQ(first.executor_host, "h1");
}

TEST_F(StreamNewsTest, OneThatNeverReachesItsSourceStartsAndStopsEachTime) {
  using enum ReceiverEvent::Kind;
  Report(State::kRetrying);
  Report(State::kRetrying);
  EXPECT_THAT(Kinds(), ElementsAre(kStarted, kStopped, kStarted, kStopped));
}

TEST_F(StreamNewsTest, AnErrorIsToldAloneAndOneThatEndsWhileItStartsHasStopped) {
  using enum ReceiverEvent::Kind;
  Report(State::kConnected, /*is_error=*/true);
  known_.state = State::kStarting;
  Report(State::kStopped);
  EXPECT_THAT(Kinds(), ElementsAre(kError, kStopped));
}

}  // namespace
}  // namespace sluice
