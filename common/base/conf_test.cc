#include "common/base/conf.h"

#include "common/base/known_settings.h"
#include "common/base/status_matchers.h"
#include "common/base/units.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

auto Says(const std::string& what) { return StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)); }

TEST(UnitsTest, ReadsDurations) {
  EXPECT_THAT(ParseDuration("200ms"), IsOkAndHolds(absl::Milliseconds(200)));
  EXPECT_THAT(ParseDuration("1s"), IsOkAndHolds(absl::Seconds(1)));
  EXPECT_THAT(ParseDuration("5m"), IsOkAndHolds(absl::Minutes(5)));
  EXPECT_THAT(ParseDuration("2H"), IsOkAndHolds(absl::Hours(2)));
  EXPECT_THAT(ParseDuration("50us"), IsOkAndHolds(absl::Microseconds(50)));
  EXPECT_THAT(ParseDuration(" 250 "), IsOkAndHolds(absl::Milliseconds(250)));
  for (const char* text : {"", "s", "-1s", "1.5s", "1 week", "99999999999999d"}) {
    EXPECT_THAT(ParseDuration(text), Says(text)) << text;
  }
}

TEST(UnitsTest, ReadsSizes) {
  EXPECT_THAT(ParseBytes("512m"), IsOkAndHolds(512 << 20));
  EXPECT_THAT(ParseBytes("4GB"), IsOkAndHolds(int64_t{4} << 30));
  EXPECT_THAT(ParseBytes("100"), IsOkAndHolds(100));
  EXPECT_THAT(ParseBytes("10b"), IsOkAndHolds(10));
  for (const char* text : {"", "m", "-1", "0.5g", "1x", "99999999999t"})
    EXPECT_THAT(ParseBytes(text), Says(text)) << text;
}

TEST(KnownSettingsTest, AMisspeltNameIsToldWithTheNearestOne) {
  Conf conf;
  for (const char* pair : {"spark.task.maxFailures=3", "my.own.key=1", "spark.localty.Wait=3s", "sluice.task.timeot=1m",
                           "spark.kryo.registrator=x"}) {
    EXPECT_THAT(conf.SetPair(pair), IsOk());
  }
  EXPECT_THAT(
      WarningsAbout(conf),
      ::testing::ElementsAre("nothing reads the setting sluice.task.timeot=\"1m\": did you mean sluice.task.timeout?",
                             "nothing reads the setting spark.kryo.registrator=\"x\": it has no effect",
                             "nothing reads the setting spark.localty.Wait=\"3s\": did you mean spark.locality.wait?"));
}

TEST(ConfTest, FallsBackWhenNobodySetsIt) {
  Conf conf;
  EXPECT_THAT(conf.GetInt("sluice.n", {.fallback = 4, .min = 1, .max = 10}), IsOkAndHolds(4));
  EXPECT_THAT(conf.GetBool("sluice.b", true), IsOkAndHolds(true));
  EXPECT_EQ(conf.GetString("spark.app.name", "app"), "app");
}

TEST(ConfTest, APairIsOneLineOfSomeLength) {
  Conf conf;
  EXPECT_THAT(conf.SetPair(std::string(257, 'k') + "=v"), Says("is too long: bytes=257 at most=256"));
  EXPECT_THAT(conf.SetPair("k=" + std::string(32769, 'v')),
              Says("the value of the setting k is too long: bytes=32769 at most=32768"));
  EXPECT_THAT(conf.SetPair("k=" + std::string(32768, 'v')), IsOk());
  EXPECT_THAT(conf.SetPair("a=1\nsluice.log.level=off"), Says("one line"));
  EXPECT_THAT(conf.SetPair(std::string_view("a=1\0b", 5)), Says("one line"));
  const absl::Status no_pair = conf.SetPair(std::string(100'000, 'x'));
  EXPECT_THAT(no_pair, Says("key=value"));
  EXPECT_LT(no_pair.message().size(), 400);
  ASSERT_THAT(conf.SetPair("n=" + std::string(10'000, 'x')), IsOk());
  EXPECT_LT(conf.GetInt("n", {.fallback = 4, .min = 1, .max = 10}).status().message().size(), 500);
}

TEST(ConfTest, ReadsPairsAndTheLastOneWins) {
  Conf conf;
  ASSERT_THAT(conf.SetPair("spark.streaming.blockInterval=1s"), IsOk());
  ASSERT_THAT(conf.SetPair("spark.streaming.blockInterval=50ms"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.note=a=b"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.memory=2g"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.on=TRUE"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.ratio=0.25"), IsOk());
  EXPECT_THAT(
      conf.GetDuration("spark.streaming.blockInterval",
                       {.fallback = absl::Milliseconds(200), .min = absl::Milliseconds(10), .max = absl::Minutes(1)}),
      IsOkAndHolds(absl::Milliseconds(50)));
  EXPECT_EQ(conf.GetString("sluice.note", ""), "a=b");
  EXPECT_THAT(conf.GetBytes("sluice.memory", {.fallback = 0, .min = 0, .max = int64_t{1} << 40}),
              IsOkAndHolds(int64_t{2} << 30));
  EXPECT_THAT(conf.GetBool("sluice.on", false), IsOkAndHolds(true));
  EXPECT_THAT(conf.GetDouble("sluice.ratio", {.fallback = 1, .min = 0, .max = 1}), IsOkAndHolds(0.25));
  EXPECT_THAT(conf.SetPair("sluice.on"), Says("\"sluice.on\""));
  EXPECT_THAT(conf.SetPair("=1"), Says("key=value"));
}

TEST(ConfTest, SaysKeyValueAndWhatIsExpected) {
  Conf conf;
  conf.Set("sluice.n", "11");
  EXPECT_THAT(
      conf.GetInt("sluice.n", {.fallback = 4, .min = 1, .max = 10}),
      StatusIs(absl::StatusCode::kInvalidArgument, "sluice.n must be a whole number from 1 to 10: sluice.n=\"11\""));
  conf.Set("sluice.n", "many");
  EXPECT_THAT(conf.GetInt("sluice.n", {.fallback = 4, .min = 1, .max = 10}), Says("\"many\""));
  EXPECT_THAT(conf.GetBool("sluice.n", false), Says("true or false"));
  EXPECT_THAT(conf.GetDouble("sluice.n", {.fallback = 0, .min = 0, .max = 1}), Says("from 0 to 1"));
  EXPECT_THAT(conf.GetDouble("sluice.n", {.fallback = 0, .min = 0, .max = 1e6}), Says("from 0 to 1000000"));
  conf.Set("sluice.n", "nan");
  EXPECT_THAT(conf.GetDouble("sluice.n", {.fallback = 0, .min = 0, .max = 1}), Says("\"nan\""));
  conf.Set("sluice.t", "1ms");
  EXPECT_THAT(conf.GetDuration("sluice.t",
                               {.fallback = absl::Seconds(1), .min = absl::Milliseconds(10), .max = absl::Hours(1)}),
              Says("from 10ms to 1h"));
  EXPECT_THAT(conf.GetBytes("sluice.t", {.fallback = 0, .min = 0, .max = 10}), Says("size"));
}

}  // namespace
}  // namespace sluice
