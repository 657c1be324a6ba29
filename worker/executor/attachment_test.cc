#include "worker/executor/attachment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Action = Attachment::Action;

// Time is told in milliseconds since the start.
class AttachmentTest : public ::testing::Test {
 protected:
  absl::Time At(int64_t ms) { return start_ + absl::Milliseconds(ms); }
  void Attach(int64_t ms) {
    ASSERT_THAT(attachment_.OnTime(At(ms)), ElementsAre(Action::kConnect));
    attachment_.OnAttached({DriverLife(2), absl::Milliseconds(250), absl::Milliseconds(2500)}, At(ms));
  }

  SimLoop loop_{1};
  const absl::Time start_ = loop_.clock().Now();
  Attachment attachment_{Backoff(loop_, {}), "first:1", absl::Seconds(60), start_};
};

TEST_F(AttachmentTest, HeartbeatComesOnlyWhenNothingElseWasSent) {
  Attach(0);
  EXPECT_THAT(attachment_.OnTime(At(249)), IsEmpty());
  EXPECT_THAT(attachment_.OnTime(At(250)), ElementsAre(Action::kSendHeartbeat));
  attachment_.OnSent(At(300));
  EXPECT_THAT(attachment_.OnTime(At(500)), IsEmpty());
  EXPECT_EQ(attachment_.next_time(), At(550));
}

TEST_F(AttachmentTest, ClosedLinkDropsWorkAtOnceAndReceiversAtTheEndOfTheLease) {
  Attach(0);
  attachment_.OnFrame(At(1000));
  EXPECT_THAT(attachment_.OnClosed(absl::UnavailableError("gone"), At(1100)), ElementsAre(Action::kDropWork));
  EXPECT_FALSE(attachment_.attached());
  EXPECT_THAT(attachment_.OnTime(At(1200)), ElementsAre(Action::kConnect));
  EXPECT_THAT(attachment_.OnTime(At(3499)), IsEmpty());
  EXPECT_THAT(attachment_.OnTime(At(3500)), ElementsAre(Action::kStopReceivers));
}

TEST_F(AttachmentTest, AttachingAgainWithinTheLeaseKeepsReceivers) {
  Attach(0);
  attachment_.OnClosed(absl::UnavailableError("gone"), At(100));
  Attach(300);
  attachment_.OnFrame(At(2600));
  EXPECT_THAT(attachment_.OnTime(At(2700)), ElementsAre(Action::kSendHeartbeat));
}

TEST_F(AttachmentTest, SilentDriverIsGivenUpAfterTheLease) {
  Attach(0);
  attachment_.OnSent(At(2400));
  EXPECT_THAT(attachment_.OnTime(At(2500)), ElementsAre(Action::kCloseLink, Action::kDropWork, Action::kStopReceivers));
}

TEST_F(AttachmentTest, AStallOfTheExecutorIsNoSilenceOfTheDriver) {
  Attach(0);
  attachment_.OnFrame(At(1000));
  attachment_.OnSent(At(1000));
  EXPECT_THAT(attachment_.OnTime(At(4000)), ElementsAre(Action::kSendHeartbeat)) << "what has come since waits behind";
  attachment_.OnSent(At(4000));
  EXPECT_THAT(attachment_.OnTime(At(4250)), ElementsAre(Action::kSendHeartbeat));
  attachment_.OnSent(At(6240));
  EXPECT_THAT(attachment_.OnTime(At(6250)), ElementsAre(Action::kCloseLink, Action::kDropWork, Action::kStopReceivers))
      << "250 ms before the stall, 2250 ms after it";
}

TEST_F(AttachmentTest, AnotherLifeIsEnteredOnceAndAFormerOneNever) {
  auto attach = [this](int life, int64_t ms) {
    EXPECT_THAT(attachment_.OnTime(At(ms)), ElementsAre(Action::kConnect));
    return attachment_.OnAttached({DriverLife(life), absl::Milliseconds(250), absl::Milliseconds(2500)}, At(ms));
  };
  EXPECT_THAT(attach(2, 0), ElementsAre(Action::kEnterLife));
  attachment_.OnClosed(absl::UnavailableError("gone"), At(100));
  EXPECT_THAT(attach(2, 300), IsEmpty());
  attachment_.OnClosed(absl::UnavailableError("gone"), At(400));
  EXPECT_THAT(attach(3, 600), ElementsAre(Action::kEnterLife));
  attachment_.OnClosed(absl::UnavailableError("gone"), At(700));
  EXPECT_THAT(attach(2, 900), ElementsAre(Action::kRefuseDriver, Action::kDropWork));
  EXPECT_FALSE(attachment_.attached());
  EXPECT_EQ(attachment_.life(), DriverLife(3));
  EXPECT_THAT(attach(3, 1200), IsEmpty()) << "it tries again, and finds the right one";
}

TEST_F(AttachmentTest, AnOrphanTriesNobodyAndKeepsItsReceiversUntilItIsToldTheNextPlace) {
  Attach(0);
  EXPECT_THAT(attachment_.OnPlace({DriverLife(2), ""}, At(1000)), ElementsAre(Action::kCloseLink, Action::kDropWork));
  EXPECT_THAT(attachment_.OnTime(At(50'000)), IsEmpty());
  EXPECT_EQ(attachment_.next_time(), At(60'000)) << "when it ends, since it last heard of a driver";
  EXPECT_THAT(attachment_.OnPlace({DriverLife(3), "next:1"}, At(50'000)), IsEmpty());
  EXPECT_EQ(attachment_.next_time(), At(50'000));
  EXPECT_THAT(attachment_.OnTime(At(50'000)), ElementsAre(Action::kConnect)) << "receivers go on";
  EXPECT_EQ(attachment_.address(), "next:1");
  EXPECT_THAT(attachment_.OnAttached({DriverLife(3), absl::Milliseconds(250), absl::Milliseconds(2500)}, At(50'010)),
              ElementsAre(Action::kEnterLife));
  attachment_.OnClosed(absl::UnavailableError("gone"), At(50'020));
  EXPECT_THAT(attachment_.OnTime(At(52'510)), ElementsAre(Action::kStopReceivers, Action::kConnect))
      << "this driver may live";
}

TEST_F(AttachmentTest, AnOrphanThatNobodyFindsEnds) {
  Attach(0);
  attachment_.OnPlace({DriverLife(2), ""}, At(1000));
  EXPECT_THAT(attachment_.OnTime(At(60'000)), ElementsAre(Action::kDropWork, Action::kStopReceivers));
  EXPECT_THAT(*attachment_.ended(), StatusIs(absl::StatusCode::kUnavailable, ::testing::HasSubstr("its life is over")));
}

TEST_F(AttachmentTest, ADriverThatIsStillThereIsToldThatItWasReplaced) {
  Attach(0);
  attachment_.OnPlace({DriverLife(2), ""}, At(100));
  EXPECT_THAT(attachment_.last_error(), StatusIs(absl::StatusCode::kAborted));
}

TEST_F(AttachmentTest, OneThatItWasNotAttachedToMayBeALaterOneAtTheSameAddress) {
  Attach(0);
  attachment_.OnPlace({DriverLife(3), "next:1"}, At(100));
  EXPECT_THAT(attachment_.last_error(), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(attachment_.OnTime(At(100)), ElementsAre(Action::kConnect));
  attachment_.OnPlace({DriverLife(3), ""}, At(110));
  EXPECT_THAT(attachment_.last_error(), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AttachmentTest, TheLinkMayBreakBeforeItIsToldThatTheLifeIsOver) {
  Attach(0);
  attachment_.OnClosed(absl::UnavailableError("gone"), At(100));
  EXPECT_THAT(attachment_.OnPlace({DriverLife(2), ""}, At(110)), IsEmpty());
  EXPECT_THAT(attachment_.OnTime(At(3000)), IsEmpty());
}

TEST_F(AttachmentTest, ANextPlaceSaysThatTheFormerLifeIsOver) {
  Attach(0);
  EXPECT_THAT(attachment_.OnPlace({DriverLife(3), "next:1"}, At(100)),
              ElementsAre(Action::kCloseLink, Action::kDropWork));
  EXPECT_THAT(attachment_.OnTime(At(100)), ElementsAre(Action::kConnect));
}

TEST_F(AttachmentTest, LateNewsOfPlacesChangeNothing) {
  Attach(0);
  EXPECT_THAT(attachment_.OnPlace({DriverLife(1), ""}, At(100)), IsEmpty());
  EXPECT_THAT(attachment_.OnPlace({DriverLife(1), "old:1"}, At(100)), IsEmpty());
  EXPECT_THAT(attachment_.OnPlace({DriverLife(2), "first:1"}, At(100)), IsEmpty()) << "there it is";
  EXPECT_TRUE(attachment_.attached());
  attachment_.OnPlace({DriverLife(2), ""}, At(200));
  EXPECT_THAT(attachment_.OnPlace({DriverLife(2), "first:1"}, At(300)), IsEmpty());
  EXPECT_THAT(attachment_.OnTime(At(300)), IsEmpty()) << "nobody is there";
}

TEST_F(AttachmentTest, ReasonThatWillNotChangeEndsIt) {
  ASSERT_THAT(attachment_.OnTime(At(0)), ElementsAre(Action::kConnect));
  attachment_.OnClosed(absl::NotFoundError("no such application"), At(10));
  EXPECT_THAT(*attachment_.ended(), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(attachment_.next_time(), absl::InfiniteFuture());
}

TEST_F(AttachmentTest, DriverThatStaysAwayEndsItAfterTheLimit) {
  int connects = 0;
  absl::Time now = start_;
  for (; !attachment_.ended() && now < At(100'000); now = attachment_.next_time()) {
    for (Action action : attachment_.OnTime(now)) {
      if (action != Action::kConnect) continue;
      ++connects;
      attachment_.OnClosed(absl::UnavailableError("connection refused"), now);
    }
  }
  EXPECT_THAT(*attachment_.ended(),
              StatusIs(absl::StatusCode::kUnavailable, ::testing::HasSubstr("connection refused")));
  EXPECT_GT(connects, 60);
  EXPECT_LT(connects, 200);
}

}  // namespace
}  // namespace sluice
