#include "driver/run/run_watch.h"

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

class RunWatchTest : public ::testing::Test {
 protected:
  absl::StatusOr<bool> Await(RunId run, bool until_drained = false) {
    return watch_.Await(run, absl::Seconds(1), until_drained);
  }

  SimLoop loop_{1};
  RunWatch watch_{loop_};
};

TEST_F(RunWatchTest, EachRunEndsFailsAndDrainsForItself) {
  const RunId one = *watch_.Begin(), two = *watch_.Begin(), three = *watch_.Begin();
  watch_.OnFailed(one, absl::AbortedError("first"));
  watch_.OnFailed(one, absl::AbortedError("second"));
  watch_.OnDrained(two, true);
  watch_.OnEnded(three);
  EXPECT_THAT(Await(one), StatusIs(absl::StatusCode::kAborted, "first"));
  EXPECT_THAT(Await(two), IsOkAndHolds(false));
  EXPECT_THAT(Await(two, /*until_drained=*/true), IsOkAndHolds(true));
  EXPECT_THAT(Await(three), IsOkAndHolds(true));
  EXPECT_EQ(watch_.state(one), StreamingState::kActive);
  EXPECT_EQ(watch_.state(three), StreamingState::kStopped);
  watch_.OnDrained(two, false);
  EXPECT_THAT(Await(two, /*until_drained=*/true), IsOkAndHolds(false)) << "a source has come back";
}

TEST_F(RunWatchTest, WhoWaitsIsWokenByTheRunItWaitsFor) {
  const RunId one = *watch_.Begin(), two = *watch_.Begin();
  const absl::Time start = loop_.clock().Now();
  loop_.After(absl::Seconds(2), [&] { watch_.OnEnded(two); });
  loop_.After(absl::Seconds(5), [&] { watch_.OnEnded(one); });
  EXPECT_THAT(watch_.Await(one, absl::Minutes(1), false), IsOkAndHolds(true));
  EXPECT_EQ(loop_.clock().Now() - start, absl::Seconds(5));
}

TEST_F(RunWatchTest, TheApplicationIsActiveWhileSomeRunIs) {
  EXPECT_EQ(watch_.state(), StreamingState::kInitialized);
  const RunId one = *watch_.Begin(), two = *watch_.Begin();
  watch_.OnEnded(one);
  EXPECT_EQ(watch_.state(), StreamingState::kActive);
  watch_.OnEnded(two);
  EXPECT_EQ(watch_.state(), StreamingState::kStopped);
}

TEST_F(RunWatchTest, NoRunBeginsWhenTheApplicationEnds) {
  watch_.Close();
  EXPECT_THAT(watch_.Begin(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(RunWatchTest, OnlySoManyThatHaveEndedAreRemembered) {
  const RunId first = *watch_.Begin();
  watch_.OnFailed(first, absl::AbortedError("boom"));
  watch_.OnEnded(first);
  RunId last = first;
  for (size_t i = 0; i < RunWatch::kEndedMax; ++i) watch_.OnEnded(last = *watch_.Begin());
  EXPECT_THAT(Await(first), IsOkAndHolds(true)) << "its error is forgotten";
  EXPECT_EQ(watch_.state(last), StreamingState::kStopped);
  EXPECT_EQ(watch_.state(RunId(123456)), StreamingState::kStopped);
}

}  // namespace
}  // namespace sluice
