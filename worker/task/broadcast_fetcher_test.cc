#include "worker/task/broadcast_fetcher.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::Pair;

class BroadcastFetcherTest : public testing::Test {
 protected:
  static std::shared_ptr<BroadcastValue> Value(int64_t key, uint64_t bytes) {
    return std::make_shared<BroadcastValue>(BroadcastName{VariableKey(DriverLife(1), key).value(), 0, bytes});
  }
  void Arrive(int64_t key, int64_t offset, const std::string& piece, const std::string& gone = "") {
    fetcher_.OnPiece(VariableKey(DriverLife(1), key), offset, {Buffer::FromString(piece)}, gone);
  }

  std::vector<std::pair<int64_t, int64_t>> asked_;
  std::vector<std::pair<int64_t, absl::StatusCode>> done_;
  BroadcastFetcher fetcher_{[this](VariableKey key, int64_t offset) { asked_.emplace_back(key.number(), offset); },
                            [this](const std::shared_ptr<BroadcastValue>& value, const absl::Status& status) {
                              done_.emplace_back(value->key().number(), status.code());
                            }};
};

TEST_F(BroadcastFetcherTest, OneAtATimeAndPieceByPiece) {
  std::shared_ptr<BroadcastValue> first = Value(1, 5), second = Value(2, 0);
  for (int times = 0; times < 2; ++times) {
    fetcher_.Want(first);
    fetcher_.Want(second);
  }
  EXPECT_THAT(asked_, ElementsAre(Pair(1, 0)));
  Arrive(1, 0, "abc");
  Arrive(1, 0, "abc");  // Twice.
  Arrive(2, 0, "");     // Not asked for.
  EXPECT_FALSE(first->is_there());
  Arrive(1, 3, "de");
  EXPECT_EQ(first->encoded().view(), "abcde");
  EXPECT_THAT(asked_, ElementsAre(Pair(1, 0), Pair(1, 3), Pair(2, 0)));
  Arrive(2, 0, "");
  EXPECT_THAT(done_, ElementsAre(Pair(1, absl::StatusCode::kOk), Pair(2, absl::StatusCode::kOk)));
  fetcher_.Want(first);
  EXPECT_EQ(asked_.size(), 3u);
}

TEST_F(BroadcastFetcherTest, ABrokenLinkCostsNoPieceThatHasCome) {
  std::shared_ptr<BroadcastValue> value = Value(1, 4);
  fetcher_.Want(value);
  Arrive(1, 0, "ab");
  fetcher_.AskAgain();
  EXPECT_THAT(asked_, ElementsAre(Pair(1, 0), Pair(1, 2), Pair(1, 2)));
  Arrive(1, 2, "cd");
  EXPECT_EQ(value->encoded().view(), "abcd");
}

TEST_F(BroadcastFetcherTest, ForgottenValuesAreNotAwaitedAndTheNextOnesStartAnew) {
  std::shared_ptr<BroadcastValue> former = Value(1, 4), next = Value(2, 2);
  fetcher_.Want(former);
  Arrive(1, 0, "ab");
  fetcher_.Forget();
  fetcher_.AskAgain();
  Arrive(1, 2, "cd");
  EXPECT_FALSE(former->is_there());
  fetcher_.Want(next);
  Arrive(2, 0, "xy");
  EXPECT_EQ(next->encoded().view(), "xy");
  EXPECT_THAT(asked_, ElementsAre(Pair(1, 0), Pair(1, 2), Pair(2, 0))) << "for the former one not again";
  EXPECT_THAT(done_, ElementsAre(Pair(2, absl::StatusCode::kOk)));
}

TEST_F(BroadcastFetcherTest, WhatIsGoneOrOfAnotherSizeFailsAloneWithoutAValue) {
  std::shared_ptr<BroadcastValue> gone = Value(1, 4), longer = Value(2, 2), shorter = Value(3, 9);
  for (const auto& value : {gone, longer, shorter}) fetcher_.Want(value);
  Arrive(1, 0, "", "it was destroyed");
  Arrive(2, 0, "abc");
  Arrive(3, 0, "abc");
  Arrive(3, 3, "");
  EXPECT_THAT(done_, ElementsAre(Pair(1, absl::StatusCode::kFailedPrecondition), Pair(2, absl::StatusCode::kDataLoss),
                                 Pair(3, absl::StatusCode::kDataLoss)));
  for (const auto& value : {gone, longer, shorter}) EXPECT_FALSE(value->is_there());
}

TEST_F(BroadcastFetcherTest, WhatNobodyKeepsAnyMoreIsNotFetchedToItsEnd) {
  std::shared_ptr<BroadcastValue> freed = Value(1, 4), also_freed = Value(2, 4), next = Value(3, 2);
  for (const auto& value : {freed, also_freed, next}) fetcher_.Want(value);
  Arrive(1, 0, "ab");
  freed = also_freed = nullptr;
  Arrive(1, 2, "cd");
  EXPECT_THAT(asked_, ElementsAre(Pair(1, 0), Pair(1, 2), Pair(3, 0)));
  Arrive(3, 0, "xy");
  EXPECT_EQ(next->encoded().view(), "xy") << "the bytes of the freed one are not its own";
  EXPECT_THAT(done_, ElementsAre(Pair(3, absl::StatusCode::kOk)));
}

}  // namespace
}  // namespace sluice
