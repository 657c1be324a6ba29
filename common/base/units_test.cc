#include "common/base/units.h"

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

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

}  // namespace
}  // namespace sluice
