#include "connectors/socket/line_limit.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1000);

std::string Lines(int count, int bytes_each) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += std::string(bytes_each - 1, 'a') + "\n";
  return lines;
}

LineLimit LimitOf(int64_t lines_per_second) {
  LineLimit limit;
  limit.SetRate(lines_per_second, kStart);
  return limit;
}

TEST(LineLimitTest, WithoutALimitThereIsNone) {
  EXPECT_FALSE(LineLimit().limits());
  EXPECT_FALSE(LimitOf(0).limits());
}

TEST(LineLimitTest, AfterTheLinesOfASecondNoneMayBeReadForASecond) {
  LineLimit limit = LimitOf(100);
  ASSERT_TRUE(limit.limits());
  EXPECT_TRUE(limit.AllowsReading(kStart));
  limit.Took(Lines(100, 10), kStart);
  EXPECT_FALSE(limit.AllowsReading(kStart));
  EXPECT_GT(limit.pause_end(), kStart + absl::Milliseconds(800));
  EXPECT_LE(limit.pause_end(), kStart + absl::Seconds(1));
  EXPECT_TRUE(limit.AllowsReading(limit.pause_end() + absl::Milliseconds(1)));
}

TEST(LineLimitTest, APauseIsNeverTooShortToBeWorthIt) {
  LineLimit limit = LimitOf(1'000'000);
  limit.Took(Lines(100'000, 2), kStart);
  EXPECT_FALSE(limit.AllowsReading(kStart));
  EXPECT_EQ(limit.pause_end(), kStart + absl::Milliseconds(10));
}

TEST(LineLimitTest, HowMuchMayBeReadFollowsTheLengthOfLinesSoFar) {
  LineLimit limit = LimitOf(1000);
  EXPECT_GE(limit.BytesAllowed(kStart), 1);
  limit.Took(Lines(50, 20), kStart);
  EXPECT_NEAR(limit.BytesAllowed(kStart + absl::Milliseconds(50)), 100 * 21, 21);
  limit.Took(Lines(1000, 20), kStart + absl::Milliseconds(50));
  EXPECT_EQ(limit.BytesAllowed(kStart + absl::Milliseconds(50)), 1) << "a line has to come to its end";
}

TEST(LineLimitTest, ANewRateEndsThePauseOfTheFormerOne) {
  LineLimit limit = LimitOf(1);
  limit.Took(Lines(2, 10), kStart);
  EXPECT_FALSE(limit.AllowsReading(kStart));
  EXPECT_EQ(limit.pause_end(), kStart + absl::Seconds(2));
  limit.SetRate(1000, kStart);
  EXPECT_FALSE(limit.AllowsReading(kStart)) << "one line too many has come";
  EXPECT_LE(limit.pause_end(), kStart + absl::Milliseconds(11));
  limit.SetRate(0, kStart);
  EXPECT_FALSE(limit.limits());
}

}  // namespace
}  // namespace sluice
