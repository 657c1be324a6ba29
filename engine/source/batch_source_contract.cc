#include "engine/source/batch_source_contract.h"

#include "common/base/printable.h"
#include "common/base/status_matchers.h"
#include "engine/source/fake_rdd.h"
#include "gmock/gmock.h"

namespace sluice {

using testing::ElementsAre;
using testing::IsEmpty;

OffsetRange BatchSourceContract::NextRange(int64_t rows_max) {
  if (!read_until_.has_value()) {
    absl::StatusOr<Offset> initial = source_->Initial();
    EXPECT_THAT(initial, IsOk());
    read_until_ = *initial;
  }
  now_ += absl::Seconds(1);
  absl::StatusOr<Offset> until = source_->Latest(*read_until_, {.until = now_, .rows_max = rows_max});
  EXPECT_THAT(until, IsOk());
  OffsetRange range{.after = *read_until_, .until = *until};
  read_until_ = *until;
  return range;
}

std::vector<std::string> BatchSourceContract::RowsOf(const OffsetRange& range) {
  absl::StatusOr<PlannedRange> planned = source_->Plan(range);
  EXPECT_THAT(planned, IsOk()) << range.after.text << " to " << range.until.text;
  return planned.ok() ? RowsOfFake(planned->rows) : std::vector<std::string>();
}

TEST_P(BatchSourceContract, EachRowIsInTheFirstBatchBehindIt) {
  EXPECT_THAT(NextRows(), IsEmpty());
  Put({"a", "b"});
  EXPECT_THAT(NextRows(), ElementsAre("a", "b"));
  EXPECT_THAT(NextRows(), IsEmpty());
  Put({"c"});
  EXPECT_THAT(NextRows(), ElementsAre("c"));
}

TEST_P(BatchSourceContract, BetweenAPlaceAndItselfThereIsNothing) {
  Put({"a"});
  const OffsetRange range = NextRange();
  EXPECT_THAT(RowsOf({range.until, range.until}), IsEmpty());
}

TEST_P(BatchSourceContract, WhatWasPlannedIsTheSameAgainWhateverComesMeanwhile) {
  Put({"a"});
  const OffsetRange first = NextRange();
  Put({"b"});
  const OffsetRange second = NextRange();
  Put({"c"});
  EXPECT_THAT(RowsOf(second), ElementsAre("b"));
  EXPECT_THAT(RowsOf(first), ElementsAre("a"));
  EXPECT_THAT(RowsOf(first), ElementsAre("a"));
  EXPECT_THAT(NextRows(), ElementsAre("c"));
}

// Its first answer may have been lost before it was logged.
TEST_P(BatchSourceContract, WhatWasAskedTwiceIsReadOnce) {
  Put({"a"});
  const OffsetRange lost = NextRange();
  absl::StatusOr<Offset> until = source_->Latest(lost.after, {.until = now_});
  ASSERT_THAT(until, IsOk());
  EXPECT_THAT(RowsOf({lost.after, *until}), ElementsAre("a"));
  EXPECT_THAT(NextRows(), IsEmpty());
}

TEST_P(BatchSourceContract, WhatIsNotCommittedIsThere) {
  Put({"a"});
  const OffsetRange first = NextRange();
  Put({"b"});
  const OffsetRange second = NextRange();
  ASSERT_THAT(source_->Commit(first.until), IsOk());
  EXPECT_THAT(RowsOf(second), ElementsAre("b"));
  ASSERT_THAT(source_->Commit(second.until), IsOk());
  Put({"c"});
  EXPECT_THAT(NextRows(), ElementsAre("c"));
}

TEST_P(BatchSourceContract, ALaterRunPlansWhatIsNotCommittedAndGoesOnBehindIt) {
  Put({"a"});
  ASSERT_THAT(source_->Commit(NextRange().until), IsOk());
  Put({"b"});
  const OffsetRange logged = NextRange();
  const std::string saved = source_->Save();
  Put({"c"});
  source_ = world_->MakeSource();
  if (!world_->goes_on_in_later_runs()) {
    EXPECT_THAT(source_->Restore(saved), StatusIs(absl::StatusCode::kFailedPrecondition));
    return;
  }
  ASSERT_THAT(source_->Restore(saved), IsOk());
  EXPECT_THAT(RowsOf(logged), ElementsAre("b"));
  EXPECT_THAT(NextRows(), ElementsAre("c"));
}

TEST_P(BatchSourceContract, ARunThatEndsReadsWhatIsThereAndNoMore) {
  Put({"a"});
  ASSERT_THAT(source_->EndAt(now_ + absl::Seconds(1)), IsOk());
  now_ += absl::Seconds(1);
  Put({"b"});
  EXPECT_THAT(NextRows(), ElementsAre("a"));
  const OffsetRange end = NextRange();
  EXPECT_EQ(end.until, end.after);
}

// One that cannot count them before they are read takes no notice of the limit, and says no count.
TEST_P(BatchSourceContract, WhoCountsItsRowsGivesNoMoreThanMayComeAndTheRestLater) {
  const std::vector<std::string> all = {"a", "b", "c", "d", "e", "f"};
  Put(all);
  std::vector<std::string> rows;
  for (int batch = 0; batch < 4; ++batch) {
    const OffsetRange range = NextRange(/*rows_max=*/2);
    absl::StatusOr<PlannedRange> planned = source_->Plan(range);
    ASSERT_THAT(planned, IsOk());
    const std::vector<std::string> found = RowsOfFake(planned->rows);
    if (planned->row_count.has_value()) {
      EXPECT_EQ(*planned->row_count, static_cast<int64_t>(found.size()));
      EXPECT_LE(*planned->row_count, 2);
    }
    rows.insert(rows.end(), found.begin(), found.end());
  }
  EXPECT_THAT(rows, testing::UnorderedElementsAreArray(all));
}

TEST_P(BatchSourceContract, OffsetsAreLinesThatCanBeShown) {
  Put({"a"});
  for (int batch = 0; batch < 2; ++batch) {
    const OffsetRange range = NextRange();
    EXPECT_EQ(Printable(range.after.text), range.after.text);
    EXPECT_EQ(Printable(range.until.text), range.until.text);
    EXPECT_FALSE(range.until.text.empty());
  }
}

TEST_P(BatchSourceContract, WhatIsNoOffsetOfItsOwnIsRefused) {
  Put({"a"});
  const OffsetRange range = NextRange();
  const Offset other{"another source's"};
  EXPECT_THAT(source_->Plan({range.after, other}), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace sluice
