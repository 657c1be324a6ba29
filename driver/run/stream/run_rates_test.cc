#include "driver/run/stream/run_rates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr InputId kReceiver(0), kOther(1), kSource(2);

// Two inputs with receivers and one without; batches of half a second.
class RunRatesTest : public ::testing::Test {
 protected:
  RunRates Rates() const {
    StreamingPlan plan{.interval = absl::Milliseconds(500), .inputs = {{.id = kReceiver}, {.id = kOther}}};
    plan.sources = {{.id = kSource}};
    return RunRates(options_, plan);
  }
  // The next one, which has had 500 ms since the last and took `processing` of it.
  BatchRecord Batch(const std::map<InputId, int64_t>& records, absl::Duration processing) {
    now_ += absl::Milliseconds(500);
    return {.state = BatchRecord::State::kCompleted,
            .input_records = records,
            .submitted = now_ - processing,
            .started = now_ - processing,
            .finished = now_};
  }

  RateOptions options_{.backpressure = true};
  absl::Time now_ = absl::FromUnixSeconds(1000);
};

TEST_F(RunRatesTest, WithoutBackpressureOnlyReceiversHaveALimitAndItStays) {
  options_ = {.receiver_rate_max = 300, .backpressure = false, .initial_rate = 100};
  RunRates rates = Rates();
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(rates.OnBatchEnded(Batch({{kReceiver, 100}, {kSource, 100}}, absl::Milliseconds(400))), IsEmpty());
  }
  EXPECT_EQ(rates.LimitOf(kReceiver), 300);
  EXPECT_EQ(rates.LimitOf(kSource), 0);
  EXPECT_THAT(rates.Describe(), SizeIs(2));
  options_ = {};
  EXPECT_THAT(Rates().Describe(), IsEmpty());
}

TEST_F(RunRatesTest, TheFirstLimitIsTheInitialRateAndOfReceiversNoMoreThanTheirs) {
  EXPECT_EQ(Rates().LimitOf(kReceiver), 0);
  options_.initial_rate = 700;
  EXPECT_EQ(Rates().LimitOf(kReceiver), 700);
  EXPECT_EQ(Rates().LimitOf(kSource), 700);
  options_.receiver_rate_max = 300;
  EXPECT_EQ(Rates().LimitOf(kReceiver), 300);
  EXPECT_EQ(Rates().LimitOf(kSource), 700);
}

TEST_F(RunRatesTest, EachInputIsGivenWhatItsBatchesBear) {
  RunRates rates = Rates();
  EXPECT_THAT(rates.OnBatchEnded(Batch({{kReceiver, 800}, {kOther, 0}, {kSource, 400}}, absl::Milliseconds(400))),
              IsEmpty())
      << "the first one only sets the rate";
  EXPECT_THAT(rates.OnBatchEnded(Batch({{kReceiver, 800}, {kOther, 8}, {kSource, 200}}, absl::Milliseconds(400))),
              ElementsAre(kReceiver, kSource));
  EXPECT_EQ(rates.LimitOf(kReceiver), 2000);
  EXPECT_EQ(rates.LimitOf(kOther), 0);
  EXPECT_EQ(rates.LimitOf(kSource), 500);
  EXPECT_EQ(rates.BatchLimitOf(kSource), 250) << "half a second of it";
  EXPECT_THAT(rates.OnBatchEnded(Batch({{kReceiver, 800}, {kOther, 0}, {kSource, 300}}, absl::Milliseconds(400))),
              ElementsAre(kSource))
      << "the others' have not changed";
  const std::vector<RunStatus::Rate> shown = rates.Describe();
  ASSERT_THAT(shown, SizeIs(3));
  EXPECT_EQ(shown[2].limit, 750);
  EXPECT_EQ(shown[2].processing_rate, 750);
}

TEST_F(RunRatesTest, NoEstimateExceedsWhatAReceiverMayTake) {
  options_.receiver_rate_max = 1500;
  RunRates rates = Rates();
  for (int i = 0; i < 2; ++i) rates.OnBatchEnded(Batch({{kReceiver, 800}, {kSource, 800}}, absl::Milliseconds(400)));
  EXPECT_EQ(rates.LimitOf(kReceiver), 1500);
  EXPECT_EQ(rates.LimitOf(kSource), 2000);
}

TEST_F(RunRatesTest, ALimitIsAtLeastOneRecord) {
  options_.pid.rate_min = 0.01;
  RunRates rates = Rates();
  for (int i = 0; i < 2; ++i) rates.OnBatchEnded(Batch({{kSource, 1}}, absl::Seconds(100)));
  EXPECT_EQ(rates.LimitOf(kSource), 1);
  EXPECT_EQ(rates.BatchLimitOf(kSource), 1);
}

TEST_F(RunRatesTest, ABatchThatHasFailedSaysNothing) {
  RunRates rates = Rates();
  for (int i = 0; i < 3; ++i) {
    BatchRecord failed = Batch({{kReceiver, 1'000'000}}, absl::Milliseconds(1));
    failed.state = BatchRecord::State::kFailed;
    EXPECT_THAT(rates.OnBatchEnded(failed), IsEmpty());
  }
  EXPECT_EQ(rates.LimitOf(kReceiver), 0);
}

TEST_F(RunRatesTest, WhatHasWaitedIsMadeUpForByALowerRate) {
  RunRates rates = Rates();
  rates.OnBatchEnded(Batch({{kReceiver, 400}}, absl::Milliseconds(400)));
  BatchRecord late = Batch({{kReceiver, 400}}, absl::Milliseconds(400));
  late.submitted -= absl::Milliseconds(250);
  rates.OnBatchEnded(late);
  EXPECT_EQ(rates.LimitOf(kReceiver), 900) << "1000, less a fifth of the 500 that waited";
}

}  // namespace
}  // namespace sluice
