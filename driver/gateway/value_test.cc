#include "driver/gateway/value.h"

#include <cmath>
#include <limits>

#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice::gateway {
namespace {

using ::testing::HasSubstr;

TEST(ValueTest, IsWhatPy4JWrites) {
  EXPECT_EQ(ParseValue("n").value(), Value(Null{}));
  EXPECT_EQ(ParseValue("bTrue").value(), Value(true));
  EXPECT_EQ(ParseValue("bFalse").value(), Value(false));
  EXPECT_EQ(ParseValue("i-7").value(), Value(int32_t{-7}));
  EXPECT_EQ(ParseValue("L4294967296").value(), Value(int64_t{1} << 32));
  EXPECT_EQ(ParseValue("d1.5e-3").value(), Value(0.0015));
  EXPECT_EQ(ParseValue("d-Infinity").value(), Value(-std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(std::isnan(std::get<double>(ParseValue("dNaN").value())));
  EXPECT_EQ(ParseValue("D12.50").value(), Value(Decimal{"12.50"}));
  EXPECT_EQ(ParseValue("jAAH/").value(), Value(Bytes{std::string("\0\1\xff", 3)}));
  EXPECT_EQ(ParseValue("ro12").value(), Value(Reference{'r', "o12"}));
  EXPECT_EQ(ParseValue("fp3;a.B;c.D").value(), Value(Proxy{"p3", {"a.B", "c.D"}}));
}

TEST(ValueTest, TextMayHaveLineEndsAndBackslashes) {
  const std::string text = "a\\n\nb\r\\";
  EXPECT_EQ(ToPart(text), "sa\\\\n\\nb\\r\\\\");
  EXPECT_EQ(ParseValue(ToPart(text)).value(), Value(text));
}

TEST(ValueTest, ComesBackAsItWasSent) {
  for (const Value& value : {Value(Null{}), Value(true), Value(int32_t{-1}), Value(std::numeric_limits<int64_t>::min()),
                             Value(0.1), Value(std::numeric_limits<double>::infinity()), Value(std::string("täxt")),
                             Value(Bytes{std::string(1000, '\7')}), Value(Decimal{"1e9"}), Value(Reference{'l', "o3"}),
                             Value(Proxy{"p0", {"x.Y"}})}) {
    EXPECT_EQ(ParseValue(ToPart(value)).value(), value) << ToPart(value);
  }
}

TEST(ValueTest, WhatIsNoneIsRefusedWithItsText) {
  for (const char* part : {"", "i", "i7x", "i99999999999", "dx", "s\\", "j*", "q7", "e"}) {
    EXPECT_THAT(ParseValue(part).status(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no value"))) << part;
  }
}

TEST(ValueFuzzTest, AnyBytesAreAValueOrAnError) {
  SeededRandom random(FuzzSeed());
  for (int round = 0; round < 100'000; ++round) {
    const std::string part =
        DamagedBytes(ToPart(round % 2 == 0 ? Value(std::string("some\ntext")) : Value(0.5)), random);
    const absl::StatusOr<Value> value = ParseValue(part);
    if (value.ok()) ToPart(*value);
  }
}

}  // namespace
}  // namespace sluice::gateway
