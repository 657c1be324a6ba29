#include "driver/run/run_table.h"

#include "common/actor/sim_loop.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr RunId kOne{1}, kTwo{2};

// A run without receivers, blocks or a clock: what the interface asks is all that it has.
class FakeRun : public BatchRun {
 public:
  std::optional<std::string> ObserveClock(const Clock::Ahead& ahead) override {
    wall_ahead = ahead.wall;
    return warning;
  }
  absl::Duration lead() const override { return absl::ZeroDuration(); }
  void OnExecutorCount(int attached, absl::Time) override { executors = attached; }
  void OnBatchDone(BatchTime batch, const absl::Status&, absl::Time) override { done.push_back(batch); }
  void Stop(bool graceful, absl::Time) override { stops.push_back(graceful); }
  void FailUnless(const absl::Status& can_go_on) override { failures.push_back(can_go_on); }
  void EndBy(absl::Time) override {}
  void Advance(absl::Duration by) override { advanced += by; }
  std::vector<RunAction> Step(absl::Time) override { return std::exchange(actions, {}); }
  std::optional<absl::Time> NextDeadline() const override { return deadline; }
  bool TakesJobsOf(BatchTime) const override { return true; }
  bool IsCaughtUp() const override { return caught_up; }
  bool IsDrained() const override { return false; }
  RunStatus Describe() const override { return {}; }

  absl::Duration wall_ahead;
  std::optional<std::string> warning;
  int executors = 0;
  std::vector<BatchTime> done;
  std::vector<bool> stops;
  std::vector<absl::Status> failures;
  absl::Duration advanced;
  std::vector<RunAction> actions;
  std::optional<absl::Time> deadline;
  bool caught_up = false;
};

class RunTableTest : public ::testing::Test {
 protected:
  FakeRun& Add(RunId id) {
    auto run = std::make_unique<FakeRun>();
    FakeRun& added = *run;
    runs_.Add(id, std::move(run));
    return added;
  }
  std::shared_ptr<Event> Waiter() { return loop_.NewEvent(); }
  static bool IsSet(const std::shared_ptr<Event>& waiter) { return waiter->Wait(absl::ZeroDuration()); }

  const absl::Time now_ = absl::UnixEpoch();
  SimLoop loop_{1};
  RunTable runs_;
  FakeRun& one_ = Add(kOne);
  FakeRun& two_ = Add(kTwo);
};

TEST_F(RunTableTest, AllRunsAreToldOfTheClockAndTheUserOnce) {
  EXPECT_EQ(runs_.ObserveClock({}), std::nullopt);
  one_.warning = two_.warning = "the wall clock was set back";
  EXPECT_EQ(runs_.ObserveClock({.wall = -absl::Hours(1)}), "the wall clock was set back");
  EXPECT_EQ(one_.wall_ahead, -absl::Hours(1));
  EXPECT_EQ(two_.wall_ahead, -absl::Hours(1));
}

TEST_F(RunTableTest, EachStepNamesTheRunThatWantsIt) {
  one_.actions = {CancelJobs{}, EndOfRun{}};
  two_.actions = {CancelJobs{}};
  std::vector<RunTable::Order> orders = runs_.Step(now_);
  ASSERT_THAT(orders, SizeIs(3));
  EXPECT_EQ(orders[1].run, kOne);
  EXPECT_TRUE(std::holds_alternative<EndOfRun>(orders[1].action));
  EXPECT_EQ(orders[2].run, kTwo);
}

TEST_F(RunTableTest, ABatchIsDoneForItsRunAlone) {
  runs_.OnBatchDone({kTwo, BatchTime(1000)}, absl::OkStatus(), now_);
  EXPECT_THAT(one_.done, IsEmpty());
  EXPECT_THAT(two_.done, ElementsAre(BatchTime(1000)));
  runs_.Remove(kOne);
  runs_.OnBatchDone({kOne, BatchTime(1000)}, absl::OkStatus(), now_);
  EXPECT_THAT(two_.done, ElementsAre(BatchTime(1000)));
}

TEST_F(RunTableTest, AStopReachesItsRunAndIsWaitedForUntilThatHasEnded) {
  auto stopped = Waiter();
  runs_.Stop(kOne, /*graceful=*/true, now_, stopped);
  EXPECT_THAT(one_.stops, ElementsAre(true));
  EXPECT_THAT(two_.stops, IsEmpty());
  EXPECT_FALSE(IsSet(stopped));
  runs_.Remove(kTwo);
  EXPECT_FALSE(IsSet(stopped)) << "that was the other one";
  runs_.Remove(kOne);
  EXPECT_TRUE(IsSet(stopped));
  EXPECT_TRUE(runs_.empty());
}

TEST_F(RunTableTest, OneThatCannotGoOnFailsAlone) {
  runs_.Fail(kOne, absl::FailedPreconditionError("its lease is lost"));
  ASSERT_THAT(one_.failures, SizeIs(1));
  EXPECT_EQ(one_.failures[0].message(), "its lease is lost");
  EXPECT_THAT(two_.failures, IsEmpty());
  runs_.Remove(kOne);
  runs_.Fail(kOne, absl::FailedPreconditionError("again"));
}

TEST_F(RunTableTest, NoneGoesOnWhenTheDriverWasReplaced) {
  runs_.FailAll(absl::FailedPreconditionError("another driver has taken over"));
  EXPECT_THAT(one_.failures, SizeIs(1));
  EXPECT_THAT(two_.failures, SizeIs(1));
}

TEST_F(RunTableTest, WhoAsksForARunThatHasEndedDoesNotWait) {
  runs_.Remove(kOne);
  auto stopped = Waiter(), advanced = Waiter();
  runs_.Stop(kOne, /*graceful=*/false, now_, stopped);
  runs_.Advance(kOne, absl::Seconds(1), advanced);
  EXPECT_TRUE(IsSet(stopped));
  EXPECT_TRUE(IsSet(advanced));
  EXPECT_EQ(runs_.Find(kOne), nullptr);
}

TEST_F(RunTableTest, EachRunHasAClockOfItsOwn) {
  auto first = Waiter(), second = Waiter();
  runs_.Advance(kOne, absl::Seconds(1), first);
  runs_.Advance(kTwo, absl::Seconds(5), second);
  EXPECT_EQ(one_.advanced, absl::Seconds(1));
  EXPECT_EQ(two_.advanced, absl::Seconds(5));
  one_.caught_up = true;
  runs_.WakeCaughtUp();
  EXPECT_TRUE(IsSet(first));
  EXPECT_FALSE(IsSet(second));
  runs_.Remove(kTwo);
  EXPECT_TRUE(IsSet(second)) << "nothing is due any more";
}

TEST_F(RunTableTest, AllHearOfExecutorsAndTheEarliestDeadlineCounts) {
  runs_.OnExecutorCount(3, now_);
  EXPECT_EQ(one_.executors, 3);
  EXPECT_EQ(two_.executors, 3);
  EXPECT_EQ(runs_.NextDeadline(), std::nullopt);
  two_.deadline = absl::FromUnixSeconds(9);
  EXPECT_EQ(runs_.NextDeadline(), absl::FromUnixSeconds(9));
  one_.deadline = absl::FromUnixSeconds(10);
  EXPECT_EQ(runs_.NextDeadline(), absl::FromUnixSeconds(9));
  runs_.StopAll(/*graceful=*/false, now_);
  EXPECT_THAT(one_.stops, ElementsAre(false));
  EXPECT_THAT(two_.stops, ElementsAre(false));
}

}  // namespace
}  // namespace sluice
