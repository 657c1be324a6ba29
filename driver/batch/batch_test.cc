#include "driver/batch/batch_clock.h"
#include "driver/batch/batch_cutter.h"
#include "driver/batch/batch_queue.h"
#include "driver/batch/batch_timer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

TEST(BatchTimerTest, BatchesEndAtMultiplesOfTheInterval) {
  BatchTimer timer(absl::Seconds(5), At(7300));
  EXPECT_EQ(timer.next(), At(10000));
  EXPECT_THAT(timer.TakeDue(At(9999)), IsEmpty());
  EXPECT_THAT(timer.TakeDue(At(10000)), ElementsAre(BatchTime(10000)));
}

TEST(BatchTimerTest, CutsEveryBoundaryMissedDuringAStall) {
  BatchTimer timer(absl::Seconds(5), At(0));
  EXPECT_THAT(timer.TakeDue(At(17000)), ElementsAre(BatchTime(5000), BatchTime(10000), BatchTime(15000)));
  EXPECT_EQ(timer.next(), At(20000));
}

TEST(BatchTimerTest, ABatchMayBeTakenBeforeItsTime) {
  BatchTimer timer(absl::Seconds(1), At(0));
  EXPECT_EQ(timer.Take(), BatchTime(1000));
  EXPECT_THAT(timer.TakeDue(At(2000)), ElementsAre(BatchTime(2000)));
}

TEST(BatchClockTest, FollowsTheCalendarAndSaysWhenTheWallClockIsSet) {
  BatchClock clock({.interval = absl::Seconds(1)});
  EXPECT_EQ(clock.Observe({absl::Hours(5), absl::Hours(5)}), std::nullopt);
  EXPECT_EQ(clock.CalendarAt(At(1000)), At(1000) + absl::Hours(5));
  clock.Start(At(1000));
  EXPECT_EQ(clock.NextDeadline(), At(2000));

  EXPECT_EQ(clock.Observe({absl::Hours(3), absl::Hours(5)}),
            "the wall clock was set back by 2h: batches go on at their interval, with times that are 2h ahead of it");
  EXPECT_THAT(clock.TakeDue(At(2000)), SizeIs(1));
  EXPECT_EQ(clock.Observe({absl::Hours(3), absl::Hours(5)}), std::nullopt) << "once";

  EXPECT_EQ(clock.Observe({absl::Hours(4), absl::Hours(5)}),
            "the wall clock was set forward by 1h, or the machine slept: batch times are still 1h ahead of it");
  EXPECT_EQ(clock.Observe({absl::Hours(5) + absl::Seconds(3), absl::Hours(5) + absl::Seconds(3)}),
            "the wall clock was set forward by 1h3s, or the machine slept: the batches of the time that was left out "
            "are made up for");
  EXPECT_THAT(clock.TakeDue(At(3000)), SizeIs(4));
  EXPECT_EQ(clock.Observe({absl::Hours(5) + absl::Milliseconds(3090), absl::Hours(5) + absl::Milliseconds(3090)}),
            std::nullopt)
      << "not worth telling";
}

TEST(BatchClockTest, ARunThatGoesOnFromAheadOfTheCalendarKeepsItsLeadForItself) {
  const absl::Duration now = absl::Hours(5);
  BatchClock clock(
      {.interval = absl::Seconds(1), .last_finished = BatchTime(absl::ToInt64Milliseconds(now) + 180'000)});
  BatchClock other({.interval = absl::Seconds(1)});
  for (BatchClock* each : {&clock, &other}) each->Observe({now, now});
  EXPECT_EQ(clock.Start(At(0)),
            "the last batch of the former run, 18180000 ms, is 3m ahead of the wall clock, which was set back since: "
            "batch times go on from there, ahead of it");
  EXPECT_EQ(other.Start(At(0)), std::nullopt);
  EXPECT_EQ(clock.lead(), absl::Minutes(3));
  EXPECT_THAT(clock.TakeDue(At(1500)), ElementsAre(BatchTime(18'181'000)));
  EXPECT_EQ(clock.NextDeadline(), At(2000));
  EXPECT_EQ(other.lead(), absl::ZeroDuration());
  EXPECT_THAT(other.TakeDue(At(1500)), ElementsAre(BatchTime(18'001'000)));

  EXPECT_EQ(clock.Observe({now + absl::Minutes(2), now + absl::Minutes(2)}),
            "the wall clock was set forward by 2m, or the machine slept: batch times are still 1m ahead of it");
  EXPECT_EQ(clock.lead(), absl::Minutes(1));
  clock.Observe({now + absl::Minutes(4), now + absl::Minutes(4)});
  EXPECT_EQ(clock.lead(), absl::ZeroDuration()) << "the calendar has caught up";
  EXPECT_THAT(clock.TakeDue(At(2000)), SizeIs(61));
}

TEST(BatchClockTest, ARunGoesOnFromALittleAheadWhenThatTimeHasCome) {
  BatchClock clock({.interval = absl::Seconds(1), .last_finished = BatchTime(2000)});
  EXPECT_EQ(clock.Start(At(0)), std::nullopt) << "a graceful stop makes its last batches before their time";
  EXPECT_THAT(clock.TakeDue(At(2999)), IsEmpty());
  EXPECT_THAT(clock.TakeDue(At(3000)), ElementsAre(BatchTime(3000)));
}

TEST(BatchClockTest, AManualClockBeginsAtTheEpochOrWhereARunHasEndedAndStands) {
  BatchClock fresh({.interval = absl::Seconds(1), .is_manual = true});
  EXPECT_EQ(fresh.Observe({absl::Hours(5), absl::Hours(5)}), std::nullopt);
  EXPECT_EQ(fresh.Observe({absl::Hours(3), absl::Hours(5)}), std::nullopt);
  EXPECT_FALSE(fresh.IsCaughtUp()) << "it has not started";
  fresh.Advance(absl::Milliseconds(2500));
  fresh.Start(At(1'700'000'000'000));
  EXPECT_FALSE(fresh.IsCaughtUp());
  EXPECT_THAT(fresh.TakeDue(At(1'700'000'009'000)), ElementsAre(BatchTime(1000), BatchTime(2000)));
  EXPECT_TRUE(fresh.IsCaughtUp());
  EXPECT_EQ(fresh.NextDeadline(), std::nullopt);
  BatchClock later({.interval = absl::Seconds(1), .is_manual = true, .last_finished = BatchTime(5000)});
  later.Start(At(1'700'000'000'000));
  EXPECT_TRUE(later.IsCaughtUp());
  later.Advance(absl::Seconds(1));
  EXPECT_THAT(later.TakeDue(At(0)), ElementsAre(BatchTime(6000)));
}

TEST(BatchClockTest, WithoutOneTimePasses) {
  BatchClock clock({.interval = absl::Seconds(1)});
  clock.Start(At(7300));
  EXPECT_EQ(clock.NextDeadline(), At(8000));
  EXPECT_THAT(clock.TakeDue(At(9100)), ElementsAre(BatchTime(8000), BatchTime(9000)));
  EXPECT_TRUE(clock.IsCaughtUp());
}

class BatchCutterTest : public ::testing::Test {
 protected:
  const ReceiverEpoch first_{StreamId(0), Epoch(1)};
  const ReceiverEpoch second_{StreamId(1), Epoch(1)};
  BatchCutter cutter_{absl::Milliseconds(200)};
};

TEST_F(BatchCutterTest, ABatchIsReadyWhenAllReceiversHaveAnswered) {
  cutter_.Begin(BatchTime(1000), {first_, second_}, At(1000));
  cutter_.OnCutDone(first_, BatchTime(1000));
  EXPECT_THAT(cutter_.TakeReady(At(1010)), IsEmpty());
  cutter_.OnCutDone(second_, BatchTime(1000));
  EXPECT_THAT(cutter_.TakeReady(At(1010)), ElementsAre(BatchTime(1000)));
  EXPECT_EQ(cutter_.NextDeadline(), std::nullopt);
}

TEST_F(BatchCutterTest, WithoutReceiversABatchIsReadyAtOnce) {
  cutter_.Begin(BatchTime(1000), {}, At(1000));
  EXPECT_THAT(cutter_.TakeReady(At(1000)), ElementsAre(BatchTime(1000)));
}

TEST_F(BatchCutterTest, ASilentReceiverHoldsABatchBackForTheGraceOnly) {
  cutter_.Begin(BatchTime(1000), {first_}, At(1000));
  EXPECT_EQ(cutter_.NextDeadline(), At(1200));
  EXPECT_THAT(cutter_.TakeReady(At(1199)), IsEmpty());
  EXPECT_THAT(cutter_.TakeReady(At(1200)), ElementsAre(BatchTime(1000)));
  cutter_.OnCutDone(first_, BatchTime(1000));
}

TEST_F(BatchCutterTest, ALostReceiverHoldsNothingBack) {
  cutter_.Begin(BatchTime(1000), {first_}, At(1000));
  cutter_.OnReceiverGone(first_);
  EXPECT_THAT(cutter_.TakeReady(At(1001)), ElementsAre(BatchTime(1000)));
}

TEST_F(BatchCutterTest, TheAnswerOfAFormerEpochDoesNotCount) {
  cutter_.Begin(BatchTime(1000), {{StreamId(0), Epoch(2)}}, At(1000));
  cutter_.OnCutDone(first_, BatchTime(1000));
  EXPECT_THAT(cutter_.TakeReady(At(1001)), IsEmpty());
}

TEST_F(BatchCutterTest, BatchesGetReadyInTimeOrder) {
  cutter_.Begin(BatchTime(1000), {first_}, At(1000));
  cutter_.Begin(BatchTime(1100), {}, At(1100));
  EXPECT_THAT(cutter_.TakeReady(At(1100)), IsEmpty());
  cutter_.OnCutDone(first_, BatchTime(1000));
  EXPECT_THAT(cutter_.TakeReady(At(1101)), ElementsAre(BatchTime(1000), BatchTime(1100)));
}

TEST(BatchQueueTest, OneBatchRunsAtATime) {
  BatchQueue queue;
  queue.Add(BatchTime(1000), 5);
  queue.Add(BatchTime(2000), 7);
  EXPECT_EQ(queue.StartNext()->time, BatchTime(1000));
  EXPECT_EQ(queue.StartNext(), nullptr);
  queue.Finish(BatchTime(1000));
  EXPECT_EQ(queue.StartNext()->time, BatchTime(2000));
  EXPECT_FALSE(queue.idle());
}

TEST(BatchQueueTest, DroppingLeavesTheRunningBatchAlone) {
  BatchQueue queue;
  for (int64_t t : {1, 2, 3}) queue.Add(BatchTime(t), 0);
  queue.StartNext();
  EXPECT_THAT(queue.DropQueued(), ElementsAre(BatchTime(2), BatchTime(3)));
  queue.Finish(BatchTime(1));
  EXPECT_TRUE(queue.idle());
}

TEST(BatchQueueTest, BatchesThatRunSideBySideHaveLanesOfTheirOwn) {
  BatchQueue queue(/*running_max=*/2);
  for (int64_t t : {0, 1, 2, 3, 4}) queue.Add(BatchTime(t), 0);
  EXPECT_EQ(queue.StartNext()->lane, 0);
  EXPECT_EQ(queue.StartNext(), nullptr) << "the first one runs alone";
  queue.Finish(BatchTime(0));
  EXPECT_EQ(queue.StartNext()->lane, 0);
  EXPECT_EQ(queue.StartNext()->lane, 1);
  EXPECT_EQ(queue.StartNext(), nullptr);
  queue.Finish(BatchTime(2));
  EXPECT_EQ(queue.StartNext()->lane, 1);
  queue.PutBack(BatchTime(1));
  EXPECT_EQ(queue.StartNext()->time, BatchTime(1));
  queue.Drop(BatchTime(3));
  EXPECT_EQ(queue.StartNext()->time, BatchTime(4));
}

}  // namespace
}  // namespace sluice
