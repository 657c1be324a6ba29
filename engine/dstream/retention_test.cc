#include "engine/dstream/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "engine/dstream/state_identity.h"

namespace sluice {
namespace {

Rdd AnRdd() { return std::make_shared<RddNode>(); }

TEST(RetentionTest, TheLongestThatAnybodyNeedsCounts) {
  Retention retention;
  EXPECT_TRUE(retention.Remember(absl::Seconds(2)));
  EXPECT_FALSE(retention.Remember(absl::Seconds(1)));
  EXPECT_FALSE(retention.Remember(absl::Seconds(2)));
  EXPECT_EQ(retention.remember(), absl::Seconds(2));
}

TEST(RetentionTest, AnInputIsAskedForAtLeastAsLongAsItsRddsStay) {
  Retention retention;
  EXPECT_TRUE(retention.RememberInput(absl::Seconds(2)));
  EXPECT_EQ(retention.remember_input(), absl::Seconds(2));
  retention.Remember(absl::Seconds(5));
  EXPECT_EQ(retention.remember_input(), absl::Seconds(5));
}

TEST(RetentionTest, RddsGoWhenNobodyNeedsThem) {
  Retention retention;
  retention.Remember(absl::Seconds(1));
  for (int64_t batch : {1000, 2000, 3000}) retention.Put(BatchTime(batch), AnRdd());
  retention.ForgetAfter(BatchTime(3000));
  EXPECT_EQ(retention.Find(BatchTime(2000)), nullptr);
  EXPECT_NE(retention.Find(BatchTime(3000)), nullptr);
}

TEST(RetentionTest, ThatThereIsNoRddIsRememberedToo) {
  Retention retention;
  retention.SetKeep([](Rdd) -> Rdd { throw std::logic_error("there is nothing to keep"); });
  retention.Put(BatchTime(1000), nullptr);
  ASSERT_NE(retention.Find(BatchTime(1000)), nullptr);
  EXPECT_EQ(*retention.Find(BatchTime(1000)), nullptr);
}

TEST(RetentionTest, ANewRddIsKeptAsWasSaidLast) {
  Retention retention;
  const Rdd kept = AnRdd();
  retention.SetKeep([](Rdd) { return AnRdd(); });
  retention.SetKeep([&](Rdd) { return kept; });
  EXPECT_EQ(retention.Put(BatchTime(1000), AnRdd()), kept);
  EXPECT_EQ(*retention.Find(BatchTime(1000)), kept);
}

TEST(RetentionTest, WithoutFilesNothingIsSaved) {
  Retention retention;
  ASSERT_TRUE(retention.SaveIn({.folder = "/nowhere"}, /*has_saved=*/true).ok());
  EXPECT_FALSE(retention.saves());
  EXPECT_EQ(*retention.LoadSaved(BatchTime(1000)), nullptr);
}

TEST(RetentionTest, AFolderHasTheNameThatWasGivenOrElseItsOwn) {
  Retention retention;
  EXPECT_EQ(retention.SavedName("3"), "3");
  retention.SetSavedName("uid-sums");
  EXPECT_EQ(retention.SavedName("3"), "uid-sums");
}

TEST(StateIdentityTest, AUidGoesBeforeThePlaceInTheProgramAndCanBeGivenOnce) {
  StateIdentity identity;
  EXPECT_EQ(identity.name(), "");
  identity.SetPlace("0-updateStateByKey");
  EXPECT_EQ(identity.name(), "0-updateStateByKey");
  EXPECT_FALSE(identity.has_uid());
  EXPECT_TRUE(identity.SetUid("sums"));
  EXPECT_FALSE(identity.SetUid("counts"));
  identity.SetPlace("1-updateStateByKey");
  EXPECT_EQ(identity.name(), "uid-sums");
  EXPECT_TRUE(identity.has_uid());
}

}  // namespace
}  // namespace sluice
