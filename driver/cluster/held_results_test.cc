#include "driver/cluster/held_results.h"

#include <string>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class HeldResultsTest : public ::testing::Test {
 protected:
  static v1::Report Ended(int64_t task, int64_t result_bytes, int64_t updates_bytes, bool is_held) {
    v1::Report report;
    v1::TaskReport& ended = *report.add_tasks();
    ended.set_task(task);
    ended.set_result_bytes(result_bytes);
    ended.set_updates_bytes(updates_bytes);
    ended.set_is_held(is_held);
    return report;
  }
  static v1::Report Piece(int64_t task, int64_t offset, int64_t bytes) {
    v1::Report report;
    v1::ResultPiece& piece = *report.add_results();
    piece.set_task(task);
    piece.set_offset(offset);
    piece.set_bytes(bytes);
    return report;
  }
  absl::StatusOr<std::vector<EndedTask>> Tell(const v1::Report& report, const std::string& body = "") {
    return results_.OnReport(report, {Buffer::FromString(body)});
  }
  // "7 from 4", or nothing.
  std::string Question() {
    const std::optional<v1::ResultWanted> question = results_.TakeQuestion();
    if (!question.has_value()) return "";
    return std::to_string(question->task()) + " from " + std::to_string(question->offset());
  }

  HeldResults results_;
};

TEST_F(HeldResultsTest, ASmallResultIsThereWithItsReport) {
  auto ended = Tell(Ended(7, 2, 1, false), "abc");
  ASSERT_THAT(ended, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(Join((*ended)[0].bytes), "abc");
  EXPECT_EQ(Question(), "");
}

TEST_F(HeldResultsTest, LargeOnesAreFetchedOneAfterTheOtherAndPieceByPiece) {
  v1::Report both = Ended(7, 3, 2, true);
  both.MergeFrom(Ended(8, 2, 0, true));
  EXPECT_THAT(Tell(both), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Question(), "7 from 0");
  EXPECT_EQ(Question(), "") << "it is asked for";
  EXPECT_THAT(Tell(Piece(8, 0, 2), "xy"), IsOkAndHolds(IsEmpty())) << "not asked for";
  EXPECT_THAT(Tell(Piece(7, 0, 4), "abcd"), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Question(), "7 from 4");
  EXPECT_THAT(Tell(Piece(7, 0, 4), "abcd"), IsOkAndHolds(IsEmpty())) << "twice";
  auto ended = Tell(Piece(7, 4, 1), "e");
  ASSERT_THAT(ended, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(Join((*ended)[0].bytes), "abcde");
  EXPECT_EQ((*ended)[0].report.result_bytes(), 3);
  EXPECT_EQ(Question(), "8 from 0");
}

TEST_F(HeldResultsTest, WhatIsHeldNoMoreWasCancelledAndTheNextOneIsFetched) {
  ASSERT_THAT(Tell(Ended(7, 3, 0, true)), IsOk());
  ASSERT_THAT(Tell(Ended(8, 1, 0, true)), IsOk());
  EXPECT_EQ(Question(), "7 from 0");
  auto ended = Tell(Piece(7, 0, 0));
  ASSERT_THAT(ended, IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ((*ended)[0].report.task(), 7);
  EXPECT_EQ((*ended)[0].report.outcome(), v1::TaskReport::CANCELLED);
  EXPECT_EQ(Question(), "8 from 0");
}

TEST_F(HeldResultsTest, NumbersThatDoNotFitTheBodyAreRefused) {
  for (int64_t bytes : {int64_t{-1}, int64_t{4}, INT64_MAX}) {
    EXPECT_THAT(Tell(Ended(7, bytes, 0, false), "abc"), StatusIs(absl::StatusCode::kInvalidArgument)) << bytes;
    EXPECT_THAT(Tell(Piece(7, 0, bytes), "abc"), StatusIs(absl::StatusCode::kInvalidArgument)) << bytes;
  }
  EXPECT_THAT(Tell(Ended(7, INT64_MAX, INT64_MAX, true)), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace sluice
