#include <memory>
#include <optional>
#include <vector>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/net/sim_transport.h"
#include "driver/application/application_driver.h"
#include "driver/application/fake_executor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// A driver with one executor, which speaks as often as it must, and batches of 1 s.
class WallClockTest : public ::testing::Test {
 protected:
  WallClockTest() {
    driver_ = *ApplicationDriver::Create(
        loop_, *driver_host_,
        {.application = ApplicationId("app-1"), .build_id = "build-1", .listen_address = "driver:0"});
    executor_ = std::make_unique<FakeExecutor>(*executor_host_, driver_->address(), 1);
    executor_->Connect();
    Heartbeat();
    loop_.RunUntil([this] { return executor_->attached; }, absl::Seconds(10));
  }
  ~WallClockTest() override {
    driver_.reset();
    loop_.RunFor(absl::Seconds(1));
  }

  void Heartbeat() {
    loop_.After(absl::Milliseconds(250), [this] {
      executor_->Send({});
      Heartbeat();
    });
  }
  void StartStream(std::optional<BatchTime> last_finished = std::nullopt) {
    StreamingPlan plan{.interval = absl::Seconds(1), .last_finished = last_finished};
    plan.run_batch = [this](const BatchKey& batch, const BatchBlocks&) {
      batches_.push_back(batch.time.value());
      const absl::Time now = loop_.clock().CalendarNow();
      driver_->Tell(OutputEvent{batch, 0, {.name = "print", .started = now, .ended = now}});
      return absl::OkStatus();
    };
    plan.on_event = [this](const StreamingEvent& event) {
      auto* batch = std::get_if<BatchEvent>(&event);
      if (batch != nullptr && batch->kind == BatchEvent::Kind::kCompleted) completed_.push_back(*batch);
      if (auto* output = std::get_if<OutputEvent>(&event)) outputs_.push_back(*output);
    };
    absl::StatusOr<RunId> run = driver_->Start(std::move(plan));
    ASSERT_THAT(run, IsOk());
    run_ = *run;
  }
  void SetWallForward(absl::Duration by) { loop_.clock().SetWallForward(by); }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  std::unique_ptr<Transport> driver_host_ = network_.Host("driver"), executor_host_ = network_.Host("executor");
  std::unique_ptr<ApplicationDriver> driver_;
  std::unique_ptr<FakeExecutor> executor_;
  RunId run_;
  std::vector<int64_t> batches_;
  std::vector<BatchEvent> completed_;
  std::vector<OutputEvent> outputs_;
};

TEST_F(WallClockTest, BatchesGoOnWhenItIsSetBackAndAreMadeUpForWhenItIsSetForward) {
  StartStream();
  loop_.RunUntil([this] { return batches_.size() == 2; }, absl::Seconds(10));
  SetWallForward(-absl::Hours(1));
  loop_.RunFor(absl::Seconds(3));
  EXPECT_THAT(batches_, SizeIs(5));
  SetWallForward(absl::Hours(1) + absl::Seconds(10));
  loop_.RunFor(absl::Seconds(2));
  EXPECT_THAT(batches_, SizeIs(17));
  for (size_t i = 1; i < batches_.size(); ++i) EXPECT_EQ(batches_[i], batches_[i - 1] + 1000);
  EXPECT_THAT(driver_->status().executors, SizeIs(1)) << "no lease ends by it";
}

TEST_F(WallClockTest, WhatUsersAreToldOfABatchIsInOrder) {
  StartStream();
  for (absl::Duration set : {-absl::Hours(1), absl::Seconds(3), -absl::Seconds(30)}) {
    loop_.RunFor(absl::Milliseconds(1500));
    SetWallForward(set);
  }
  loop_.RunFor(absl::Seconds(2));
  ASSERT_GE(completed_.size(), 4u);
  for (const BatchEvent& batch : completed_) {
    EXPECT_GE(batch.record.submitted, absl::FromUnixMillis(batch.batch.time.value()));
    EXPECT_LE(batch.record.submitted, absl::FromUnixMillis(batch.batch.time.value()) + absl::Seconds(1));
    EXPECT_GE(batch.record.started, batch.record.submitted);
    EXPECT_GE(batch.record.finished, batch.record.started);
  }
}

TEST_F(WallClockTest, ARunThatGoesOnFromAheadOfItDoesNotWait) {
  const int64_t last = absl::ToUnixMillis(loop_.clock().WallNow() + absl::Hours(1)) / 1000 * 1000;
  StartStream(BatchTime(last));
  loop_.RunFor(absl::Milliseconds(2500));
  EXPECT_THAT(batches_, ElementsAre(last + 1000, last + 2000));
}

TEST_F(WallClockTest, ARunThatIsAheadOfItMovesNoOtherRun) {
  StartStream();
  const RunId on_time = run_;
  loop_.RunUntil([this] { return batches_.size() == 1; }, absl::Seconds(10));
  const int64_t last = absl::ToUnixMillis(loop_.clock().WallNow() + absl::Hours(1)) / 1000 * 1000;
  StartStream(BatchTime(last));
  loop_.RunFor(absl::Milliseconds(2500));
  std::vector<int64_t> of_first, of_second;
  for (const BatchEvent& batch : completed_) {
    (batch.batch.run == on_time ? of_first : of_second).push_back(batch.batch.time.value());
    EXPECT_LT(batch.record.submitted - absl::FromUnixMillis(batch.batch.time.value()), absl::Seconds(1));
  }
  EXPECT_THAT(of_second, ElementsAre(last + 1000, last + 2000));
  ASSERT_THAT(of_first, SizeIs(testing::AnyOf(3, 4))) << "of 2500 ms more";
  for (size_t i = 1; i < of_first.size(); ++i) EXPECT_EQ(of_first[i], of_first[i - 1] + 1000);
  EXPECT_LT(loop_.clock().CalendarNow() - loop_.clock().WallNow(), absl::Seconds(1));
}

TEST_F(WallClockTest, OutputsOfARunThatIsAheadAreWithinTheirBatches) {
  const int64_t last = absl::ToUnixMillis(loop_.clock().WallNow() + absl::Hours(1)) / 1000 * 1000;
  StartStream(BatchTime(last));
  loop_.RunFor(absl::Milliseconds(1500));
  ASSERT_THAT(outputs_, SizeIs(1));
  ASSERT_THAT(completed_, SizeIs(1));
  EXPECT_GE(outputs_[0].output.started, completed_[0].record.started);
  EXPECT_LE(outputs_[0].output.ended, completed_[0].record.finished);
}

TEST_F(WallClockTest, WaitsAreAsLongAsTheyWereAskedToBe) {
  StartStream();
  for (absl::Duration set : {absl::Minutes(1), -absl::Hours(2)}) {
    loop_.After(absl::Seconds(1), [this, set] { SetWallForward(set); });
    const absl::Time start = loop_.clock().Now();
    EXPECT_THAT(driver_->AwaitTermination(run_, absl::Seconds(3)), IsOkAndHolds(false));
    EXPECT_EQ(loop_.clock().Now() - start, absl::Seconds(3));
  }
}

}  // namespace
}  // namespace sluice
