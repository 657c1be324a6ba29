#include "driver/schedule/attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/schedule/delayed_tasks.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ExecutorId e1{1}, e2{2};
const TaskKey kTask{JobId(0), std::nullopt, 0}, kOtherTask{JobId(0), ShuffleId(3), 0}, kOtherJob{JobId(1), {}, 0};

TEST(AttemptsTest, OnlyTheExecutorThatRunsAnAttemptEndsItAndOnlyOnce) {
  Attempts attempts(DriverLife(1));
  const TaskId task = attempts.Start({kTask, e1, 2});
  EXPECT_EQ(attempts.End(task, e2), std::nullopt);
  const std::optional<Attempt> ended = attempts.End(task, e1);
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->key, kTask);
  EXPECT_EQ(ended->number, 2);
  EXPECT_EQ(attempts.End(task, e1), std::nullopt);
  EXPECT_TRUE(attempts.empty());
}

TEST(AttemptsTest, WhatALostExecutorRanIsToldToEndWhenItComesBack) {
  Attempts attempts(DriverLife(1));
  const TaskId task = attempts.Start({kTask, e1});
  attempts.Start({kOtherTask, e2});
  EXPECT_THAT(attempts.LoseExecutor(e1), ElementsAre(Field(&Attempt::key, kTask)));
  EXPECT_EQ(attempts.End(task, e1), std::nullopt) << "a late report";
  EXPECT_THAT(attempts.AddExecutor(e2), IsEmpty());
  EXPECT_THAT(attempts.AddExecutor(e1), ElementsAre(Field(&CancelTask::task, task)));
  EXPECT_THAT(attempts.AddExecutor(e1), IsEmpty());
}

TEST(AttemptsTest, ACancelledAttemptIsNotWantedButKeepsItsSlotUntilItEnds) {
  Attempts attempts(DriverLife(1));
  const TaskId first = attempts.Start({kTask, e1});
  const TaskId other_task = attempts.Start({kOtherTask, e1});
  const TaskId other_job = attempts.Start({kOtherJob, e2});
  EXPECT_THAT(attempts.CancelAllOf(kTask), ElementsAre(Field(&CancelTask::task, first)));
  EXPECT_THAT(attempts.CancelAllOf(kTask), IsEmpty());
  EXPECT_TRUE(attempts.AnyWantedOn(e1));
  EXPECT_THAT(attempts.CancelJob(JobId(0)), ElementsAre(Field(&CancelTask::task, other_task)));
  EXPECT_FALSE(attempts.AnyWantedOn(e1));
  EXPECT_TRUE(attempts.AnyWantedOn(e2));
  EXPECT_TRUE(attempts.End(first, e1)->cancelled);
  EXPECT_FALSE(attempts.End(other_job, e2)->cancelled);
  EXPECT_THAT(attempts.by_task(), SizeIs(1));
}

TEST(DelayedTasksTest, ComeWhenTheirTimeHasComeTheEarliestFirst) {
  const absl::Time now = absl::FromUnixSeconds(1000);
  DelayedTasks delayed;
  EXPECT_EQ(delayed.next(), std::nullopt);
  delayed.Add(now + absl::Seconds(2), kTask);
  delayed.Add(now + absl::Seconds(1), kOtherTask);
  delayed.Add(now + absl::Seconds(3), kOtherJob);
  EXPECT_EQ(delayed.next(), now + absl::Seconds(1));
  EXPECT_THAT(delayed.TakeDue(now), IsEmpty());
  EXPECT_THAT(delayed.TakeDue(now + absl::Seconds(2)), ElementsAre(kOtherTask, kTask));
  EXPECT_EQ(delayed.next(), now + absl::Seconds(3));
  delayed.RemoveJob(JobId(1));
  EXPECT_EQ(delayed.next(), std::nullopt);
}

}  // namespace
}  // namespace sluice
