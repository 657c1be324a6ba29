#include "engine/python/pickled_numbers.h"

#include <string>

#include "common/base/damage.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::string_view_literals;

// pickle.dumps([1.5, 7, 300, -2, 2**32 - 1, -2**40, True], 5)
constexpr std::string_view kList =
    "\x80\x05\x95\x29\0\0\0\0\0\0\0]\x94(G?\xf8\0\0\0\0\0\0K\x07M,\x01J\xfe\xff\xff\xff\x8a\x05\xff\xff\xff\xff\0"
    "\x8a\x06\0\0\0\0\0\xff\x88"
    "e."sv;

TEST(PickledNumbersTest, WholeNumbersFloatsAndBooleansAreRead) {
  EXPECT_THAT(UnpickleNumbers(kList), IsOkAndHolds(ElementsAre(1.5, 7, 300, -2, 4294967295.0, -1099511627776.0, 1)));
  EXPECT_THAT(UnpickleNumbers("\x80\x05K\x05."sv), IsOkAndHolds(ElementsAre(5)));
  EXPECT_THAT(UnpickleNumbers("\x80\x05]\x94."sv), IsOkAndHolds(ElementsAre()));
}

TEST(PickledNumbersTest, WhatIsNoNumberIsRefused) {
  EXPECT_THAT(UnpickleNumbers("\x80\x05\x8c\x01"
                              "a\x94."sv),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no number")));
  EXPECT_THAT(UnpickleNumbers(kList.substr(0, 20)), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(UnpickleNumbers(""), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PickledNumbersTest, DamagedPicklesTakeNoMoreThanTheyAreLong) {
  SeededRandom random(FuzzSeed());
  for (int i = 0; i < 20'000; ++i) {
    const std::string damaged = DamagedBytes(std::string(kList), random);
    const absl::StatusOr<std::vector<double>> numbers = UnpickleNumbers(damaged);
    if (numbers.ok()) {
      EXPECT_LE(numbers->size(), damaged.size());
    }
  }
}

}  // namespace
}  // namespace sluice
