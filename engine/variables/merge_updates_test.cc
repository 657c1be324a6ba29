#include "engine/variables/merge_updates.h"

#include <stdexcept>
#include <string>

#include "common/base/status_matchers.h"
#include "common/codec/codec.h"
#include "engine/variables/weak_table.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class Sum : public AccumulatorValue {
 public:
  bool Merge(std::string_view part) override {
    int64_t added = 0;
    if (!Decode(part, added)) return false;
    if (added < 0) throw std::out_of_range("less than nothing");
    sum += added;
    return true;
  }
  int64_t sum = 0;
};

std::shared_ptr<Sum> NewSum(int64_t key) {
  auto sum = std::make_shared<Sum>();
  RegisterAccumulator(VariableKey(key), sum);
  return sum;
}

// As TaskUpdates::Finish writes them.
std::string Part(int64_t key, int64_t added) { return Encode(key, Encode(added)); }
absl::Status Merge(const std::string& parts) { return MergeUpdates({Buffer::FromString(parts)}); }

TEST(MergeUpdatesTest, EachPartGoesToItsAccumulator) {
  const auto a = NewSum(1), b = NewSum(2);
  ASSERT_THAT(Merge(Part(1, 5) + Part(2, 7) + Part(1, 1)), IsOk());
  EXPECT_EQ(a->sum, 6);
  EXPECT_EQ(b->sum, 7);
  EXPECT_THAT(MergeUpdates({}), IsOk());
}

TEST(MergeUpdatesTest, PartsOfAccumulatorsThatAreGoneGoBy) {
  NewSum(3);
  const auto stays = NewSum(4);
  EXPECT_THAT(Merge(Part(3, 5) + Part(4, 7)), IsOk());
  EXPECT_EQ(stays->sum, 7);
}

TEST(MergeUpdatesTest, WhatUserCodeThrowsAndAPartOfAnotherKindDoNotKeepTheOthersOut) {
  const auto a = NewSum(5), b = NewSum(6);
  EXPECT_THAT(Merge(Part(5, -1) + Part(6, 7)), StatusIs(absl::StatusCode::kAborted, HasSubstr("less than nothing")));
  EXPECT_THAT(Merge(Encode(int64_t{5}, std::string("?")) + Part(6, 1)), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(a->sum, 0);
  EXPECT_EQ(b->sum, 8);
}

TEST(MergeUpdatesTest, DamagedUpdatesAreRefused) {
  EXPECT_THAT(Merge("?"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Merge(Part(7, 1).substr(1)), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(WeakTableTest, KnowsWhatOthersKeep) {
  WeakTable<int> table;
  auto a = std::make_shared<int>(1);
  const auto b = std::make_shared<int>(2);
  table.Add(VariableKey(1), a);
  EXPECT_EQ(table.Find(VariableKey(1)), a);
  EXPECT_EQ(table.Find(VariableKey(2)), nullptr);
  table.Add(VariableKey(1), b);
  EXPECT_EQ(table.Find(VariableKey(1)), b);
  table.Add(VariableKey(3), a);
  a.reset();
  EXPECT_EQ(table.Find(VariableKey(3)), nullptr);
}

}  // namespace
}  // namespace sluice
