#include "tools/cli/driver_absence.h"

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class DriverAbsenceTest : public testing::Test {
 protected:
  // How often it tries before it gives up, each time for a second in vain.
  int TryInVain() {
    int tries = 0;
    while (const auto wait = absence_.OnLost(absl::UnavailableError("nobody listens"))) {
      loop_.RunFor(*wait + absl::Seconds(1));
      ++tries;
    }
    return tries;
  }

  SimLoop loop_{3};
  DriverAbsence absence_{loop_, "sluice logs", "h:7077"};
};

TEST_F(DriverAbsenceTest, GivesUpAfterAMinuteAndSaysOnceThatItTries) {
  testing::internal::CaptureStderr();
  const absl::Time start = loop_.clock().Now();
  EXPECT_GT(TryInVain(), 20);
  EXPECT_GE(loop_.clock().Now() - start, absl::Minutes(1));
  EXPECT_LT(loop_.clock().Now() - start, absl::Seconds(65));
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "sluice logs: the driver daemon at h:7077 is away, trying again for 1m: nobody listens\n");
}

TEST_F(DriverAbsenceTest, AnAnswerEndsItAndTheNextOneHasItsOwnMinute) {
  absence_.OnAnswer();
  absence_.OnLost(absl::UnavailableError("nobody listens"));
  loop_.RunFor(absl::Seconds(59));
  testing::internal::CaptureStderr();
  absence_.OnAnswer();
  absence_.OnAnswer();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sluice logs: the driver daemon at h:7077 is back\n");
  EXPECT_GT(TryInVain(), 20);
}

TEST_F(DriverAbsenceTest, WhatADaemonSaysIsFinal) {
  EXPECT_FALSE(absence_.OnLost(absl::NotFoundError("no such application")).has_value());
  EXPECT_FALSE(absence_.OnLost(absl::OkStatus()).has_value());
}

}  // namespace
}  // namespace sluice
