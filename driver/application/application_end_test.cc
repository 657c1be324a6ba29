#include "driver/application/application_end.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

class CountingEvent : public Event {
 public:
  void Set() override { ++times; }
  bool Wait(absl::Duration) override { return times > 0; }
  int times = 0;
};

class ApplicationEndTest : public ::testing::Test {
 protected:
  ApplicationEnd end_;
  const std::shared_ptr<CountingEvent> runs_ = std::make_shared<CountingEvent>();
  const std::shared_ptr<CountingEvent> application_ = std::make_shared<CountingEvent>();
};

TEST_F(ApplicationEndTest, WhoWaitsForRunsGoesOnWhileExecutorsStay) {
  EXPECT_TRUE(end_.BeginWithRuns(runs_));
  EXPECT_TRUE(end_.takes_no_runs());
  end_.WakeWaiters();
  EXPECT_EQ(runs_->times, 0);
  end_.OnNoRunLeft();
  EXPECT_FALSE(end_.TakeExecutorsGo());
  end_.WakeWaiters();
  end_.WakeWaiters();
  EXPECT_EQ(runs_->times, 1);
  EXPECT_FALSE(end_.takes_no_executors());
}

TEST_F(ApplicationEndTest, ExecutorsGoOnceAndWithTheLastRun) {
  end_.Begin(application_);
  EXPECT_FALSE(end_.BeginWithRuns(runs_)) << "they end already";
  EXPECT_FALSE(end_.TakeExecutorsGo());
  end_.OnNoRunLeft();
  EXPECT_TRUE(end_.TakeExecutorsGo());
  EXPECT_FALSE(end_.TakeExecutorsGo());
  end_.WakeWaiters();
  EXPECT_EQ(runs_->times, 1);
  EXPECT_EQ(application_->times, 1);
}

TEST_F(ApplicationEndTest, AnEndOfRunsBecomesOneOfTheApplicationAndNotTheOtherWayRound) {
  end_.BeginWithRuns(runs_);
  end_.OnNoRunLeft();
  end_.Begin(application_);
  EXPECT_TRUE(end_.TakeExecutorsGo());
  EXPECT_FALSE(end_.BeginWithRuns(runs_));
  EXPECT_TRUE(end_.takes_no_executors());
}

TEST_F(ApplicationEndTest, AnApplicationWithoutRunsThatGoesOnHasNoneThatEnded) {
  end_.OnNoRunLeft();
  EXPECT_FALSE(end_.no_run_is_left());
  end_.Begin(application_);
  EXPECT_FALSE(end_.TakeExecutorsGo());
}

}  // namespace
}  // namespace sluice
