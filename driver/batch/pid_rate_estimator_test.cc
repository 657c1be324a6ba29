#include "driver/batch/pid_rate_estimator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sluice {
namespace {

using ::testing::DoubleEq;
using ::testing::Optional;

// Times in ms, as Spark counts them.
std::optional<double> Compute(PidRateEstimator& estimator, int64_t ended, int64_t records, int64_t processing,
                              int64_t scheduling) {
  return estimator.OnBatch({.ended = absl::FromUnixMillis(ended),
                            .records = records,
                            .processing_time = absl::Milliseconds(processing),
                            .scheduling_delay = absl::Milliseconds(scheduling)});
}

// Batches of 20 ms.
PidRateEstimator Estimator(const PidOptions& options = {.integral = 0, .rate_min = 10}) {
  return PidRateEstimator(options, absl::Milliseconds(20));
}

// What Spark's own estimator does, fact by fact.

TEST(PidRateEstimatorTest, TheFirstBatchOnlySetsTheRate) {
  PidRateEstimator estimator = Estimator();
  EXPECT_EQ(estimator.processing_rate(), 0);
  EXPECT_EQ(Compute(estimator, 0, 10, 10, 0), std::nullopt);
  EXPECT_DOUBLE_EQ(estimator.processing_rate(), 1000);
}

TEST(PidRateEstimatorTest, TheSecondBatchGivesARate) {
  PidRateEstimator estimator = Estimator();
  Compute(estimator, 0, 10, 10, 0);
  EXPECT_THAT(Compute(estimator, 10, 10, 10, 0), Optional(DoubleEq(1000)));
}

TEST(PidRateEstimatorTest, ABatchThatEndsNoLaterThanTheLastOneSaysNothing) {
  PidRateEstimator estimator = Estimator();
  Compute(estimator, 0, 10, 10, 0);
  EXPECT_NE(Compute(estimator, 10, 10, 10, 0), std::nullopt);
  EXPECT_EQ(Compute(estimator, 10, 10, 10, 0), std::nullopt);
  EXPECT_EQ(Compute(estimator, 5, 10, 10, 0), std::nullopt);
}

TEST(PidRateEstimatorTest, ABatchWithoutRecordsSaysNothing) {
  PidRateEstimator estimator = Estimator();
  Compute(estimator, 0, 10, 10, 0);
  EXPECT_EQ(Compute(estimator, 10, 0, 10, 0), std::nullopt);
  EXPECT_EQ(Compute(estimator, 20, -10, 10, 0), std::nullopt);
}

TEST(PidRateEstimatorTest, ABatchThatTookNoTimeSaysNothing) {
  PidRateEstimator estimator = Estimator();
  Compute(estimator, 0, 10, 10, 0);
  EXPECT_EQ(Compute(estimator, 10, 10, 0, 0), std::nullopt);
  EXPECT_EQ(Compute(estimator, 20, 10, -10, 0), std::nullopt);
}

TEST(PidRateEstimatorTest, BatchesThatSayNothingChangeNothing) {
  PidRateEstimator told = Estimator({.integral = 0.2, .derived = 0.1, .rate_min = 10}), other = told;
  Compute(told, 0, 10, 10, 0);
  Compute(other, 0, 10, 10, 0);
  Compute(told, 10, 0, 10, 90);
  Compute(told, 15, 10, 0, 90);
  EXPECT_EQ(Compute(told, 20, 30, 10, 5), Compute(other, 20, 30, 10, 5));
}

TEST(PidRateEstimatorTest, ARateIsNeverLowerThanTheLeast) {
  PidRateEstimator estimator = Estimator({.integral = 1, .rate_min = 5});
  EXPECT_EQ(Compute(estimator, 0, 1, 20, 100), std::nullopt);
  for (int i = 1; i < 50; ++i) EXPECT_THAT(Compute(estimator, i * 20, 1, 20, 100), Optional(DoubleEq(5))) << i;
}

TEST(PidRateEstimatorTest, WhenNothingWaitsTheRateFollowsTheProcessingRateUpAndDown) {
  for (bool up : {true, false}) {
    PidRateEstimator estimator = Estimator({.integral = 1, .rate_min = 10});
    for (int i = 0; i < 50; ++i) {
      const int64_t step = up ? i + 1 : 50 - i;
      const std::optional<double> rate = Compute(estimator, i * 20, step * 20, 20, 0);
      if (i == 0) continue;
      EXPECT_THAT(rate, Optional(DoubleEq(static_cast<double>(step) * 1000))) << i;
    }
  }
}

TEST(PidRateEstimatorTest, WhenSomethingWaitsTheRateStaysBelowTheProcessingRate) {
  PidRateEstimator estimator = Estimator({.integral = 0.01, .rate_min = 10});
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) {
    const int64_t records = 1000 + static_cast<int64_t>(random() % 1000);
    const std::optional<double> rate = Compute(estimator, i * 20, records, 20, 1 + static_cast<int64_t>(random() % 19));
    if (i == 0) continue;
    EXPECT_LT(*rate, static_cast<double>(records) / 0.020) << i;
  }
}

// The formula, term by term: 1000 records a second first, then 40 records in 50 ms that had waited for 10 ms.

TEST(PidRateEstimatorTest, EachTermCorrectsByItsWeight) {
  struct Case {
    PidOptions options;
    double rate;
  };
  for (const Case& c : std::vector<Case>{
           {{.proportional = 0, .integral = 0, .derived = 0, .rate_min = 1}, 1000},
           {{.proportional = 1, .integral = 0, .derived = 0, .rate_min = 1}, 800},  // The error is 1000 - 800.
           {{.proportional = 0.5, .integral = 0, .derived = 0, .rate_min = 1}, 900},
           {{.proportional = 0, .integral = 0.2, .derived = 0, .rate_min = 1}, 920},  // 800 * 10 ms / 20 ms wait.
           {{.proportional = 0, .integral = 0, .derived = 0.1, .rate_min = 1}, 800},  // It changed by 200 in 0.1 s.
           {{.proportional = 1, .integral = 0.2, .derived = 0.1, .rate_min = 1}, 520},
       }) {
    PidRateEstimator estimator = Estimator(c.options);
    Compute(estimator, 1000, 20, 20, 0);
    EXPECT_THAT(Compute(estimator, 1100, 40, 50, 10), Optional(DoubleEq(c.rate))) << c.options.proportional;
  }
}

TEST(PidRateEstimatorTest, TheErrorOfTheLastBatchIsWhatTheNextOneChanges) {
  PidRateEstimator estimator = Estimator({.proportional = 1, .integral = 0, .derived = 0.1, .rate_min = 1});
  Compute(estimator, 0, 20, 20, 0);  // Its rate is 1000.
  EXPECT_THAT(Compute(estimator, 1000, 16, 20, 0), Optional(DoubleEq(780))) << "error 200, changed by 200";
  EXPECT_THAT(Compute(estimator, 3000, 16, 20, 0), Optional(DoubleEq(811))) << "error -20, changed by -110 a second";
}

}  // namespace
}  // namespace sluice
