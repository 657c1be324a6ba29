#include "tests/sim/line_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/status_matchers.h"
#include "tests/sim/run_ledgers.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

constexpr ExecutorId kFirst{1};
constexpr ExecutorId kSecond{2};

// Line s0n0 goes into a block on the first executor, with a copy on the second.
class LineLedgerTest : public ::testing::Test {
 protected:
  LineLedgerTest() {
    ledger_.Written(name_);
    ledger_.Read(name_, kFirst);
    ledger_.Stored(LineText(name_) + "\n", kFirst);
    ledger_.Replicated(LineText(name_) + "\n", kSecond);
  }

  void Count(int64_t times) {
    std::string text = LineText(name_);
    for (size_t end = text.find(' '); !text.empty(); end = text.find(' ')) {
      ledger_.Counted(text.substr(0, end), times);
      text.erase(0, end == text.npos ? end : end + 1);
    }
  }

  const LineName name_{0, 0};
  LineLedger ledger_;
};

TEST_F(LineLedgerTest, ALineCountedOnceIsRight) {
  Count(1);
  EXPECT_THAT(ledger_.Check(true), IsOk());
  EXPECT_THAT(ledger_.CheckNothingMissing(), IsOk());
}

TEST_F(LineLedgerTest, NoLineIsCountedTwice) {
  Count(2);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("counted 2 times: s0n0"));
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
  Count(1);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("not counted: s0n1"));
  ledger_.Died(kSecond);
  EXPECT_THAT(ledger_.Check(true), IsOk());
  EXPECT_THAT(ledger_.CheckNothingMissing().ToString(), HasSubstr("counted 0 times"));
}

TEST_F(LineLedgerTest, WordsNobodySentAreFound) {
  Count(1);
  ledger_.Counted("s7n0", 1);
  EXPECT_THAT(ledger_.Check(true).ToString(), HasSubstr("nobody sent"));
}

TEST_F(LineLedgerTest, CommonWordsAddUpToTheLines) {
  ledger_.Counted("s0n0", 1);
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
    std::string text = LineText({source, 0});
    for (size_t end = text.find(' '); !text.empty(); end = text.find(' ')) {
      ledgers_.of_run(run).Counted(text.substr(0, end), 1);
      text.erase(0, end == text.npos ? end : end + 1);
    }
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
