#include "tests/sim/recovery_story.h"

#include "common/fs/names_in.h"
#include "engine/dstream/saved_batch_name.h"

// The driver of a supervised application is killed, and its executors live on: what they have is not read again, and
// every line is counted once.

namespace sluice {
namespace {

TEST_F(RecoveryStoryTest, BatchesGoOnBehindTheLastOneThatWasDone) {
  WriteAndReplicate(20);
  CountAll();
  RunToMiddleOfBatch();
  const BatchTime done = Progress().last_counted;
  cluster_.FailOverDriver(absl::Seconds(3));
  RunFor(absl::Seconds(4));
  EXPECT_EQ(Marked(Mark::kReattached), 3);
  WriteAndReplicate(20);
  CountAll();
  EXPECT_EQ(Progress().first_counted, BatchTime(done.value() + 1000))
      << "no batch that was done runs again, none is left out";
  ExpectNothingWasStartedOrReadAgain();
  Finish();
  EXPECT_EQ(cluster_.application().totals().received, 40);
  EXPECT_EQ(cluster_.application().totals().processed, 40);
}

TEST_F(RecoveryStoryTest, WhatComesWhileThereIsNoDriverIsReceivedAndCounted) {
  WriteAndReplicate(20);
  CountAll();
  RunToMiddleOfBatch();
  cluster_.FailOverDriver(absl::Seconds(20));
  RunFor(absl::Seconds(10));
  WriteAndReplicate(30);
  EXPECT_EQ(Lines().counted, 20);
  RunFor(absl::Seconds(12));
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, ABatchThatWasUnderWayRunsAgainWithTheSameBlocks) {
  RunToMiddleOfBatch();
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  WriteAndReplicate(20);
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  EXPECT_EQ(Lines().counted, 0);
  cluster_.FailOverDriver(absl::Milliseconds(200));
  RunFor(absl::Seconds(1));
  WriteAndReplicate(20);
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, WhatWasReceivedBeforeTheFirstBatchCounts) {
  cluster_.source(0).Write(20);
  RunUntil([&] { return Lines().replicated == 20; });
  cluster_.FailOverDriver(absl::Seconds(1));
  RunFor(absl::Seconds(3));
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, ADriverThatDiesAgainAndAgainCostsNothingEither) {
  for (int life = 0; life < 4; ++life) {
    WriteAndReplicate(10);
    cluster_.FailOverDriver(absl::Milliseconds(700));
    RunFor(absl::Milliseconds(1900));
  }
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, AnExecutorThatDiesInTheGapIsReadFromItsReplicas) {
  WriteAndReplicate(20);
  const ExecutorId receiver = cluster_.traffic().ReceiverOf(0);
  cluster_.FailOverDriver(absl::Seconds(2));
  RunFor(absl::Milliseconds(500));
  cluster_.Kill(receiver);
  RunFor(absl::Seconds(6));
  WriteAndReplicate(20);
  CountAll();
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 1);
  Finish();
}

TEST_F(RecoveryStoryTest, ADriverThatStoodStillWhileAnotherTookItsPlaceEndsAndCountsNothingTwice) {
  RunToMiddleOfBatch();
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  WriteAndReplicate(20);
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  cluster_.ReplaceDriver(/*gap=*/absl::Seconds(1), /*lasts=*/absl::Seconds(20));
  RunFor(absl::Seconds(2));
  WriteAndReplicate(20);
  CountAll();
  EXPECT_TRUE(cluster_.has_former_drivers());
  RunFor(absl::Seconds(20));
  EXPECT_FALSE(cluster_.has_former_drivers());
  WriteAndReplicate(10);
  CountAll();
  ExpectNothingWasStartedOrReadAgain();
  Finish();
}

TEST_F(RecoveryStoryTest, WithoutANextLifeExecutorsEndInTime) {
  cluster_.FailOverDriver(absl::Minutes(10));
  RunFor(absl::Seconds(50));
  EXPECT_EQ(cluster_.alive(), executors_);
  RunFor(absl::Seconds(15));
  for (ExecutorId executor : executors_) EXPECT_EQ(cluster_.Find(executor), nullptr);
}

// A program that is stopped at once, eight seconds after each of its starts, and saves what has not run.
class StoppedAtOnceStoryTest : public RecoveryStoryTest {
 protected:
  StoppedAtOnceStoryTest() : RecoveryStoryTest(StoppedAtOnce()) {}
  static SimApplicationOptions StoppedAtOnce() {
    SimApplicationOptions options;
    options.word_counts[0].end = WordCountOptions::End::kAbrupt;
    options.word_counts[0].end_after = absl::Seconds(8);
    return options;
  }
  // Some batch, to its end.
  bool HasSaved() {
    Files& files = cluster_.disk().files();
    const std::string saved = folder_.path() + "/unfinished/0";
    const std::vector<std::string> batches = *NamesIn(files, saved);
    for (const std::string& batch : batches) {
      if (files.Read(StrCat(saved, "/", batch, "/", SavedBatchName::kWhole)).ok()) return true;
    }
    return false;
  }
};

TEST_F(StoppedAtOnceStoryTest, WhatIsSavedIsCountedOnceThoughTheDriverDiesBeforeItsLogSaysSo) {
  WriteAndReplicate(10);
  CountAll();
  cluster_.OnStopping([this] { cluster_.source(0).Write(20); });
  RunUntil([&] { return HasSaved(); });
  EXPECT_EQ(Lines().counted, 10);
  cluster_.OnStopping([] {});
  cluster_.FailOverDriver(absl::Seconds(1));
  CountAll();
  Finish();
}

// A source that counts its messages, and forgets those that are acknowledged: what two executors hold, and have told to
// nobody when the next start of the receiver begins.
class ForgetfulSourceStoryTest : public RecoveryStoryTest {
 protected:
  ForgetfulSourceStoryTest() : RecoveryStoryTest(WithPositions()) {}
  static SimApplicationOptions WithPositions() {
    SimApplicationOptions options;
    options.word_counts[0].positions = true;
    return options;
  }

  // The receiver's executor dies, and the copies' holder is out of reach for so long.
  void CopyTellNobodyAndDie(int lines, absl::Duration away) {
    WriteAndReplicate(10);
    CountAll();
    const ExecutorId receiver = cluster_.traffic().ReceiverOf(0);
    std::vector<ExecutorId> others;
    for (ExecutorId executor : executors_) {
      if (executor != receiver) others.push_back(executor);
    }
    cluster_.CutPeers(receiver, others[1], absl::Seconds(30));
    cluster_.CutDriver(receiver, absl::Seconds(30));
    cluster_.CutDriver(others[0], away);
    WriteAndReplicate(lines);
    EXPECT_EQ(cluster_.application().totals().received, 10);
    cluster_.Kill(receiver);
    RunUntil([&] { return Marked(Mark::kReceiversMoved) == 1; });
    RunUntil([&] { return cluster_.source(0).connections() == 1; });
    RunUntil([&] { return cluster_.alive().size() == executors_.size(); });
    RunFor(absl::Milliseconds(100));  // The new executor attaches: what comes now is copied.
    EXPECT_EQ(cluster_.application().totals().received, 10) << "nobody has told the driver";
  }
};

TEST_F(ForgetfulSourceStoryTest, WhatIsToldWhenTheNextStartHasBegunBehindItCounts) {
  CopyTellNobodyAndDie(20, absl::Seconds(10));
  WriteAndReplicate(5);
  CountAll();
  Finish();
  EXPECT_EQ(cluster_.application().totals().processed, 35);
}

TEST_F(ForgetfulSourceStoryTest, WhatIsToldBeforeItHasStoredAnythingWaitsForThat) {
  CopyTellNobodyAndDie(20, absl::Seconds(6));
  RunFor(absl::Seconds(10));
  EXPECT_EQ(Lines().counted, 10);
  WriteAndReplicate(5);
  CountAll();
  Finish();
  EXPECT_EQ(cluster_.application().totals().processed, 35);
}

TEST_F(ForgetfulSourceStoryTest, ADriverThatDiesMeanwhileKnowsItAfterwards) {
  CopyTellNobodyAndDie(20, absl::Seconds(10));
  WriteAndReplicate(5);
  cluster_.FailOverDriver(absl::Seconds(1));
  CountAll();
  Finish();
  EXPECT_EQ(cluster_.application().totals().processed, 35);
}

}  // namespace
}  // namespace sluice
