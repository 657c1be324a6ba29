#include "engine/source/row_allowance.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1000);

int TakeAll(RowAllowance& allowance) {
  int taken = 0;
  for (; !allowance.is_used_up(); ++taken) allowance.TakeOne();
  return taken;
}

TEST(RowAllowanceTest, AChunkIsTakenRowByRowWithoutAskingAgain) {
  RowAllowance allowance;
  allowance.SetRate(2000, kStart);
  EXPECT_TRUE(allowance.is_used_up());
  ASSERT_TRUE(allowance.Renew(kStart));
  EXPECT_EQ(TakeAll(allowance), 20) << "a hundredth of a second's worth";
  for (int chunk = 1; chunk < 10; ++chunk) {
    ASSERT_TRUE(allowance.Renew(kStart)) << "of a tenth of a second's";
    TakeAll(allowance);
  }
  EXPECT_FALSE(allowance.Renew(kStart));
  EXPECT_EQ(allowance.next_at(), kStart + absl::Milliseconds(10));
  ASSERT_TRUE(allowance.Renew(allowance.next_at()));
  EXPECT_EQ(TakeAll(allowance), 20);
}

TEST(RowAllowanceTest, WithoutALimitItIsNeverUsedUp) {
  RowAllowance allowance;
  ASSERT_TRUE(allowance.Renew(kStart));
  for (int i = 0; i < 1000; ++i) allowance.TakeOne();
  allowance.Take(int64_t{1} << 60, kStart);
  EXPECT_FALSE(allowance.is_used_up());
}

TEST(RowAllowanceTest, ABlockComesWholeAndIsMadeUpForLater) {
  RowAllowance allowance;
  allowance.SetRate(100, kStart);
  ASSERT_TRUE(allowance.Renew(kStart));
  allowance.Take(60, kStart);  // Ten of them were allowed.
  EXPECT_TRUE(allowance.is_used_up());
  EXPECT_FALSE(allowance.Renew(kStart + absl::Milliseconds(500)));
  EXPECT_TRUE(allowance.Renew(kStart + absl::Milliseconds(510)));
}

TEST(RowAllowanceTest, ANewRateHoldsFromTheNextRowOn) {
  RowAllowance allowance;
  ASSERT_TRUE(allowance.Renew(kStart));
  allowance.SetRate(1, kStart);
  ASSERT_TRUE(allowance.Renew(kStart));
  EXPECT_EQ(TakeAll(allowance), 1);
  EXPECT_FALSE(allowance.Renew(kStart));
  allowance.SetRate(0, kStart);
  EXPECT_TRUE(allowance.Renew(kStart));
}

}  // namespace
}  // namespace sluice
