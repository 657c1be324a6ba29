#include <array>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "driver/application/driver_settings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

RateOptions Read(const std::vector<std::string>& pairs) {
  Conf conf;
  for (const std::string& pair : pairs) EXPECT_THAT(conf.SetPair(pair), IsOk());
  absl::StatusOr<DriverSettings> settings = ParseDriverSettings(conf);
  EXPECT_THAT(settings, IsOk());
  return settings.ok() ? settings->rates : RateOptions();
}

TEST(RateSettingsTest, WithoutSettingsAreSparks) {
  const RateOptions rates = Read({});
  EXPECT_FALSE(rates.backpressure);
  EXPECT_EQ(rates.receiver_rate_max, 0) << "no limit";
  EXPECT_EQ(rates.initial_rate, 0) << "as receiver.maxRate";
  EXPECT_EQ(rates.pid.proportional, 1.0);
  EXPECT_EQ(rates.pid.integral, 0.2);
  EXPECT_EQ(rates.pid.derived, 0.0);
  EXPECT_EQ(rates.pid.rate_min, 100);
}

TEST(RateSettingsTest, AreNamedAsInSpark) {
  const RateOptions rates =
      Read({"spark.streaming.receiver.maxRate=5000", "spark.streaming.backpressure.enabled=true",
            "spark.streaming.backpressure.initialRate=700", "spark.streaming.backpressure.rateEstimator=pid",
            "spark.streaming.backpressure.pid.proportional=0.5", "spark.streaming.backpressure.pid.integral=0.1",
            "spark.streaming.backpressure.pid.derived=0.05", "spark.streaming.backpressure.pid.minRate=2.5"});
  EXPECT_TRUE(rates.backpressure);
  EXPECT_EQ(rates.receiver_rate_max, 5000);
  EXPECT_EQ(rates.initial_rate, 700);
  EXPECT_EQ(rates.pid.proportional, 0.5);
  EXPECT_EQ(rates.pid.integral, 0.1);
  EXPECT_EQ(rates.pid.derived, 0.05);
  EXPECT_EQ(rates.pid.rate_min, 2.5);
}

TEST(RateSettingsTest, AReceiverHasNoLimitByZeroOrLess) {
  for (const char* rate : {"0", "-1"}) {
    EXPECT_EQ(Read({std::string("spark.streaming.receiver.maxRate=") + rate}).receiver_rate_max, 0);
  }
}

TEST(RateSettingsTest, AWrongValueEndsTheApplicationAndIsNamedWithWhatIsExpected) {
  for (auto [key, value, expected] : std::vector<std::array<const char*, 3>>{
           {"spark.streaming.receiver.maxRate", "fast", "a whole number"},
           {"spark.streaming.receiver.maxRate", "-2", "from -1"},
           {"spark.streaming.backpressure.enabled", "perhaps", "true or false"},
           {"spark.streaming.backpressure.initialRate", "0", "a whole number from 1"},
           {"spark.streaming.backpressure.rateEstimator", "bang-bang", "Unknown rate estimator: bang-bang"},
           {"spark.streaming.backpressure.pid.proportional", "-1", "from 0"},
           {"spark.streaming.backpressure.pid.integral", "-0.1", "from 0"},
           {"spark.streaming.backpressure.pid.derived", "nan", "from 0"},
           {"spark.streaming.backpressure.pid.minRate", "0", "from 0.001"}}) {
    Conf conf;
    conf.Set(key, value);
    EXPECT_THAT(ParseDriverSettings(conf), StatusIs(absl::StatusCode::kInvalidArgument,
                                                    AllOf(HasSubstr(key), HasSubstr(value), HasSubstr(expected))));
  }
}

}  // namespace
}  // namespace sluice
