#include "driver/schedule/placement/executor_slots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "driver/schedule/placement/state_homes.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const ExecutorId e1{1}, e2{2};

TEST(ExecutorSlotsTest, SlotsAreTakenAndGivenBack) {
  ExecutorSlots slots;
  EXPECT_FALSE(slots.AnyFree());
  slots.Add(e1, 1);
  slots.Add(e2, 2);
  slots.Take(e1);
  slots.Take(e2);
  EXPECT_THAT(slots.free(), ElementsAre(Pair(e1, 0), Pair(e2, 1)));
  slots.Take(e2);
  EXPECT_FALSE(slots.AnyFree());
  slots.GiveBack(e1);
  EXPECT_TRUE(slots.AnyFree());
}

TEST(ExecutorSlotsTest, OneThatLeavesIsSparedWhileOthersStay) {
  ExecutorSlots slots;
  slots.Add(e1, 1);
  slots.Add(e2, 1);
  slots.Leave(e1, JobId(7));
  EXPECT_TRUE(slots.IsSpared(e1));
  EXPECT_FALSE(slots.IsSpared(e2));
  EXPECT_EQ(slots.LeavesSince(e1), JobId(7));
  slots.Leave(e2, JobId(8));
  EXPECT_FALSE(slots.IsSpared(e1)) << "nobody stays";
}

TEST(ExecutorSlotsTest, OneThatLeftIsKnownToHaveLeftUntilItComesBack) {
  ExecutorSlots slots;
  slots.Add(e1, 1);
  slots.Add(e2, 1);
  slots.Leave(e1, JobId(0));
  EXPECT_TRUE(slots.Lose(e1));
  EXPECT_TRUE(slots.Lose(e2));
  EXPECT_FALSE(slots.Lose(e2));
  EXPECT_TRUE(slots.HasLeft(e1));
  EXPECT_FALSE(slots.HasLeft(e2));
  slots.Add(e1, 1);
  EXPECT_FALSE(slots.HasLeft(e1));
  EXPECT_FALSE(slots.IsSpared(e1));
}

TEST(StateHomesTest, TheExecutorThatWroteAPartitionLastIsItsHomeUntilItIsLost) {
  StateHomes homes;
  homes.Set("sums", 0, e1);
  homes.Set("sums", 0, e2);
  homes.Set("sums", 1, e1);
  homes.Set("", 0, e1);
  EXPECT_EQ(homes.Find("sums", 0), e2);
  EXPECT_EQ(homes.Find("", 0), std::nullopt) << "no state";
  homes.LoseExecutor(e1);
  EXPECT_EQ(homes.Find("sums", 0), e2);
  EXPECT_EQ(homes.Find("sums", 1), std::nullopt);
}

}  // namespace
}  // namespace sluice
