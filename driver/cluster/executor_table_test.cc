#include "driver/cluster/executor_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ExecutorId e1{1}, e2{2};
absl::Time At(int64_t millis) { return absl::FromUnixMillis(millis); }

class ExecutorTableTest : public ::testing::Test {
 protected:
  ExecutorTableTest() {
    table_.Attach({.id = e1, .worker = "w1", .slots = 2}, LinkId(10), At(0));
    table_.Attach({.id = e2, .worker = "w2", .slots = 3}, LinkId(20), At(0));
  }
  ExecutorTable table_{absl::Milliseconds(2500)};
};

TEST_F(ExecutorTableTest, AnExecutorThatIsHeardOfKeepsItsLease) {
  EXPECT_EQ(table_.Heard(LinkId(10), At(2000)), e1);
  EXPECT_THAT(table_.Silent(At(2499)), IsEmpty());
  EXPECT_THAT(table_.Silent(At(2500)), ElementsAre(e2));
  EXPECT_EQ(table_.TotalSlots(), 5);
}

TEST_F(ExecutorTableTest, AStallOfTheDriverCostsNobodyItsLease) {
  table_.Heard(LinkId(20), At(2000));
  table_.Forgive(absl::Milliseconds(7000), At(8000));
  EXPECT_EQ(table_.FirstLeaseEnd(), At(9500)) << "e1 was silent for a second before";
  EXPECT_THAT(table_.Silent(At(9499)), IsEmpty());
  EXPECT_THAT(table_.Silent(At(9500)), ElementsAre(e1)) << "its silence is counted from 7 s, that of e2 from 8 s";
}

TEST_F(ExecutorTableTest, AnExecutorComesBackOverANewLinkAndTheFormerOneIsNobodys) {
  EXPECT_TRUE(table_.Lose(e1));
  EXPECT_FALSE(table_.Lose(e1));
  EXPECT_EQ(table_.Heard(LinkId(10), At(100)), std::nullopt);
  table_.Attach({.id = e1, .worker = "w1", .slots = 2}, LinkId(11), At(200));
  EXPECT_EQ(table_.Heard(LinkId(11), At(300)), e1);
  EXPECT_EQ(table_.Heard(LinkId(10), At(300)), std::nullopt);
  EXPECT_EQ(table_.Find(e1)->heard, At(300));
}

TEST_F(ExecutorTableTest, NewsOfAnExecutorThatIsGoneChangeNothing) {
  table_.Lose(e2);
  table_.SetUse(e2, {.memory_bytes = 5});
  EXPECT_EQ(table_.Find(e2), nullptr);
  EXPECT_EQ(table_.TotalSlots(), 2);
}

}  // namespace
}  // namespace sluice
