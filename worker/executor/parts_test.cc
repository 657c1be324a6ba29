#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "worker/executor/attachment.h"
#include "worker/executor/holdings.h"
#include "worker/receiver/receiver_ledger.h"
#include "worker/task/input_gather.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Action = Attachment::Action;

BlockId Input(int64_t sequence) { return BlockId::Input(StreamId(1), Epoch(1), sequence); }
FetchedBlock Found(int64_t sequence) { return {Input(sequence), {Buffer::FromString("x")}}; }
WantedBlock Wanted(int64_t sequence, std::vector<int> holders) {
  WantedBlock wanted{0, 0, Input(sequence), {}};
  for (int holder : holders) wanted.holders.emplace_back(holder);
  return wanted;
}

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
  Attachment attachment_{Backoff(loop_, {}), absl::Seconds(60), start_};
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

TEST(InputGatherTest, AsksItselfFirstAndOthersOnceEach) {
  InputGather gather({Wanted(1, {2, 1}), Wanted(2, {2}), Wanted(3, {2, 3})}, ExecutorId(1));
  auto requests = gather.Start();
  ASSERT_EQ(requests.size(), 2);
  EXPECT_THAT(requests[0].ids, ElementsAre(Input(1)));
  EXPECT_EQ(requests[1].from, ExecutorId(2));
  EXPECT_THAT(requests[1].ids, ElementsAre(Input(2), Input(3)));
  EXPECT_THAT(gather.OnAnswer(requests[0], {Found(1)}), IsEmpty());
  EXPECT_THAT(gather.OnAnswer(requests[1], {Found(3), Found(2)}), IsEmpty());
  ASSERT_TRUE(gather.complete());
  TaskContext context(0, 0);
  gather.MoveInto(context);
  EXPECT_EQ(context.Inputs(0, 0)[1].id, Input(2));
}

TEST(InputGatherTest, WhatOneHolderLacksTheNextIsAskedFor) {
  InputGather gather({Wanted(1, {2, 3}), Wanted(2, {2, 3})}, ExecutorId(1));
  auto second = gather.OnAnswer(gather.Start()[0], {Found(1)});
  ASSERT_EQ(second.size(), 1);
  EXPECT_EQ(second[0].from, ExecutorId(3));
  EXPECT_THAT(second[0].ids, ElementsAre(Input(2)));
  EXPECT_FALSE(gather.loss());
  EXPECT_THAT(gather.OnAnswer(second[0], {}), IsEmpty());
  EXPECT_THAT(gather.loss()->blocks, ElementsAre(Input(2)));
  EXPECT_EQ(gather.loss()->from, ExecutorId(3));
}

TEST(InputGatherTest, SameBlockMayBeWantedTwice) {
  InputGather gather({Wanted(1, {2}), Wanted(1, {2})}, ExecutorId(1));
  gather.OnAnswer(gather.Start()[0], {Found(1), Found(1)});
  EXPECT_TRUE(gather.complete());
}

TEST(InputGatherTest, BlockThatNobodyHoldsIsLostAtOnce) {
  InputGather gather({Wanted(1, {})}, ExecutorId(1));
  EXPECT_THAT(gather.Start(), IsEmpty());
  EXPECT_TRUE(gather.loss());
}

TEST(ReceiverLedgerTest, NothingOvertakesABlockThatIsNotSafe) {
  ReceiverLedger ledger;
  ledger.AddBlock({Input(0)});
  ledger.AddBlock({Input(1)});
  ledger.Add(ReceiverLedger::Cut{{RunId(2), BatchTime(1000)}});
  ledger.MarkSafe(Input(1));
  EXPECT_FALSE(ledger.Take());
  ledger.MarkSafe(Input(0));
  EXPECT_EQ(std::get<HeldBlock>(*ledger.Take()).id, Input(0));
  EXPECT_EQ(std::get<HeldBlock>(*ledger.Take()).id, Input(1));
  EXPECT_EQ(std::get<ReceiverLedger::Cut>(*ledger.Take()).batch, (BatchKey{RunId(2), BatchTime(1000)}));
  EXPECT_FALSE(ledger.Take());
}

TEST(HoldingsTest, FreedThingsAreNotTold) {
  Holdings holdings;
  holdings.AddBlock({Input(0)});
  EXPECT_FALSE(holdings.AddBlock({Input(0)}));
  holdings.AddMapOutput({ShuffleId(1), 0, {5}});
  holdings.AddMapOutput({ShuffleId(1), 7, {5}});
  holdings.AddMapOutput({ShuffleId(2), 0, {5}});
  holdings.FreeBlock(Input(0));
  holdings.FreeShuffle(ShuffleId(1));
  EXPECT_THAT(holdings.blocks(), IsEmpty());
  ASSERT_EQ(holdings.map_outputs().size(), 1);
  EXPECT_EQ(holdings.map_outputs()[0].shuffle, ShuffleId(2));
}

}  // namespace
}  // namespace sluice
