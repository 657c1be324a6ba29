#include "state/received/received_log_names.h"
#include "tests/sim/recovery_story.h"

// Executors are killed that alone hold what was received: with a log of what receivers receive every line is counted
// once, without one it is said how many are lost.

namespace sluice {
namespace {

SimApplicationOptions OneCopy(bool write_ahead_log) {
  SimApplicationOptions options{.write_ahead_log = write_ahead_log};
  options.word_counts[0].replication = write_ahead_log ? 2 : 1;  // With a log it is one all the same.
  return options;
}

class ReceivedLogStoryTest : public RecoveryStoryTest {
 protected:
  explicit ReceivedLogStoryTest(const SimApplicationOptions& options = OneCopy(/*write_ahead_log=*/true))
      : RecoveryStoryTest(options) {}

  void WriteAndTellDriver(int lines) {
    const int64_t before = Totals().received;
    cluster_.source(0).Write(lines);
    RunUntil([&] { return Totals().received == before + lines; });
    EXPECT_EQ(Lines().replicated, 0);
  }
  RecordTotals Totals() { return cluster_.application().totals(); }
  ExecutorId OnlyHolder() { return cluster_.traffic().ReceiverOf(0); }
  // Starts of the receiver whose logs are there.
  size_t Logs() {
    const StreamId stream(DriverLife(1), 0);
    const ReceivedLogNames names(ReceivedLogNames::FolderOf(folder_.path(), /*token=*/1));
    return cluster_.disk().files().List(names.OfStream(stream))->size() - 1;  // One names the newest.
  }
};

TEST_F(ReceivedLogStoryTest, WhatItsOnlyHolderTookAlongIsReadFromTheLog) {
  RunToMiddleOfBatch();
  WriteAndTellDriver(20);
  cluster_.Kill(OnlyHolder());
  CountAll();
  EXPECT_EQ(Totals().lost, 0);
  Finish();
  EXPECT_EQ(Totals().processed, 20);
}

TEST_F(ReceivedLogStoryTest, WhatWasLoggedAndNotToldIsFoundByTheNextStartOfTheReceiver) {
  const ExecutorId holder = OnlyHolder();
  cluster_.CutDriver(holder, absl::Seconds(30));
  cluster_.source(0).Write(20);
  RunUntil([&] { return Lines().stored == 20; });
  RunFor(absl::Milliseconds(200));
  EXPECT_EQ(Totals().received, 0);
  cluster_.Kill(holder);
  CountAll();
  EXPECT_EQ(Marked(Mark::kReceiversMoved), 1);
  Finish();
}

TEST_F(ReceivedLogStoryTest, NothingIsLostWhenDriverAndExecutorsAllDie) {
  RunToMiddleOfBatch();
  WriteAndTellDriver(20);
  cluster_.FailOverDriver(absl::Seconds(1));
  for (ExecutorId executor : cluster_.alive()) cluster_.Kill(executor);
  RunFor(absl::Seconds(5));
  WriteAndTellDriver(10);
  CountAll();
  Finish();
  EXPECT_EQ(Totals().lost, 0);
}

TEST_F(ReceivedLogStoryTest, ABatchThatWasUnderWayReadsTheLogWhenAllDie) {
  RunToMiddleOfBatch();
  cluster_.tasks().SlowDown(absl::Seconds(2), absl::Seconds(4));
  WriteAndTellDriver(20);
  RunUntil([&] { return cluster_.tasks().waiting() > 0; });
  cluster_.FailOverDriver(absl::Seconds(1));
  for (ExecutorId executor : cluster_.alive()) cluster_.Kill(executor);
  CountAll();
  Finish();
}

TEST_F(ReceivedLogStoryTest, LogsGoWhenTheirBatchesAreDone) {
  WriteAndTellDriver(20);
  cluster_.Kill(OnlyHolder());
  RunUntil([&] { return Marked(Mark::kReceiversMoved) == 1; });
  RunUntil([&] { return Logs() == 2; });
  WriteAndTellDriver(20);
  CountAll();
  RunFor(absl::Seconds(3));
  EXPECT_EQ(Logs(), 1);
  Finish();
}

// The program stops gracefully after eight seconds.
class StoppedReceivedLogStoryTest : public ReceivedLogStoryTest {
 protected:
  StoppedReceivedLogStoryTest() : ReceivedLogStoryTest(Stopped()) {}
  static SimApplicationOptions Stopped() {
    SimApplicationOptions options = OneCopy(/*write_ahead_log=*/true);
    options.word_counts[0].end = WordCountOptions::End::kGraceful;
    options.word_counts[0].end_after = absl::Seconds(8);
    return options;
  }
};

TEST_F(StoppedReceivedLogStoryTest, WhatWasLoggedAndToldNobodyIsCounted) {
  bool stopping = false;
  cluster_.OnStopping([&] { stopping = true; });
  RunFor(absl::Milliseconds(7500));
  const ExecutorId holder = OnlyHolder();
  cluster_.CutDriver(holder, absl::Seconds(30));
  cluster_.source(0).Write(20);
  RunUntil([&] { return stopping; });
  EXPECT_EQ(Lines().stored, 20);
  EXPECT_EQ(Totals().received, 0);
  cluster_.Kill(holder);
  RunUntil([&] { return cluster_.application().ended(); });
  EXPECT_THAT(cluster_.application().program_result(), IsOk());
  EXPECT_EQ(Lines().counted, 20);
}

class NoReceivedLogStoryTest : public ReceivedLogStoryTest {
 protected:
  NoReceivedLogStoryTest() : ReceivedLogStoryTest(OneCopy(/*write_ahead_log=*/false)) {}
};

TEST_F(NoReceivedLogStoryTest, ItIsSaidHowManyRecordsAreLost) {
  RunToMiddleOfBatch();
  WriteAndTellDriver(20);
  cluster_.Kill(OnlyHolder());
  RunUntil([&] { return Marked(Mark::kReceiversMoved) == 1; });
  WriteAndTellDriver(10);
  RunUntil([&] { return Lines().counted == 10; });
  cluster_.source(0).Finish();
  RunUntil([&] { return cluster_.application().ended(); });
  EXPECT_EQ(Totals().lost, 20);
}

}  // namespace
}  // namespace sluice
