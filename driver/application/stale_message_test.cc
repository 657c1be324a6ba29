// An executor that says something of another life than its driver's: it changes nothing, each kind of it alone.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "driver/application/application_driver_test_base.h"
#include "engine/variables/broadcast_value.h"
#include "engine/variables/merge_updates.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DriverLife kFormer(1), kNow(2), kLater(3);
constexpr StreamId kStream(kNow, 0);

// The driver is in its second life; a stream runs, its receiver on executor 1.
class StaleMessageTest : public ApplicationDriverTest {
 protected:
  StaleMessageTest() : ApplicationDriverTest(kNow) {}
  void SetUp() override {
    Attach(1);
    StartStream();
    Until([&] { return executor(1).orders.started.size() == 1; });
    executor(1).ReportReceiver(1, v1::ReceiverReport::STARTED);
    Until([&] { return receiver_events_.size() == 1; });
  }
  void SendAndSettle(const v1::Report& report, const std::string& body = "") {
    executor(1).Send(report, body);
    loop_.RunFor(absl::Milliseconds(100));
    EXPECT_FALSE(executor(1).closed.has_value()) << "it is no mistake of the executor's";
  }
  ReceiverStatus::State StateOfReceiver() {
    loop_.RunFor(absl::Seconds(1));
    return driver_->status().runs.at(0).inputs.at(0).receiver.state;
  }
};

// Frames.

TEST_F(StaleMessageTest, FramesForAnotherLifeAreDroppedWhole) {
  v1::Report report;
  report.add_receivers()->set_stream(kStream.value());
  report.mutable_receivers(0)->set_epoch(Epoch(kNow, 1).value());
  report.mutable_receivers(0)->set_state(v1::ReceiverReport::STOPPED);
  for (DriverLife life : {kFormer, kLater, DriverLife(0)}) {
    executor(1).life = life;
    SendAndSettle(report);
  }
  executor(1).life = kNow;
  EXPECT_EQ(StateOfReceiver(), ReceiverStatus::State::kConnected);
}

TEST_F(StaleMessageTest, SuchFramesAreNoSignOfLife) {
  executor(1).life = kFormer;
  Until([&] { return executor(1).closed.has_value(); });
  EXPECT_THAT(driver_->status().executors, SizeIs(1));
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(driver_->status().executors, IsEmpty());
}

TEST_F(StaleMessageTest, AnExecutorOfALaterLifeIsSentAway) {
  executor(2).life = kLater;
  executor(2).Connect();
  Until([&] { return executor(2).closed.has_value(); });
  EXPECT_THAT(*executor(2).closed, StatusIs(absl::StatusCode::kAborted, HasSubstr("later life")));
  executor(2).life = kFormer;
  Attach(2);
  EXPECT_EQ(executor(2).life, kNow) << "one of a former life is told the new one";
}

TEST_F(StaleMessageTest, OneThatHasBeenToldThatThisLifeIsOverEndsIt) {
  executor(1).Disconnect(absl::AbortedError("its life is over"));
  Until([&] { return driver_->state(run_) == StreamingState::kStopped; });
  EXPECT_THAT(driver_->AwaitTermination(run_, absl::Seconds(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another driver has taken over")));
}

// What names something of another life, in a frame of this one.

TEST_F(StaleMessageTest, ABlockIsNotThatOfTheEpochWithTheSameNumber) {
  v1::Report report;
  v1::BlockEntry& block = *report.add_blocks()->mutable_block();
  block.mutable_id()->set_kind(1);
  block.mutable_id()->set_owner(kStream.value());
  block.mutable_id()->set_group(Epoch(kFormer, 1).value());
  block.set_records(10);
  block.set_bytes(100);
  report.mutable_blocks(0)->set_received_here(true);
  SendAndSettle(report);
  Until([&] { return executor(1).orders.freed.size() == 1; });
  EXPECT_EQ(Epoch(executor(1).orders.freed[0].group()), Epoch(kFormer, 1));
  const RecordTotals totals = Totals();
  EXPECT_EQ(totals.received, 0);
  EXPECT_EQ(totals.processed, 0);
  executor(1).ReportBlock(1, 0, 7);
  Until([&] { return Totals().processed == 7; });
}

TEST_F(StaleMessageTest, ABlockHeldSinceAFormerLifeIsFreedWhenNoRunHasClaimedIt) {
  executor(2).life = kFormer;
  executor(2).ReportBlock(1, 0, 10);  // Not attached: it holds it.
  Attach(2);
  loop_.RunFor(absl::Seconds(50));
  EXPECT_THAT(executor(2).orders.freed, IsEmpty());
  Until([&] { return executor(2).orders.freed.size() == 1; });
  EXPECT_EQ(Totals().received, 0);
}

TEST_F(StaleMessageTest, AReceiverIsNotStoppedWithThatOfTheSameNumber) {
  v1::Report report;
  report.add_receivers()->set_stream(kStream.value());
  report.mutable_receivers(0)->set_epoch(Epoch(kFormer, 1).value());
  report.mutable_receivers(0)->set_state(v1::ReceiverReport::STOPPED);
  SendAndSettle(report);
  EXPECT_EQ(StateOfReceiver(), ReceiverStatus::State::kConnected);
  EXPECT_THAT(executor(1).orders.started, SizeIs(1));
}

TEST_F(StaleMessageTest, AReceiverThatWasFoundRunningIsNotTakenForOneOfThisLife) {
  v1::ReceiverReport& receiver = *executor(2).attach.add_receivers();
  receiver.set_stream(StreamId(kFormer, 0).value());
  receiver.set_epoch(Epoch(kFormer, 1).value());
  receiver.set_state(v1::ReceiverReport::STARTED);
  Attach(2);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_THAT(executor(2).orders.stopped, SizeIs(1)) << "a run has begun that does not go on from it";
  EXPECT_THAT(executor(1).orders.stopped, IsEmpty());
  EXPECT_EQ(StateOfReceiver(), ReceiverStatus::State::kConnected);
}

TEST_F(StaleMessageTest, ACutIsNotAnsweredByAnotherLife) {
  executor(1).answers_cuts = false;
  Until([&] { return !executor(1).orders.works.empty() && executor(1).orders.works.back().cuts_size() == 1; });
  const size_t batches = batches_.size();
  v1::Report report;
  v1::CutDone& done = *report.add_cuts();
  done.set_stream(kStream.value());
  done.set_epoch(Epoch(kFormer, 1).value());
  *done.mutable_batch() = executor(1).orders.works.back().cuts(0).batch();
  SendAndSettle(report);
  EXPECT_EQ(batches_.size(), batches) << "the batch waits for the receiver";
  done.set_epoch(Epoch(kNow, 1).value());
  SendAndSettle(report);
  EXPECT_EQ(batches_.size(), batches + 1);
}

TEST_F(StaleMessageTest, AResultIsNotThatOfTheTaskWithTheSameNumber) {
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return executor(1).running.size() == 1; });
  const TaskId task(executor(1).running.begin()->first);
  EXPECT_EQ(task.life(), kNow);
  for (DriverLife life : {kFormer, kLater}) {
    v1::Report report;
    report.add_tasks()->set_task(TaskId(life, task.number()).value());
    report.mutable_tasks(0)->set_result_bytes(5);
    SendAndSettle(report, "stale");
  }
  EXPECT_FALSE(job_.has_value());
  v1::Report report;
  report.add_tasks()->set_task(task.value());
  report.mutable_tasks(0)->set_result_bytes(3);
  SendAndSettle(report, "now");
  EXPECT_THAT(JobResult(), ElementsAre("now"));
}

TEST_F(StaleMessageTest, WhatIsAddedToAnAccumulatorIsNotForTheOneWithTheSameNumber) {
  struct Parts : AccumulatorValue {
    bool Merge(std::string_view part) override {
      merged.emplace_back(part);
      return true;
    }
    std::vector<std::string> merged;
  };
  const VariableKey key = driver_->NextVariableKey();
  auto parts = std::make_shared<Parts>();
  RegisterAccumulator(key, parts);
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return executor(1).running.size() == 1; });
  Writer updates;
  EncodeTo(updates, VariableKey(kFormer, key.number()).value(), std::string_view("former"));
  EncodeTo(updates, key.value(), std::string_view("now"));
  v1::Report report;
  report.add_tasks()->set_task(executor(1).running.begin()->first);
  report.mutable_tasks(0)->set_updates_bytes(static_cast<int64_t>(updates.view().size()));
  SendAndSettle(report, std::string(updates.view()));
  EXPECT_THAT(JobResult(), SizeIs(1));
  EXPECT_THAT(parts->merged, ElementsAre("now"));
}

TEST_F(StaleMessageTest, WhateverTheDriverGivesANumberIsOfItsLife) {
  EXPECT_EQ(driver_->NextVariableKey().life(), kNow);
  EXPECT_EQ(driver_->NextRddId().life(), kNow);
  EXPECT_EQ(driver_->NextShuffleId().life(), kNow);
  EXPECT_EQ(Epoch(executor(1).orders.started[0].epoch()), Epoch(kNow, 1));
  RunJob(Collect(Blocks({{}})));
  EXPECT_THAT(JobResult(), SizeIs(1));
  EXPECT_EQ(TaskId(executor(1).orders.launched[0].task()).life(), kNow);
  EXPECT_EQ(StageId(executor(1).orders.launched[0].stage()).life(), kNow);
  EXPECT_EQ(StageId(executor(1).orders.programs[0]), StageId(executor(1).orders.launched[0].stage()));
}

TEST_F(StaleMessageTest, MapOutputsOfAFormerLifeAreNotReadAndNotFreedAsThisOnes) {
  const ShuffleId shuffle(kNow, 1);
  for (DriverLife life : {kFormer, kNow}) {
    v1::MapOutput& output = *executor(2).attach.add_map_outputs();
    output.set_shuffle(ShuffleId(life, 1).value());
    output.add_bytes(10);
    output.add_bytes(10);
  }
  Attach(2);
  loop_.RunFor(absl::Milliseconds(100));
  EXPECT_THAT(executor(2).orders.freed_shuffles, ElementsAre(shuffle.value())) << "that of no job of this life";
}

TEST_F(StaleMessageTest, AMapOutputThatIsTakenOrRefusedIsNotThatOfTheSameNumber) {
  Attach(2);
  executor(2).answers_takes = false;
  RunJob(Collect(Shuffled(Blocks({{}, {}}), ShuffleId(kNow, 1), 2)));
  EXPECT_THAT(JobResult(), SizeIs(2));
  executor(1).ReportLeaving();
  executor(1).ReportReceiver(1, v1::ReceiverReport::LEFT);
  Until([&] { return executor(2).orders.to_take.size() == 1; });
  const v1::TakeOutput now = executor(2).orders.to_take[0];
  v1::TakeOutput former = now;
  former.mutable_output()->set_shuffle(ShuffleId(kFormer, 1).value());
  for (bool is_here : {true, false}) executor(2).ReportTaken(former, is_here);
  loop_.RunFor(absl::Seconds(1));
  EXPECT_FALSE(executor(1).shut_down) << "nobody else has its output";
  executor(2).ReportTaken(now);
  Until([&] { return executor(1).shut_down; });
}

TEST_F(StaleMessageTest, APieceIsNotThatOfTheResultWithTheSameNumber) {
  executor(1).on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };
  RunJob(Collect(Blocks({{}})));
  Until([&] { return executor(1).running.size() == 1; });
  const TaskId task(executor(1).running.begin()->first);
  v1::Report held;
  held.add_tasks()->set_task(task.value());
  held.mutable_tasks(0)->set_is_held(true);
  held.mutable_tasks(0)->set_result_bytes(3);
  SendAndSettle(held);
  v1::Report report;
  report.add_results()->set_bytes(3);
  for (DriverLife life : {kFormer, kLater, kNow}) {
    EXPECT_FALSE(job_.has_value()) << life;
    report.mutable_results(0)->set_task(TaskId(life, task.number()).value());
    SendAndSettle(report, life == kNow ? "now" : "old");
  }
  EXPECT_THAT(JobResult(), ElementsAre("now"));
}

TEST_F(StaleMessageTest, AProgramThatIsHeldSinceAFormerLifeIsFreed) {
  const StageId former(kFormer, 1);
  executor(2).attach.add_stages(former.value());
  Attach(2);
  loop_.RunFor(absl::Milliseconds(100));
  std::vector<StageId> freed;
  for (const v1::Work& work : executor(2).orders.works) {
    for (int64_t stage : work.free_stages()) freed.emplace_back(stage);
  }
  EXPECT_THAT(freed, ElementsAre(former));
}

TEST_F(StaleMessageTest, AVariableIsNotThatOfTheSameNumber) {
  const VariableKey key = driver_->NextVariableKey();
  auto value = BroadcastValue::Offer(key, std::make_shared<int>(1), "encoded", nullptr);
  auto of_former =
      BroadcastValue::Offer(VariableKey(kFormer, key.number()), std::make_shared<int>(2), "former", nullptr);
  for (VariableKey wanted : {VariableKey(kFormer, key.number()), key}) {
    v1::Report report;
    report.add_broadcasts()->set_key(wanted.value());
    SendAndSettle(report);
  }
  std::vector<VariableKey> answered;
  for (const v1::Work& work : executor(1).orders.works) {
    for (const v1::BroadcastPiece& piece : work.broadcasts()) answered.emplace_back(piece.key());
  }
  EXPECT_THAT(answered, ElementsAre(key));
}

// The messages as a whole: a field that nobody has thought of fails.

bool IsAStory(const std::string& name) {
  const ::testing::TestSuite* suite = nullptr;
  for (int i = 0; suite == nullptr; ++i) {
    const ::testing::TestSuite* other = ::testing::UnitTest::GetInstance()->GetTestSuite(i);
    if (std::string_view(other->name()) == "StaleMessageTest") suite = other;
  }
  for (int i = 0; i < suite->total_test_count(); ++i) {
    if (suite->GetTestInfo(i)->name() == name) return true;
  }
  return false;
}

// `stories` tell what becomes of a field that names another life; `free`: why a field names none.
void ExpectAllFieldsIn(const google::protobuf::Descriptor& message, const std::map<std::string, std::string>& stories,
                       const std::map<std::string, std::string>& free) {
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string field(message.field(i)->name());
    EXPECT_EQ(stories.count(field) + free.count(field), 1u) << field;
  }
  for (const auto& [field, story] : stories) EXPECT_TRUE(IsAStory(story)) << story;
}

TEST(StaleFieldsTest, EachOfAReportHasAStoryOrAReasonWhyNot) {
  ExpectAllFieldsIn(*v1::Report::descriptor(),
                    {{"blocks", "ABlockIsNotThatOfTheEpochWithTheSameNumber"},
                     {"cuts", "ACutIsNotAnsweredByAnotherLife"},
                     {"tasks", "AResultIsNotThatOfTheTaskWithTheSameNumber"},
                     {"receivers", "AReceiverIsNotStoppedWithThatOfTheSameNumber"},
                     {"taken_outputs", "AMapOutputThatIsTakenOrRefusedIsNotThatOfTheSameNumber"},
                     {"refused_outputs", "AMapOutputThatIsTakenOrRefusedIsNotThatOfTheSameNumber"},
                     {"broadcasts", "AVariableIsNotThatOfTheSameNumber"},
                     {"results", "APieceIsNotThatOfTheResultWithTheSameNumber"}},
                    {{"metrics", "sums; its waiting receivers are only looked for by their epochs"},
                     {"leaving", "executors belong to no life"}});
}

TEST(StaleFieldsTest, EachOfAnAttachHasAStoryOrAReasonWhyNot) {
  std::map<std::string, std::string> free;
  for (const char* who :
       {"version", "build_id", "application", "executor", "worker", "block_address", "slots", "leaving"}) {
    free[who] = "executors belong to no life";
  }
  free["states"] = "they are told apart by folder and batch time, and valid as GoOn says";
  ExpectAllFieldsIn(*v1::Attach::descriptor(),
                    {{"blocks", "ABlockHeldSinceAFormerLifeIsFreedWhenNoRunHasClaimedIt"},
                     {"receivers", "AReceiverThatWasFoundRunningIsNotTakenForOneOfThisLife"},
                     {"map_outputs", "MapOutputsOfAFormerLifeAreNotReadAndNotFreedAsThisOnes"},
                     {"stages", "AProgramThatIsHeldSinceAFormerLifeIsFreed"}},
                    free);
}

}  // namespace
}  // namespace sluice
