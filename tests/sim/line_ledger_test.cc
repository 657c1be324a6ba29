#include "tests/sim/line_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_split.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "tests/sim/run_ledgers.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

constexpr ExecutorId kFirst{1};
constexpr ExecutorId kSecond{2};
constexpr BatchTime kBatch{1000};
constexpr BatchTime kNextBatch{2000};

// What counting the words of the line gives.
std::vector<LineLedger::Row> RowsOf(const LineName& name, int64_t times = 1) {
  std::map<std::string, int64_t> counts;
  const std::vector<std::string> words = absl::StrSplit(LineText(name), ' ');
  for (const std::string& word : words) counts[word] += times;
  return {counts.begin(), counts.end()};
}

// Line s0n0 goes into a block on the first executor, with a copy on the second.
class LineLedgerTest : public ::testing::Test {
 protected:
  LineLedgerTest() {
    ledger_.Written(name_);
    ledger_.Read(name_, kFirst);
    ledger_.Stored(LineText(name_) + "\n", kFirst);
    ledger_.Replicated(LineText(name_) + "\n", kSecond);
  }

  absl::Status Count(int64_t times, BatchTime batch = kBatch) { return ledger_.Counted(batch, RowsOf(name_, times)); }

  const LineName name_{0, 0};
  LineLedger ledger_;
};

TEST_F(LineLedgerTest, ALineCountedOnceIsRight) {
  EXPECT_THAT(Count(1), IsOk());
  EXPECT_THAT(ledger_.Check(true), IsOk());
  EXPECT_THAT(ledger_.CheckNothingMissing(), IsOk());
}

TEST_F(LineLedgerTest, NoLineIsCountedTwice) {
  EXPECT_THAT(Count(2), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not the only one with the line s0n0")));
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("counted 2 times: s0n0"));
}

TEST_F(LineLedgerTest, ABatchThatComesAgainTakesThePlaceOfItself) {
  EXPECT_THAT(Count(1), IsOk());
  EXPECT_THAT(Count(1), IsOk());
  EXPECT_THAT(ledger_.Check(true), IsOk());
  EXPECT_THAT(Count(1, kNextBatch), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("batch 2000")));
}

TEST_F(LineLedgerTest, WhatALogKeepsIsCountedWhoeverDies) {
  ledger_.SetKeepsAcknowledged();
  ledger_.Died(kFirst);
  ledger_.Acknowledged(LineText(name_) + "\n");
  ledger_.Died(kSecond);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n0"));
  ledger_.Damaged(StrCat("of a log: ", LineText(name_), "\n"));
  EXPECT_THAT(ledger_.Check(true), IsOk()) << "the log was damaged since";
}

TEST_F(LineLedgerTest, OfASourceThatCanBeReadAgainWhatIsAcknowledgedIsCountedUnlessItsLogIsDamaged) {
  ledger_.SetCanBeReadAgain();
  ledger_.Died(kFirst);
  ledger_.Died(kSecond);
  EXPECT_THAT(ledger_.Check(true), IsOk()) << "it is sent again";
  EXPECT_THAT(ledger_.CheckNothingMissing(), StatusIs(absl::StatusCode::kDataLoss));
  ledger_.Acknowledged(LineText(name_) + "\n");
  EXPECT_THAT(ledger_.Check(true), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not counted: s0n0")));
  ledger_.Damaged(LineText(name_) + "\n");
  EXPECT_TRUE(ledger_.any_damaged());
  EXPECT_THAT(ledger_.Check(true), IsOk());
}

TEST_F(LineLedgerTest, AStateIsTheSumOfTheBatchesUntilThen) {
  EXPECT_THAT(Count(1), IsOk());
  ledger_.CountedInAll(kBatch, RowsOf(name_));
  ledger_.CountedInAll(kNextBatch, RowsOf(name_));
  EXPECT_THAT(ledger_.Check(true), IsOk());
  ledger_.CountedInAll(kNextBatch, RowsOf(name_, 2));
  EXPECT_THAT(ledger_.Check(true), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("the state after batch 2000")));
}

TEST_F(LineLedgerTest, AReplicatedLineIsCountedAlthoughItsReceiverDied) {
  ledger_.Died(kFirst);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n0"));
}

TEST_F(LineLedgerTest, ALineMayBeMissingWhenAllItsHoldersWereOutOfReachAtOneTime) {
  ledger_.Harmed(kSecond);
  ledger_.Died(kFirst);
  ledger_.Healed(kSecond);
  EXPECT_THAT(ledger_.Check(true), IsOk());
}

TEST_F(LineLedgerTest, WhoLeftHasHandedOverWhatItHeld) {
  ledger_.Left(kSecond);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n0"));
  ledger_.Died(kFirst);
  EXPECT_THAT(ledger_.Check(true), IsOk()) << "the first one had it, and was killed since";
}

TEST_F(LineLedgerTest, NothingExcusesWhoLeftWithTheLastCopy) {
  ledger_.Died(kSecond);
  ledger_.GivenUp(kSecond);
  ledger_.Left(kFirst);
  ledger_.Died(kFirst);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n0"));
}

TEST_F(LineLedgerTest, AHealedExecutorCountsAgain) {
  ledger_.Harmed(kSecond);
  ledger_.Healed(kSecond);
  ledger_.Died(kFirst);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n0"));
}

TEST_F(LineLedgerTest, ALineThatReachedNoBlockIsLostWithItsReaderOnly) {
  ledger_.Written({0, 1});
  ledger_.Read({0, 1}, kSecond);
  EXPECT_THAT(Count(1), IsOk());
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n1"));
  ledger_.Died(kSecond);
  EXPECT_THAT(ledger_.Check(true), IsOk());
  EXPECT_THAT(ledger_.CheckNothingMissing().ToString(), HasSubstr("counted 0 times"));
}

TEST_F(LineLedgerTest, WordsNobodySentAreFound) {
  EXPECT_THAT(Count(1), IsOk());
  EXPECT_THAT(ledger_.Counted(kNextBatch, {{"s7n0", 1}}), IsOk());
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("nobody sent"));
}

TEST_F(LineLedgerTest, CommonWordsAddUpToTheLines) {
  EXPECT_THAT(ledger_.Counted(kBatch, {{"s0n0", 1}}), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("at least")));
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("does not go with the lines counted"));
}

// Each run has one source, with a line in a block on the first executor.
class RunLedgersTest : public ::testing::Test {
 protected:
  RunLedgersTest() {
    for (int run : {0, 1}) {
      ledgers_.AddRun(/*sources=*/1);
      const LineName name{run, 0};
      ledgers_.of_source(run).Written(name);
      ledgers_.of_source(run).Read(name, kFirst);
      ledgers_.Stored(LineText(name) + "\n", kFirst);
    }
  }
  void Count(int run, int source) {
    EXPECT_THAT(ledgers_.of_run(run).Counted(BatchTime(source), RowsOf({source, 0})), IsOk());
  }
  RunLedgers ledgers_;
};

TEST_F(RunLedgersTest, EachRunCountsItsOwnLines) {
  for (int run : {0, 1}) Count(run, /*source=*/run);
  EXPECT_THAT(ledgers_.of_run(0).CheckNothingMissing(), IsOk());
  EXPECT_THAT(ledgers_.of_run(1).CheckNothingMissing(), IsOk());
  EXPECT_EQ(ledgers_.Summarize().counted, 2);
}

TEST_F(RunLedgersTest, ALineThatTheOtherRunCountsIsNoticedByBoth) {
  Count(0, /*source=*/0);
  Count(0, /*source=*/1);
  EXPECT_THAT(ledgers_.of_run(0).Check(true), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nobody sent")));
  EXPECT_THAT(ledgers_.of_run(1).Check(true), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not counted")));
}

TEST_F(RunLedgersTest, WhatHappensToAnExecutorConcernsAll) {
  ledgers_.Died(kFirst);
  EXPECT_THAT(ledgers_.of_run(0).Check(true), IsOk());
  EXPECT_THAT(ledgers_.of_run(1).Check(true), IsOk());
}

}  // namespace
}  // namespace sluice
