// The log of a run's blocks: what a later life reads of it is what the former one knew, and strangers get nothing.
#include "driver/block_master/block_log_file.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/actor/runtime.h"
#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "driver/block_master/block_master.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kFolder[] = "/checkpoint";
constexpr DriverLife kFirst(1), kSecond(2);
constexpr ExecutorId e1{1};
constexpr RunId kRun{4};
const StreamId kStream(kFirst, 0);

BlockId Block(int64_t sequence) { return BlockId::Input(kStream, Epoch(kFirst, 1), sequence); }
BatchKey At(int64_t time) { return {kRun, BatchTime(time)}; }

// All that a table knows of a run, as text.
std::string TextOf(const RunImage& image) {
  std::string text = StrCat("last ", image.last_assigned);
  for (StreamId stream : image.streams) text += StrCat(" stream ", stream);
  for (const auto& [id, block] : image.blocks) {
    text += StrCat("\n", id, " records ", block.info.records, " bytes ", block.info.bytes, " interval ",
                   block.info.interval_number, block.lost ? " lost " : " ", block.info.metadata, " batch ",
                   block.batch ? block.batch->time : BatchTime());
  }
  for (const auto& [time, batch] : image.batches)
    text += StrCat("\n", time, " of ", batch.blocks.size(), batch.finished ? " done" : "");
  for (const auto& [key, seen] : image.seen)
    text +=
        StrCat("\n", key.first, " ", key.second, " seen in ", seen.blocks.ranges().size(), " records ", seen.records);
  return text + StrCat("\n", image.totals.received, " ", image.totals.processed, " ", image.totals.lost);
}

class BlockLogFileTest : public ::testing::Test {
 protected:
  BlockLogFileTest() { EXPECT_THAT(files_.MakeFolder(kFolder), IsOk()); }
  absl::StatusOr<BlockLogFile::Opened> Open(DriverLife life, bool goes_on = true, const std::string& application = "a",
                                            size_t streams = 1, int64_t token = 0) {
    BlockLogFile::Options options{.folder = kFolder,
                                  .owner = {ApplicationId(application), life, token},
                                  .goes_on = goes_on,
                                  .checkpoint = checkpoint_};
    for (size_t i = 0; i < streams; ++i) options.streams.emplace_back(life, i);
    return BlockLogFile::Open(ThreadRuntime(), files_, options);
  }
  // A driver that knows what is in the log.
  struct Driver {
    explicit Driver(DriverLife life, BlockLogFile::Opened opened) : log(opened.run.log) {
      EXPECT_THAT(master.Apply(BeginLife{life}), IsOk());
      EXPECT_THAT(master.Apply(AddRun{kRun, opened.run.image}), IsOk());
      master.KeepIn(log, kRun);
    }
    absl::Status Report(int64_t sequence, int64_t records = 10) {
      return master.Apply(AddBlock{.id = Block(sequence),
                                   .info = {.records = records, .bytes = 100, .interval_number = 3, .metadata = "m"},
                                   .holder = e1});
    }
    RunImage Known() const { return ImageOf(master.table(), kRun); }
    BlockMaster master;
    std::shared_ptr<BlockLog> log;
  };
  Driver Start(DriverLife life) {
    auto opened = Open(life);
    EXPECT_THAT(opened.status(), IsOk());
    return Driver(life, *std::move(opened));
  }
  std::vector<std::string> Names() { return *files_.List(kFolder); }
  // What is read there is not what is tested.
  void PutFile(const std::string& path) {
    const std::string full = StrCat(kFolder, "/", path);
    ASSERT_THAT(files_.MakeFolder(full.substr(0, full.rfind('/'))), IsOk());
    ASSERT_THAT(files_.Publish(full, "-"), IsOk());
  }
  static std::string LogOfReceiver(int64_t number) {
    return StrCat("received/0/", kStream.value(), "/", Epoch(kFirst, 1).value(), "/", number);
  }
  auto IsMissing(const std::string& file) {
    return StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(StrCat("no such file: ", kFolder, "/", file)),
                                                       HasSubstr("bring it back, or begin anew")));
  }

  MemoryFiles files_;
  CheckpointOfBlocks checkpoint_;  // The one that the next life goes on from.
};

TEST_F(BlockLogFileTest, TheNextLifeKnowsWhatTheFormerOneKnewAtEachCommit) {
  Driver driver = Start(kFirst);
  const std::vector<BlockUpdate> updates = {
      AddBlock{
          .id = Block(0), .info = {.records = 10, .bytes = 100, .interval_number = 3, .metadata = "m"}, .holder = e1},
      AddBlock{.id = Block(1), .info = {.records = 5, .bytes = 50, .interval_number = 3}, .holder = e1},
      AssignBatch{At(1000), {Block(0), Block(1)}},
      AddBlock{.id = Block(3), .info = {.records = 7, .bytes = 70, .interval_number = 4}, .holder = e1},
      DropHolder{e1},
      GiveUpBlock{Block(1)},
      FinishBatch{At(1000)},
      AssignBatch{At(2000), {Block(3)}},
      ForgetBatch{At(1000)},
  };
  for (size_t i = 0; i < updates.size(); ++i) {
    ASSERT_THAT(driver.master.Apply(updates[i]), IsOk()) << i;
    ASSERT_THAT(driver.log->Commit(), IsOk());
    MemoryFiles copy;
    ASSERT_THAT(copy.MakeFolder(kFolder), IsOk());
    for (const std::string& name : Names()) {
      const std::string path = StrCat(kFolder, "/", name);
      ASSERT_THAT(copy.Publish(path, files_.Read(path)->view()), IsOk());
    }
    auto next = BlockLogFile::Open(ThreadRuntime(), copy,
                                   {.folder = kFolder,
                                    .owner = {ApplicationId("a"), kSecond},
                                    .goes_on = true,
                                    .checkpoint = {.last_finished = BatchTime(1000)},
                                    .streams = {StreamId(9)}});
    ASSERT_THAT(next.status(), IsOk());
    EXPECT_EQ(TextOf(next->run.image), TextOf(driver.Known())) << "after update " << i;
  }
}

TEST_F(BlockLogFileTest, TheNextLifeKnowsWhereBlocksAreInLogsOfReceivers) {
  const PlaceInLog place{.file = 2, .offset = 30, .bytes = 100};
  {
    Driver driver = Start(kFirst);
    ASSERT_THAT(driver.master.Apply(AddBlock{.id = Block(0), .info = {.records = 10, .log = place}, .holder = e1}),
                IsOk());
    PutFile(LogOfReceiver(place.file));
  }
  {
    Driver second = Start(kSecond);
    EXPECT_EQ(second.Known().blocks.at(Block(0)).info.log, place);
    EXPECT_EQ(second.Known().seen.begin()->second.log_files, 3);
  }
  Driver third = Start(DriverLife(3));
  EXPECT_EQ(third.Known().blocks.at(Block(0)).info.log, place) << "also by way of an image";
}

TEST_F(BlockLogFileTest, LogsOfReceiversStayForALaterLifeAndForNobodyElse) {
  const std::string folder = StrCat(kFolder, "/received/7/0/1"), file = StrCat(folder, "/0");
  {
    EXPECT_EQ(Open(kFirst, true, "a", 1, 7)->run.received.folder, StrCat(kFolder, "/received/7"));
  }
  ASSERT_THAT(files_.MakeFolder(folder), IsOk());
  ASSERT_THAT(files_.Publish(file, "blocks"), IsOk());
  {
    Start(kSecond);
  }
  EXPECT_THAT(files_.Read(file), IsOk());
  ASSERT_THAT(Open(DriverLife(3), true, "another application"), IsOk());
  EXPECT_THAT(files_.Read(file), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(BlockLogFileTest, EachLifeWritesItsOwnFileAndRemovesTheFormerOnes) {
  {
    ASSERT_THAT(Start(kFirst).Report(0), IsOk());
  }
  EXPECT_THAT(Names(), ElementsAre("blocks-1"));
  Driver second = Start(kSecond);
  EXPECT_THAT(Names(), ElementsAre("blocks-2"));
  EXPECT_EQ(second.Known().blocks.size(), 1);
  ASSERT_THAT(second.Report(1), IsOk());
  ASSERT_THAT(second.log->Commit(), IsOk());
  EXPECT_EQ(Start(DriverLife(3)).Known().blocks.size(), 2) << "what two lives have received";
}

TEST_F(BlockLogFileTest, WhatWasNotCommittedIsNotThereAfterACrashAndNothingElseIsMissing) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    ASSERT_THAT(files_.RemoveTree(kFolder), IsOk());
    ASSERT_THAT(files_.MakeFolder(kFolder), IsOk());
    Driver driver = Start(kFirst);
    ASSERT_THAT(driver.Report(0), IsOk());
    ASSERT_THAT(driver.log->Commit(), IsOk());
    const std::string committed = TextOf(driver.Known());
    ASSERT_THAT(driver.Report(1), IsOk());
    SeededRandom random(seed);
    files_.Crash(random);
    EXPECT_EQ(TextOf(Open(kSecond)->run.image), committed);
  }
}

TEST_F(BlockLogFileTest, OnlyALaterLifeOfTheSameApplicationTakesItOver) {
  struct Case {
    DriverLife life;
    std::string application;
    bool goes_on;
    int64_t lost;
  };
  for (const Case& stranger :
       {Case{kFirst, "a", true, 10}, Case{kSecond, "b", true, 10}, Case{kSecond, "a", false, 0}}) {
    ASSERT_THAT(files_.RemoveTree(kFolder), IsOk());
    ASSERT_THAT(files_.MakeFolder(kFolder), IsOk());
    {
      ASSERT_THAT(Start(kFirst).Report(0), IsOk());
    }
    auto opened = Open(stranger.life, stranger.goes_on, stranger.application);
    ASSERT_THAT(opened.status(), IsOk());
    EXPECT_THAT(opened->run.image.blocks, IsEmpty());
    EXPECT_THAT(opened->run.image.streams, ElementsAre(StreamId(stranger.life, 0)));
    EXPECT_EQ(opened->records_lost, stranger.lost);
  }
}

TEST_F(BlockLogFileTest, OfARunThatHasEndedNothingIsTakenOver) {
  {
    Driver driver = Start(kFirst);
    ASSERT_THAT(driver.Report(0), IsOk());
    ASSERT_THAT(driver.master.Apply(EndRun{kRun}), IsOk());
  }
  auto opened = Open(kSecond);
  EXPECT_THAT(opened->run.image.blocks, IsEmpty());
  EXPECT_EQ(opened->records_lost, 0);
}

TEST_F(BlockLogFileTest, AFullDiskIsAnErrorOfTheCommitAndTheNextOneWritesAll) {
  Driver driver = Start(kFirst);
  files_.SetCapacity(0);
  ASSERT_THAT(driver.Report(0), IsOk());
  EXPECT_THAT(driver.log->Commit(), StatusIs(absl::StatusCode::kResourceExhausted));
  files_.SetCapacity(1 << 20);
  ASSERT_THAT(driver.Report(1), IsOk());
  EXPECT_THAT(driver.log->Commit(), IsOk());
  EXPECT_EQ(TextOf(Open(kSecond)->run.image), TextOf(driver.Known()));
}

TEST_F(BlockLogFileTest, ADamagedLogIsNamed) {
  {
    Driver driver = Start(kFirst);
    for (int64_t i = 0; i < 3; ++i) {
      ASSERT_THAT(driver.Report(i), IsOk());
      ASSERT_THAT(driver.log->Commit(), IsOk());
    }
  }
  files_.FlipBit(StrCat(kFolder, "/blocks-1"), 8 * 60);
  EXPECT_THAT(Open(kSecond).status(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("blocks-1")));
}

TEST_F(BlockLogFileTest, ALogThatIsGoneIsNamedByTheCheckpointThatKnowsIt) {
  {
    ASSERT_THAT(Start(kFirst).Report(0), IsOk());
  }
  checkpoint_ = {.last_finished = BatchTime(1000), .log = 1};
  const std::string bytes(files_.Read(StrCat(kFolder, "/blocks-1"))->view());
  ASSERT_THAT(files_.Remove(StrCat(kFolder, "/blocks-1")), IsOk());
  EXPECT_THAT(Open(kSecond).status(), IsMissing("blocks-1"));
  ASSERT_THAT(files_.Publish(StrCat(kFolder, "/blocks-1"), ""), IsOk());
  EXPECT_THAT(Open(kSecond).status(), IsMissing("blocks-1")) << "it says nothing";
  EXPECT_THAT(Names(), ElementsAre("blocks-1")) << "nothing was begun";
  ASSERT_THAT(files_.Publish(StrCat(kFolder, "/blocks-2"), bytes), IsOk());
  EXPECT_THAT(Open(kSecond).status(), IsOk()) << "a later life has begun, and had no checkpoint yet";
}

TEST_F(BlockLogFileTest, ALogHasTheNumberOfItsLease) {
  ASSERT_THAT(Open(kFirst, true, "a", 1, /*token=*/7).status(), IsOk());
  EXPECT_THAT(Names(), ElementsAre("blocks-7"));
  ASSERT_THAT(Open(kSecond, true, "a", 1, /*token=*/9).status(), IsOk());
  EXPECT_THAT(Names(), ElementsAre("blocks-9"));
}

TEST_F(BlockLogFileTest, ItIsKnownUnderWhichLeaseTheFirstLifeBeganThatHadIt) {
  EXPECT_EQ(Open(kFirst, true, "a", 1, /*token=*/7)->run.begun_under, 7);
  EXPECT_EQ(Open(kSecond, true, "a", 1, /*token=*/9)->run.begun_under, 7);
  EXPECT_EQ(Open(DriverLife(3), true, "a", 1, /*token=*/11)->run.begun_under, 7);
  EXPECT_EQ(Open(DriverLife(4), true, "b", 1, /*token=*/13)->run.begun_under, 13) << "it is another application's";
}

TEST_F(BlockLogFileTest, ACheckpointThatIsGoneIsNamedByTheLogThatCallsItsBatchDone) {
  Driver driver = Start(kFirst);
  ASSERT_THAT(driver.Report(0), IsOk());
  for (const BlockUpdate& update :
       std::vector<BlockUpdate>{AssignBatch{At(1000), {Block(0)}}, FinishBatch{At(1000)}, ForgetBatch{At(1000)},
                                AssignBatch{At(2000), {}}, FinishBatch{At(2000)}}) {
    ASSERT_THAT(driver.master.Apply(update), IsOk());
  }
  ASSERT_THAT(driver.log->Commit(), IsOk());
  EXPECT_THAT(Open(kSecond).status(), IsMissing("checkpoint-1000"));
  checkpoint_.last_finished = BatchTime(500);
  EXPECT_THAT(Open(kSecond).status(), IsMissing("checkpoint-1000")) << "what it had is gone with it";
  PutFile("unfinished/0/1000-1-1/_SUCCESS");
  EXPECT_THAT(Open(kSecond).status(), IsOk()) << "it was saved, and runs again";
}

TEST_F(BlockLogFileTest, WithTheCheckpointOfTheLastBatchThatHadBlocksNothingIsMissing) {
  {
    Driver driver = Start(kFirst);
    ASSERT_THAT(driver.Report(0), IsOk());
    ASSERT_THAT(driver.master.Apply(AssignBatch{At(1000), {Block(0)}}), IsOk());
    ASSERT_THAT(driver.master.Apply(FinishBatch{At(1000)}), IsOk());
  }
  checkpoint_ = {.last_finished = BatchTime(1000), .log = 1};
  EXPECT_THAT(Open(kSecond).status(), IsOk());
}

TEST_F(BlockLogFileTest, AFileOfAReceiversLogThatIsGoneIsNamedWhileABatchNeedsIt) {
  const PlaceInLog place{.file = 2, .offset = 30, .bytes = 100};
  {
    Driver driver = Start(kFirst);
    ASSERT_THAT(driver.master.Apply(AddBlock{.id = Block(0), .info = {.records = 10, .log = place}, .holder = e1}),
                IsOk());
    ASSERT_THAT(driver.master.Apply(AssignBatch{At(1000), {Block(0)}}), IsOk());
  }
  EXPECT_THAT(Open(kSecond).status(), IsMissing(LogOfReceiver(2)));
  PutFile(LogOfReceiver(1));
  EXPECT_THAT(Open(kSecond).status(), IsMissing(LogOfReceiver(2)));
  checkpoint_.last_finished = BatchTime(1000);
  EXPECT_THAT(Open(kSecond).status(), IsOk()) << "its batch is done";
}

TEST_F(BlockLogFileTest, AProgramWithOtherInputsIsRefusedNamingBoth) {
  {
    ASSERT_THAT(Start(kFirst).Report(0), IsOk());
  }
  EXPECT_THAT(Open(kSecond, true, "a", 2).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("then=1 now=2")));
}

TEST_F(BlockLogFileTest, ALifeThatDiedWhileItBeganChangesNothing) {
  {
    ASSERT_THAT(Start(kFirst).Report(0), IsOk());
  }
  ASSERT_THAT(RecordLogWriter::Open(files_, StrCat(kFolder, "/blocks-2")).status(), IsOk());
  EXPECT_EQ(Open(DriverLife(3))->run.image.blocks.size(), 1);
  EXPECT_THAT(Names(), ElementsAre("blocks-3"));
}

}  // namespace
}  // namespace sluice
