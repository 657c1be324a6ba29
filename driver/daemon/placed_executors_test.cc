#include "driver/daemon/placed_executors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using State = PlacedExecutor::State;

const WorkerId kW1("w1"), kW2("w2");
const ExecutorKey kA0{ApplicationId("app-1"), ExecutorId(0)}, kA1{ApplicationId("app-1"), ExecutorId(1)};
const ExecutorKey kB0{ApplicationId("app-2"), ExecutorId(0)};

class PlacedExecutorsTest : public ::testing::Test {
 protected:
  PlacedExecutorsTest() {
    executors_.Add(kA0, {.worker = kW1, .cores = 1});
    executors_.Add(kA1, {.worker = kW2, .cores = 2});
    executors_.Add(kB0, {.worker = kW1, .cores = 3});
  }
  State StateOf(const ExecutorKey& key) { return executors_.all().at(key).state; }

  PlacedExecutors executors_;
};

TEST_F(PlacedExecutorsTest, OneThatIsStoppedDoesNotRunAgainByLateNews) {
  EXPECT_EQ(StateOf(kA0), State::kStarting);
  executors_.OnStarted(kA0, 42);
  EXPECT_EQ(StateOf(kA0), State::kRunning);
  EXPECT_EQ(executors_.all().at(kA0).pid, 42);
  executors_.StopOn(kW2);
  executors_.OnStarted(kA1, 43);
  EXPECT_EQ(StateOf(kA1), State::kStopping);
  EXPECT_EQ(StateOf(kB0), State::kStarting);
}

TEST_F(PlacedExecutorsTest, StoppingAnApplicationNamesEachOfItsExecutorsOnce) {
  executors_.StopOn(kW2);
  EXPECT_THAT(executors_.Stop(kA0.first), ElementsAre(kA0));
  EXPECT_THAT(executors_.Stop(kA0.first), IsEmpty());
  EXPECT_EQ(StateOf(kB0), State::kStarting);
}

TEST_F(PlacedExecutorsTest, OneThatEndedHoldsNoCoresAndNewsOfItChangesNothing) {
  EXPECT_EQ(executors_.OnAttached(kA1), kW2);
  const std::optional<PlacedExecutor> ended = executors_.OnEnded(kA1);
  ASSERT_TRUE(ended.has_value());
  EXPECT_TRUE(ended->attached);
  EXPECT_FALSE(executors_.OnEnded(kA1).has_value());
  EXPECT_EQ(executors_.OnAttached(kA1), std::nullopt);
  executors_.OnStarted(kA1, 44);
  EXPECT_THAT(executors_.all(), ElementsAre(Key(kA0), Key(kB0)));
}

TEST_F(PlacedExecutorsTest, WithAWorkerAllOfItsExecutorsAreGone) {
  executors_.RemoveOn(kW1);
  EXPECT_THAT(executors_.all(), ElementsAre(Key(kA1)));
}

}  // namespace
}  // namespace sluice
