#include "common/base/version_check.h"

#include "common/base/other_versions.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(VersionCheckTest, VersionsOfTheSameMajorAndMinorWorkTogether) {
  EXPECT_TRUE(WorkTogether("0.1.0", "0.1.0"));
  EXPECT_TRUE(WorkTogether("0.1.0", "0.1.17"));
  EXPECT_TRUE(WorkTogether("12.30.5", "12.30.0"));
  EXPECT_FALSE(WorkTogether("0.1.0", "0.2.0"));
  EXPECT_FALSE(WorkTogether("0.1.0", "1.1.0"));
  EXPECT_FALSE(WorkTogether("0.1.0", "0.10.0"));
  EXPECT_FALSE(WorkTogether("1.11.0", "11.1.0"));
}

TEST(VersionCheckTest, WhatIsNoVersionWorksWithNothingNotEvenItself) {
  for (const char* text : {"", "0", "0.1", "0.1.", ".1.0", "0.1.0.0", "0.1.x", "0.1.-1", "0.1.0-next", " 0.1.0", "-"}) {
    EXPECT_FALSE(WorkTogether(text, "0.1.0")) << text;
    EXPECT_FALSE(WorkTogether("0.1.0", text)) << text;
    EXPECT_FALSE(WorkTogether(text, text)) << text;
  }
}

TEST(VersionCheckTest, ThisProgramWorksWithOtherPatches) {
  EXPECT_THAT(CheckVersion("worker", ThisVersion(), "driver"), IsOk());
  EXPECT_THAT(CheckVersion("worker", OtherPatch(), "driver"), IsOk());
}

TEST(VersionCheckTest, WhoDoesNotFitIsNamedWithBothVersionsTheRuleAndWhatToDo) {
  const std::string self = std::string("the driver is Sluice ") + ThisVersion() + ", which works with " +
                           WorkingWith(ThisVersion()) + " only: install the same version on both";
  EXPECT_THAT(CheckVersion("worker", OtherMinor(), "driver"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "the worker is Sluice " + OtherMinor() + ", " + self));
  EXPECT_THAT(CheckVersion("worker", "", "driver"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "the worker is Sluice of no version, " + self));
  EXPECT_THAT(
      CheckVersion("application", "9.9.9", "daemon", "build it again"),
      StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("9.9.9"), HasSubstr(": build it again"))));
  EXPECT_LT(CheckVersion("worker", std::string(100'000, '7'), "driver").message().size(), 200);
  EXPECT_EQ(WorkingWith("0.1.0"), "0.1.x");
}

}  // namespace
}  // namespace sluice
