#include "engine/variables/broadcast_value.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

class BroadcastValueTest : public testing::Test {
 protected:
  std::shared_ptr<BroadcastValue> Offer(int64_t key, const std::string& text) {
    return BroadcastValue::Offer(VariableKey(key), std::make_shared<std::string>(text), Encode(text),
                                 [this](VariableKey unused) { unused_.push_back(unused.value()); });
  }
  std::vector<int64_t> unused_;
};

TEST_F(BroadcastValueTest, TheDriverHasWhatItOffersAsItWasGiven) {
  const auto value = Offer(1, "a");
  EXPECT_EQ(*value->Get<std::string>(), "a");
  EXPECT_EQ(value->encoded().view(), Encode(std::string("a")));
  EXPECT_EQ(value->name().encoded_bytes, value->encoded().size());
  EXPECT_EQ(BroadcastValue::Find(VariableKey(1)), value);
  EXPECT_NE(Offer(2, "b")->name().id, value->name().id) << "users see these numbers";
}

TEST_F(BroadcastValueTest, ExecutorsMayForgetItWhenNobodyReferencesIt) {
  auto value = Offer(3, "a");
  value->Release();
  EXPECT_THAT(unused_, ElementsAre(3));
  value.reset();
  EXPECT_THAT(unused_, ElementsAre(3, 3));
  EXPECT_EQ(BroadcastValue::Find(VariableKey(3)), nullptr);
}

TEST_F(BroadcastValueTest, WhatIsDestroyedGivesNothing) {
  const auto value = Offer(4, "a");
  value->Destroy();
  EXPECT_TRUE(value->is_destroyed());
  EXPECT_EQ(value->Get<std::string>(), nullptr);
  EXPECT_EQ(value->encoded().size(), 0u);
  EXPECT_EQ(BroadcastValue::Find(VariableKey(4)), nullptr);
}

TEST_F(BroadcastValueTest, AnExecutorDecodesItOnceAndKeepsItsBytesNoLonger) {
  BroadcastValue value({.key = 5, .id = 0, .encoded_bytes = 9});
  EXPECT_FALSE(value.is_there());
  EXPECT_EQ(value.Get<std::string>(), nullptr);
  value.Fill(Buffer::FromString(Encode(std::string("a"))));
  EXPECT_TRUE(value.is_there());
  const std::string* decoded = value.Get<std::string>();
  ASSERT_NE(decoded, nullptr);
  EXPECT_EQ(*decoded, "a");
  EXPECT_EQ(value.Get<std::string>(), decoded);
  EXPECT_EQ(value.encoded().size(), 0u);
}

TEST_F(BroadcastValueTest, BytesOfSomethingElseGiveNothing) {
  BroadcastValue value({.key = 6});
  value.Fill(Buffer::FromString("x"));
  EXPECT_EQ(value.Get<std::string>(), nullptr);
}

}  // namespace
}  // namespace sluice
