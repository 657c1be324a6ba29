#include "engine/variables/broadcast_store.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr BroadcastName kName{.key = 7, .id = 0, .encoded_bytes = 8};

// What a stage whose functions name `names` references.
std::vector<std::shared_ptr<BroadcastValue>> ReferencedBy(BroadcastStore& store,
                                                          const std::vector<BroadcastName>& names) {
  BroadcastStore::Scope scope(store);
  for (const BroadcastName& name : names) ReferencedBroadcast(name);
  return scope.Take();
}

TEST(BroadcastStoreTest, AllStagesReferenceOneValue) {
  BroadcastStore store;
  const auto first = ReferencedBy(store, {kName, {.key = 8}, kName});
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0], first[2]);
  EXPECT_NE(first[0], first[1]);
  EXPECT_THAT(ReferencedBy(store, {kName}), ElementsAre(first[0]));
}

TEST(BroadcastStoreTest, WhatNoStageReferencesIsGone) {
  BroadcastStore store;
  ReferencedBy(store, {kName}).at(0)->Fill(Buffer::FromString("a"));
  EXPECT_FALSE(ReferencedBy(store, {kName}).at(0)->is_there());
}

TEST(BroadcastStoreTest, StagesThatAreMadeLaterReferenceAnotherValueThanTheForgottenOne) {
  BroadcastStore store;
  const auto former = ReferencedBy(store, {kName, {.key = 8}});
  store.Forget(VariableKey(7));
  const auto later = ReferencedBy(store, {kName, {.key = 8}});
  EXPECT_NE(later[0], former[0]);
  EXPECT_EQ(later[1], former[1]);
  store.ForgetAll();
  EXPECT_NE(ReferencedBy(store, {{.key = 8}}).at(0), former[1]);
}

TEST(BroadcastStoreTest, AScopeInAnotherHasWhatIsDecodedInIt) {
  BroadcastStore store, inner_store;
  BroadcastStore::Scope outer(store);
  EXPECT_THAT(ReferencedBy(inner_store, {kName}), testing::SizeIs(1));
  EXPECT_THAT(outer.Take(), IsEmpty());
  ReferencedBroadcast(kName);
  EXPECT_THAT(outer.Take(), testing::SizeIs(1));
  EXPECT_THAT(outer.Take(), IsEmpty());
}

TEST(BroadcastStoreTest, OutsideOfScopesAHandleHasWhatTheProcessOffers) {
  EXPECT_EQ(ReferencedBroadcast({.key = 12}), nullptr);
  const auto offered = BroadcastValue::Offer(VariableKey(12), std::make_shared<int>(1), Encode(1), nullptr);
  EXPECT_EQ(ReferencedBroadcast({.key = 12}), offered);
}

}  // namespace
}  // namespace sluice
