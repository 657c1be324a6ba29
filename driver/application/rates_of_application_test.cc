// Receivers are told how fast they may be: when they are started, and when batches have shown what they can bear.
#include <map>
#include <vector>

#include "driver/application/application_driver_test_base.h"

namespace sluice {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Conf WithBackpressure() {
  Conf conf;
  conf.Set("spark.streaming.backpressure.enabled", "true");
  conf.Set("spark.streaming.backpressure.initialRate", "5000");
  return conf;
}

// Two streams in batches of 1 s, which take half a second; each reports blocks of 1000 records until told otherwise.
class RatesOfApplicationTest : public ApplicationDriverTest {
 protected:
  RatesOfApplicationTest() : ApplicationDriverTest(DriverLife(1), WithBackpressure()) {}

  void StartStreams() {
    StreamingPlan plan{.interval = absl::Seconds(1), .inputs = {{.id = InputId(0)}, {.id = InputId(1)}}};
    plan.run_batch = [this](const BatchKey&, const BatchBlocks&) {
      loop_.NewEvent()->Wait(absl::Milliseconds(500));
      ++ran_;
      return absl::OkStatus();
    };
    ASSERT_THAT(driver_->Start(std::move(plan)), IsOk());
  }
  // Each stream's receiver has made a block; then the batch that has them runs.
  void RunBatch() {
    for (int id : {1, 2}) {
      for (const v1::StartReceiver& receiver : executor(id).orders.started) ReportBlock(id, receiver);
    }
    const int before = ran_;
    Until([&] { return ran_ > before; });
    loop_.RunFor(absl::Milliseconds(100));
  }
  void ReportBlock(int id, const v1::StartReceiver& receiver) {
    v1::Report report;
    v1::BlockReport& block = *report.add_blocks();
    block.mutable_block()->mutable_id()->set_kind(1);
    block.mutable_block()->mutable_id()->set_owner(receiver.stream());
    block.mutable_block()->mutable_id()->set_group(receiver.epoch());
    block.mutable_block()->mutable_id()->set_number(++sequence_);
    block.mutable_block()->set_records(1000);
    block.mutable_block()->set_bytes(1000);
    block.set_received_here(true);
    executor(id).Send(report);
  }
  // Frames of an executor that say a rate, by how many they say.
  std::vector<int> FramesWithRates(int id) {
    std::vector<int> counts;
    for (const v1::Work& work : executor(id).orders.works) {
      if (work.receiver_rates_size() > 0) counts.push_back(work.receiver_rates_size());
    }
    return counts;
  }

  int ran_ = 0;
  int64_t sequence_ = 0;
};

TEST_F(RatesOfApplicationTest, ReceiversAreStartedWithTheInitialRate) {
  Attach(1);
  StartStreams();
  Until([&] { return executor(1).orders.started.size() == 2; });
  EXPECT_EQ(executor(1).orders.started[0].records_per_second(), 5000);
  EXPECT_EQ(executor(1).orders.started[1].records_per_second(), 5000);
}

TEST_F(RatesOfApplicationTest, TheLimitsThatABatchHasChangedComeInOneFrame) {
  Attach(1);
  StartStreams();
  Until([&] { return executor(1).orders.started.size() == 2; });
  RunBatch();
  EXPECT_THAT(FramesWithRates(1), IsEmpty()) << "one batch says nothing yet";
  RunBatch();
  EXPECT_THAT(FramesWithRates(1), ::testing::ElementsAre(2));
  for (const v1::SetReceiverRate& rate : executor(1).orders.rates) {
    EXPECT_NEAR(static_cast<double>(rate.records_per_second()), 2000, 50) << "1000 in half a second";
  }
  Until([&] { return driver_->status().runs.at(0).rates.at(0).limit != 5000; });
  const ApplicationStatus status = driver_->status();
  ASSERT_THAT(status.runs.at(0).rates, SizeIs(2));
  EXPECT_NEAR(static_cast<double>(status.runs[0].rates[0].limit), 2000, 50);
  EXPECT_NEAR(status.runs[0].rates[0].processing_rate, 2000, 50);
}

TEST_F(RatesOfApplicationTest, AReceiverThatMovesIsStartedWithItsLimit) {
  Attach(1);
  Attach(2);
  StartStreams();
  Until([&] { return executor(1).orders.started.size() == 1 && executor(2).orders.started.size() == 1; });
  for (int i = 0; i < 2; ++i) RunBatch();
  executor(1).Disconnect();
  Until([&] { return executor(2).orders.started.size() == 2; });
  EXPECT_NEAR(static_cast<double>(executor(2).orders.started[1].records_per_second()), 2000, 50);
}

}  // namespace
}  // namespace sluice
