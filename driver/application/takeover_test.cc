// A driver whose former life was killed: what the log in the checkpoint directory and the executors know is its own.
#include "common/fs/temporary_folder.h"
#include "driver/application/application_driver_test_base.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr DriverLife kFormer(1), kNow(2);
constexpr StreamId kStream(kFormer, 0);
const Epoch kEpoch(kFormer, 1);

// The former life has processed block 0 of 7 records and was at the batch of block 1, of 5, when it was killed.
class TakeoverTest : public ApplicationDriverTest {
 protected:
  TakeoverTest() : ApplicationDriverTest(kFormer) {}

  void SetUp() override {
    Attach(1);
    StartOn(*driver_, /*last_finished=*/std::nullopt, former_batches_);
    Until([&] { return executor(1).orders.started.size() == 1; });
    executor(1).ReportBlock(1, 0, 7);
    Until([&] { return !former_batches_.empty() && former_batches_.back().second == 1; });
    done_ = former_batches_.back().first;
    succeed_ = std::exchange(executor(1).on_task, [](const v1::LaunchTask&, std::string&) { return std::nullopt; });
    executor(1).ReportBlock(1, 1, 5);
    Until([&] { return executor(1).running.size() == 1; });
    executor(1).Disconnect();
    next_ =
        ApplicationDriver::Create(
            loop_, *next_host_,
            {.application = ApplicationId("app-1"), .build_id = "build-1", .listen_address = "next:0", .life = kNow})
            .value();
    survivor_ = std::make_unique<FakeExecutor>(*hosts_[0], next_->address(), 1);
    survivor_->life = kFormer;
    *survivor_->attach.mutable_blocks() = executor(1).attach.blocks();
    v1::ReceiverReport& receiver = *survivor_->attach.add_receivers();
    receiver.set_stream(kStream.value());
    receiver.set_epoch(kEpoch.value());
    receiver.set_state(v1::ReceiverReport::STARTED);
    Heartbeat(*survivor_);
  }
  ~TakeoverTest() override {
    next_.reset();
    driver_.reset();
  }

  void StartOn(ApplicationDriver& driver, std::optional<BatchTime> last_finished,
               std::vector<std::pair<BatchTime, size_t>>& batches) {
    StreamingPlan plan{.interval = absl::Seconds(1),
                       .inputs = {{.id = InputId(0), .receiver = {.name = "socket"}}},
                       .last_finished = last_finished,
                       .checkpoint_folder = folder_.path(),
                       .goes_on = true};
    plan.run_batch = [&driver, &batches](const BatchKey& batch, const BatchBlocks& blocks) {
      absl::Status ran;
      if (!blocks.empty()) ran = driver.Run(Collect(Blocks(blocks.at(InputId(0))), batch)).status();
      batches.emplace_back(batch.time, blocks.empty() ? 0 : blocks.at(InputId(0)).size());
      return ran;
    };
    ASSERT_THAT(driver.Start(std::move(plan)), IsOk());
  }
  void AttachSurvivor() {
    survivor_->Connect();
    Until([&] { return survivor_->attached; });
  }
  void ExpectItGoesOn() {
    Until([&] { return batches_of_now_.size() >= 3; });
    EXPECT_EQ(batches_of_now_.front(), std::pair(BatchTime(done_.value() + 1000), size_t{1})) << "with its block";
    EXPECT_THAT(survivor_->orders.started, IsEmpty());
    EXPECT_THAT(survivor_->orders.stopped, IsEmpty());
    ASSERT_THAT(survivor_->orders.launched, SizeIs(1));
    loop_.RunFor(absl::Seconds(1));
    EXPECT_EQ(next_->status().totals.received, 12);
    EXPECT_EQ(next_->status().totals.processed, 12);
    EXPECT_EQ(next_->status().totals.lost, 0);
  }

  const TemporaryFolder folder_ = *TemporaryFolder::Create("takeover");
  std::unique_ptr<Transport> next_host_ = network_.Host("next");
  std::unique_ptr<ApplicationDriver> next_;
  std::unique_ptr<FakeExecutor> survivor_;
  // Pairs of a batch and how many partitions it had.
  std::vector<std::pair<BatchTime, size_t>> former_batches_, batches_of_now_;
  BatchTime done_;
};

TEST_F(TakeoverTest, AnExecutorMayAttachBeforeTheRunBegins) {
  AttachSurvivor();
  loop_.RunFor(absl::Seconds(2));
  EXPECT_THAT(survivor_->orders.freed, IsEmpty());
  StartOn(*next_, done_, batches_of_now_);
  ExpectItGoesOn();
}

TEST_F(TakeoverTest, AnExecutorMayAttachAfterTheRunHasBegun) {
  StartOn(*next_, done_, batches_of_now_);
  loop_.RunFor(absl::Seconds(2));
  AttachSurvivor();
  ExpectItGoesOn();
}

TEST_F(TakeoverTest, WhatIsReceivedFromNowOnIsTheRunsAsWell) {
  AttachSurvivor();
  StartOn(*next_, done_, batches_of_now_);
  v1::Report report;
  v1::BlockReport& block = *report.add_blocks();
  *block.mutable_block()->mutable_id() = executor(1).attach.blocks(1).block().id();
  block.mutable_block()->mutable_id()->set_number(2);
  block.mutable_block()->set_records(3);
  survivor_->Send(report);
  Until([&] { return next_->status().totals.processed == 15; });
}

TEST_F(TakeoverTest, ExecutorsHearWhichStatesAreGoneOnFrom) {
  AttachSurvivor();
  StartOn(*next_, done_, batches_of_now_);
  Until([&] { return batches_of_now_.size() >= 1; });
  std::vector<v1::GoOn> heard;
  for (const v1::Work& work : survivor_->orders.works) {
    if (work.has_go_on()) heard.push_back(work.go_on());
  }
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].checkpoint_folder(), folder_.path());
  EXPECT_EQ(BatchTime(heard[0].last_finished()), done_);
}

TEST_F(TakeoverTest, ARunThatBeginsAnewTakesNothingOver) {
  AttachSurvivor();
  StreamingPlan plan{.interval = absl::Seconds(1), .inputs = {{.id = InputId(0), .receiver = {.name = "socket"}}}};
  plan.run_batch = [](const BatchKey&, const BatchBlocks&) { return absl::OkStatus(); };
  ASSERT_THAT(next_->Start(std::move(plan)), IsOk());
  Until([&] { return survivor_->orders.started.size() == 1; });
  ASSERT_THAT(survivor_->orders.stopped, SizeIs(1)) << "the receiver of the former life";
  EXPECT_EQ(Epoch(survivor_->orders.stopped[0].epoch()), kEpoch);
  EXPECT_EQ(StreamId(survivor_->orders.started[0].stream()).life(), kNow);
  loop_.RunFor(absl::Seconds(30));
  EXPECT_THAT(survivor_->orders.freed, IsEmpty()) << "another run may begin that takes them over";
  Until([&] { return survivor_->orders.freed.size() == 2; });
  EXPECT_EQ(next_->status().totals.received, 0);
}

}  // namespace
}  // namespace sluice
