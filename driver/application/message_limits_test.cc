#include "driver/application/message_limits.h"

#include "common/base/pieces.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

InputStreamSpec Input(const std::string& name, size_t bytes) {
  return {.receiver = {.arguments = std::string(bytes, 'x'), .name = name}};
}

TEST(MessageLimitsTest, LocalPropertiesMayBeSmall) {
  const std::string half(kSmallBytesMax / 2 - 1, 'x');
  EXPECT_THAT(CheckProperties({}), IsOk());
  EXPECT_THAT(CheckProperties({{"a", half}, {"b", half}}), IsOk());
  EXPECT_THAT(CheckProperties({{"a", half}, {"big", half + "xx"}, {"c", ""}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("local properties"), HasSubstr("bytes=65541 max=65536"),
                             HasSubstr("the largest is big"), HasSubstr("broadcast"))));
}

TEST(MessageLimitsTest, ReceiversMayBeSoLargeTogether) {
  constexpr size_t kLimit = 16 << 20;
  EXPECT_THAT(CheckReceivers({}), IsOk());
  EXPECT_THAT(CheckReceivers({Input("a", kLimit / 2), Input("b", kLimit / 2)}), IsOk());
  EXPECT_THAT(CheckReceivers({Input("a", kLimit / 2), Input("tables", kLimit / 2 + 1)}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("bytes=16777217 max=16777216"), HasSubstr("the largest is tables"))));
}

}  // namespace
}  // namespace sluice
