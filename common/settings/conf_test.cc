#include "common/settings/conf.h"

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

constexpr IntSetting kCount{.key = "sluice.n", .fallback = 4, .min = 1, .max = 10};
constexpr BoolSetting kFlag{.key = "sluice.on", .fallback = true};
constexpr TextSetting kNote{.key = "sluice.note", .fallback = "app"};
constexpr DoubleSetting kRatio{.key = "sluice.ratio", .fallback = 1, .min = 0, .max = 1};
constexpr BytesSetting kMemory{.key = "sluice.memory", .fallback = 0, .min = 0, .max = int64_t{1} << 40};
constexpr DurationSetting kInterval{
    .key = "sluice.t", .fallback = absl::Seconds(1), .min = absl::Milliseconds(10), .max = absl::Hours(1)};

auto Says(const std::string& what) { return StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)); }

TEST(ConfTest, FallsBackWhenNobodySetsIt) {
  Conf conf;
  EXPECT_THAT(conf.Get(kCount), IsOkAndHolds(4));
  EXPECT_THAT(conf.Get(kFlag), IsOkAndHolds(true));
  EXPECT_EQ(conf.Get(kNote), "app");
}

TEST(ConfTest, AReaderMayKnowAnotherFallbackAndBound) {
  Conf conf;
  EXPECT_THAT(conf.Get(kCount.Or(7)), IsOkAndHolds(7));
  conf.Set(kCount.key, "2");
  EXPECT_THAT(conf.Get(kCount.Or(7)), IsOkAndHolds(2));
  EXPECT_THAT(conf.Get(kCount.AtLeast(3)), Says("from 3 to 10"));
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
  ASSERT_THAT(conf.SetPair("sluice.n=" + std::string(10'000, 'x')), IsOk());
  EXPECT_LT(conf.Get(kCount).status().message().size(), 500);
}

TEST(ConfTest, ReadsPairsAndTheLastOneWins) {
  Conf conf;
  ASSERT_THAT(conf.SetPair("sluice.t=2s"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.t=50ms"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.note=a=b"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.memory=2g"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.on=FALSE"), IsOk());
  ASSERT_THAT(conf.SetPair("sluice.ratio=0.25"), IsOk());
  EXPECT_THAT(conf.Get(kInterval), IsOkAndHolds(absl::Milliseconds(50)));
  EXPECT_EQ(conf.Get(kNote), "a=b");
  EXPECT_THAT(conf.Get(kMemory), IsOkAndHolds(int64_t{2} << 30));
  EXPECT_THAT(conf.Get(kFlag), IsOkAndHolds(false));
  EXPECT_THAT(conf.Get(kRatio), IsOkAndHolds(0.25));
  EXPECT_THAT(conf.SetPair("sluice.on"), Says("\"sluice.on\""));
  EXPECT_THAT(conf.SetPair("=1"), Says("key=value"));
}

TEST(ConfTest, SaysKeyValueAndWhatIsExpected) {
  Conf conf;
  conf.Set(kCount.key, "11");
  EXPECT_THAT(conf.Get(kCount), StatusIs(absl::StatusCode::kInvalidArgument,
                                         "sluice.n must be a whole number from 1 to 10: sluice.n=\"11\""));
  conf.Set(kCount.key, "many");
  EXPECT_THAT(conf.Get(kCount), Says("\"many\""));
  conf.Set(kFlag.key, "many");
  EXPECT_THAT(conf.Get(kFlag), Says("true or false"));
  conf.Set(kRatio.key, "many");
  EXPECT_THAT(conf.Get(kRatio), Says("from 0 to 1"));
  constexpr DoubleSetting kFactor{.key = "sluice.ratio", .fallback = 1, .min = 0, .max = 1e6};
  EXPECT_THAT(conf.Get(kFactor), Says("from 0 to 1000000"));
  conf.Set(kRatio.key, "nan");
  EXPECT_THAT(conf.Get(kRatio), Says("\"nan\""));
  conf.Set(kInterval.key, "1ms");
  EXPECT_THAT(conf.Get(kInterval), Says("from 10ms to 1h"));
  conf.Set(kMemory.key, "1ms");
  EXPECT_THAT(conf.Get(kMemory), Says("size"));
}

}  // namespace
}  // namespace sluice
