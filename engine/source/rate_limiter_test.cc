#include "engine/source/rate_limiter.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

// A source that has more than anybody may take, read in chunks when the limiter says so.
class RateLimiterTest : public ::testing::Test {
 protected:
  int64_t ReadFor(absl::Duration time) {
    const absl::Time end = now_ + time;
    int64_t records = 0;
    while (true) {
      if (limiter_.Allowed(now_) < 1) now_ = limiter_.NextAt();
      if (now_ > end) break;
      const int64_t chunk = limiter_.NextChunk(now_);
      if (chunk < 1) return -1;  // It was called too early.
      limiter_.Take(chunk, now_);
      records += chunk;
    }
    now_ = end;
    return records;
  }
  void SetRate(int64_t rate) { limiter_.SetRate(rate, now_); }

  absl::Time now_ = absl::FromUnixSeconds(1000);
  RateLimiter limiter_;
};

TEST_F(RateLimiterTest, WithoutARateThereIsNoLimit) {
  EXPECT_FALSE(limiter_.limits());
  SetRate(5);
  EXPECT_TRUE(limiter_.limits());
  SetRate(0);
  EXPECT_FALSE(limiter_.limits());
}

TEST_F(RateLimiterTest, SoManyComeInASecondOnAverage) {
  for (int64_t rate : {1, 7, 100, 12'345, 1'000'000}) {
    SetRate(rate);
    ReadFor(absl::Seconds(1));
    const double chunk = std::max(2.0, static_cast<double>(rate) / 50);
    EXPECT_NEAR(static_cast<double>(ReadFor(absl::Seconds(100))), static_cast<double>(rate) * 100, chunk) << rate;
  }
}

TEST_F(RateLimiterTest, WhatWasNotUsedIsLostAfterATenthOfASecond) {
  SetRate(1000);
  ReadFor(absl::Seconds(1));
  now_ += absl::Hours(1);
  EXPECT_EQ(limiter_.Allowed(now_), 100);
  EXPECT_NEAR(static_cast<double>(ReadFor(absl::Seconds(1))), 1100, 1);
}

TEST_F(RateLimiterTest, OneRecordMayAlwaysComeThoughTheRateIsLow) {
  SetRate(1);
  EXPECT_EQ(limiter_.Allowed(now_), 1);
  limiter_.Take(1, now_);
  EXPECT_EQ(limiter_.Allowed(now_ + absl::Milliseconds(999)), 0);
  EXPECT_EQ(limiter_.NextAt(), now_ + absl::Seconds(1));
}

TEST_F(RateLimiterTest, AChunkIsAHundredthOfASecondsWorthAndNeverNothing) {
  SetRate(5000);
  EXPECT_EQ(limiter_.NextChunk(now_), 50);
  SetRate(20);
  EXPECT_EQ(limiter_.NextChunk(now_), 1);
}

TEST_F(RateLimiterTest, MoreThanAllowedIsMadeUpForLater) {
  SetRate(100);
  limiter_.Take(1010, now_);  // 10 of them were allowed.
  EXPECT_EQ(limiter_.Allowed(now_ + absl::Seconds(10)), 0);
  EXPECT_EQ(ReadFor(absl::Seconds(11)), 100);
}

TEST_F(RateLimiterTest, ANewRateHoldsAtOnceAndWhatIsOwedIsPaidAtIt) {
  SetRate(100);
  limiter_.Take(1010, now_);
  SetRate(1000);
  EXPECT_EQ(limiter_.NextAt(), now_ + absl::Milliseconds(1010)) << "1000 too many, and a chunk of 10";
  now_ += absl::Milliseconds(1000);
  EXPECT_NEAR(static_cast<double>(ReadFor(absl::Seconds(1))), 1000, 1);
  SetRate(10);
  EXPECT_NEAR(static_cast<double>(ReadFor(absl::Seconds(10))), 100, 2) << "no burst of the former rate";
}

TEST_F(RateLimiterTest, ALimitThatComesBackBeginsAnew) {
  SetRate(100);
  ReadFor(absl::Seconds(1));
  SetRate(0);
  now_ += absl::Seconds(5);
  SetRate(1000);
  EXPECT_EQ(limiter_.Allowed(now_), 100);
}

}  // namespace
}  // namespace sluice
