// What executors say, damaged: the driver hangs up or ignores it, and other executors work on.
#include "common/actor/sim_loop.h"
#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "common/net/conversations.h"
#include "common/net/damaged_message.h"
#include "common/net/sim_transport.h"
#include "driver/application/application_driver.h"
#include "driver/application/fake_executor.h"
#include "engine/lineage/short_lineages.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr int kGood = 7;
constexpr int kStranger = 8;

v1::Report EverythingThatCanBeSaid(int64_t number) {
  const int64_t epoch = Epoch(DriverLife(1), number).value();
  const int64_t stream = StreamId(DriverLife(1), 0).value();
  v1::Report report;
  v1::BlockReport& block = *report.add_blocks();
  block.mutable_block()->mutable_id()->set_kind(1);
  block.mutable_block()->mutable_id()->set_owner(stream);
  block.mutable_block()->mutable_id()->set_group(epoch);
  block.mutable_block()->mutable_id()->set_number(4);
  block.mutable_block()->set_records(5);
  block.mutable_block()->set_bytes(50);
  block.set_received_here(true);
  report.add_cuts()->set_stream(stream);
  report.mutable_cuts(0)->set_epoch(epoch);
  report.mutable_cuts(0)->mutable_batch()->set_time(1000);
  v1::TaskReport& task = *report.add_tasks();
  task.set_task(TaskId(DriverLife(1), number).value());
  task.set_result_bytes(3);
  task.mutable_map_output()->add_bytes(10);
  report.add_results()->set_task(task.task());
  *task.add_lost_blocks() = block.block().id();
  report.add_receivers()->set_stream(stream);
  report.mutable_receivers(0)->set_epoch(epoch);
  report.mutable_metrics()->set_blocks(1);
  return report;
}

class ReportFuzzTest : public ::testing::Test {
 protected:
  ReportFuzzTest() {
    driver_ = ApplicationDriver::Create(
                  loop_, *driver_host_,
                  {.application = ApplicationId("app-1"), .build_id = "build-1", .listen_address = "driver:0"})
                  .value();
    good_ = std::make_unique<FakeExecutor>(*good_host_, driver_->address(), kGood);
    Beat();
    good_->Connect();
    EXPECT_TRUE(Until([this] { return good_->attached; }));
  }
  ~ReportFuzzTest() override {
    driver_.reset();
    loop_.RunFor(absl::Seconds(1));
  }

  void Beat() {
    good_->Send({});
    loop_.After(absl::Milliseconds(250), [this] { Beat(); });
  }
  bool Until(const std::function<bool()>& done) { return loop_.RunUntil(done, absl::Seconds(60)); }
  void StartStream() {
    StreamingPlan plan{.interval = absl::Seconds(1), .inputs = {{.id = InputId(0), .receiver = {.name = "socket"}}}};
    plan.run_batch = [this](const BatchKey&, const BatchBlocks&) {
      ++batches_;
      return absl::OkStatus();
    };
    ASSERT_THAT(driver_->Start(std::move(plan)), IsOk());
  }
  // A job of five tasks in two stages; its results.
  std::vector<std::string> RunJob() {
    const JobSpec job = Collect(Shuffled(Blocks({{}, {}, {}}), ShuffleId(DriverLife(1), ++shuffles_), 2));
    std::optional<absl::StatusOr<std::vector<Buffers>>> result;
    user_->Post([&] { result = driver_->Run(job); });
    EXPECT_TRUE(Until([&] { return result.has_value(); }));
    EXPECT_THAT(*result, IsOk());
    std::vector<std::string> texts;
    for (const Buffers& one : **result) texts.push_back(Join(one));
    return texts;
  }
  void Say(FakeExecutor& stranger, const google::protobuf::Message& message) {
    stranger.SendHead(DamagedMessage(message, random_));
    loop_.RunFor(absl::Milliseconds(5));
  }

  SimLoop loop_{1};
  SimNetwork network_{loop_};
  SeededRandom random_{FuzzSeed()};
  std::unique_ptr<Transport> driver_host_ = network_.Host("driver");
  std::unique_ptr<Transport> good_host_ = network_.Host("good");
  std::unique_ptr<Transport> stranger_host_ = network_.Host("stranger");
  std::unique_ptr<Mailbox> user_ = loop_.NewMailbox("user");
  std::unique_ptr<ApplicationDriver> driver_;
  std::unique_ptr<FakeExecutor> good_;
  int shuffles_ = 0;
  int batches_ = 0;
};

TEST_F(ReportFuzzTest, DamagedIntroductions) {
  v1::ToDriver message;
  *message.mutable_attach() = FakeExecutor(*stranger_host_, "driver:1", kStranger).attach;
  *message.mutable_attach()->add_blocks() = EverythingThatCanBeSaid(1).blocks(0);
  *message.mutable_attach()->add_receivers() = EverythingThatCanBeSaid(1).receivers(0);
  message.mutable_attach()->add_map_outputs()->add_bytes(10);
  message.mutable_attach()->add_stages(StageId(DriverLife(1), 0).value());
  StartStream();
  for (int i = 0; i < 1500; ++i) {
    auto link = stranger_host_->Connect(driver_->address(), conversations::kAttach, absl::Seconds(5),
                                        {.on_frame = [](Frame) {}, .on_closed = [](absl::Status) {}});
    (void)link->Send({DamagedMessage(message, random_), {}});
    loop_.RunFor(absl::Milliseconds(5));
    link->Close(absl::OkStatus());
  }
  EXPECT_THAT(RunJob(), testing::ElementsAre("p0", "p1"));
}

TEST_F(ReportFuzzTest, DamagedReports) {
  StartStream();
  ASSERT_TRUE(Until([this] { return batches_ > 0; }));
  FakeExecutor stranger(*stranger_host_, driver_->address(), kStranger);
  stranger.on_task = [](const v1::LaunchTask&, std::string&) { return std::nullopt; };  // Theirs to make again.
  int introductions = 0;
  for (int i = 0; i < 3000; ++i) {
    if (!stranger.attached || stranger.closed) {
      ++introductions;
      stranger.Connect();
      ASSERT_TRUE(Until([&] { return stranger.attached; }));
    }
    v1::ToDriver message;
    message.set_life(1);
    *message.mutable_report() = EverythingThatCanBeSaid(random_.Below(3));
    Say(stranger, message);
  }
  stranger.Disconnect();
  EXPECT_GT(introductions, 10) << "some of it must have been too much";
  EXPECT_THAT(RunJob(), testing::ElementsAre("p0", "p1"));
  const int before = batches_;
  EXPECT_TRUE(Until([&] { return batches_ > before + 2; }));
}

}  // namespace
}  // namespace sluice
