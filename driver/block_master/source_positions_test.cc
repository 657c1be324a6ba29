// Blocks of a source with positions: whatever comes again, late or out of order, each of its records is kept once.
#include "driver/block_master/source_positions.h"

#include "driver/block_master/block_update.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr ExecutorId e1{1}, e2{2};
constexpr RunId kRun{3};
const StreamId kStream(0);

BlockId Block(int64_t sequence, int64_t epoch = 1) { return BlockId::Input(kStream, Epoch(epoch), sequence); }

class SourcePositionsTest : public ::testing::Test {
 protected:
  SourcePositionsTest() {
    EXPECT_TRUE(BeginLife{DriverLife()}.Apply(table_).ok());
    EXPECT_TRUE((AddRun{kRun, {.streams = {kStream}}}.Apply(table_).ok()));
  }
  absl::Status Tell(const BlockId& id, int64_t first, int64_t end, std::optional<ExecutorId> holder = e1,
                    const std::string& part = "p") {
    const BlockInfo info{.records = end - first, .bytes = 10, .position = SourcePosition{part, first, end}};
    return AddBlock{.id = id, .info = info, .holder = holder}.Apply(table_);
  }
  void Begin(int64_t epoch) { ASSERT_TRUE((BeginReceiver{kStream, Epoch(epoch)}.Apply(table_).ok())); }
  void Assign(int64_t time) { ASSERT_TRUE((AssignBatch{{kRun, BatchTime(time)}, Assignable()}.Apply(table_).ok())); }
  std::vector<BlockId> Assignable() const { return table_.Assignable(kRun); }
  SafePositions Resume() const { return ResumePositions(kStream, table_); }

  BlockTable table_;
};

TEST_F(SourcePositionsTest, WhatComesAgainIsDropped) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  ASSERT_TRUE(Tell(Block(1), 10, 30).ok());
  ASSERT_TRUE(Tell(Block(2), 0, 10).ok());
  ASSERT_TRUE(Tell(Block(3), 10, 20).ok());
  ASSERT_TRUE(Tell(Block(4), 30, 40).ok());
  ASSERT_TRUE(Tell(Block(5), 0, 10, e1, "another part").ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(0), Block(1), Block(4), Block(5)));
  EXPECT_THAT(table_.dropped, ElementsAre(Pair(Block(2), e1), Pair(Block(3), e1)));
  EXPECT_EQ(table_.totals.received, 50);
  EXPECT_EQ(table_.totals.repeated, 20);
  EXPECT_EQ(ToString(table_.totals), "received: 50, replicated: 0, processed: 0, lost: 0, repeated: 20");
  EXPECT_EQ(table_.RecordsOf(kStream, Epoch(1)), 50);
  EXPECT_THAT(Resume(), UnorderedElementsAre(Pair("p", 40), Pair("another part", 10)));
  EXPECT_EQ(Tell(Block(2), 0, 10).code(), absl::StatusCode::kAlreadyExists) << "it is seen";
}

TEST_F(SourcePositionsTest, WhatIsToldOutOfOrderWaitsForItsTurn) {
  ASSERT_TRUE(Tell(Block(2), 10, 20, e2).ok()) << "by whoever has taken a copy";
  ASSERT_TRUE(Tell(Block(1), 10, 20, e2).ok());
  EXPECT_THAT(Assignable(), IsEmpty());
  EXPECT_THAT(Resume(), ElementsAre(Pair("p", 10)));
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(0), Block(1)));
  EXPECT_THAT(table_.dropped, ElementsAre(Pair(Block(2), e2)));
}

TEST_F(SourcePositionsTest, TheNextStartGoesOnBeforeWhatIsNotThereAnyMore) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Assign(1000);
  ASSERT_TRUE(Tell(Block(1), 10, 20, e1).ok());
  ASSERT_TRUE(Tell(Block(2), 20, 30, e2).ok());
  ASSERT_TRUE(DropHolder{e1}.Apply(table_).ok());
  EXPECT_THAT(Assignable(), IsEmpty()) << "none before one that is not there";
  EXPECT_THAT(Resume(), ElementsAre(Pair("p", 10)));
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 10, 15, e2).ok());
  ASSERT_TRUE(Tell(Block(1, 2), 15, 35, e2).ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(0, 2), Block(1, 2)));
  EXPECT_THAT(table_.dropped, ElementsAre(Pair(Block(2), e2)));
  EXPECT_THAT(Resume(), ElementsAre(Pair("p", 35)));
}

TEST_F(SourcePositionsTest, WhatABatchHasIsNotTakenFromIt) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Assign(1000);
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 0, 10, e2).ok()) << "a source that goes back";
  ASSERT_TRUE(Tell(Block(1, 2), 10, 20, e2).ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(1, 2)));
  EXPECT_EQ(table_.totals.repeated, 10);
}

TEST_F(SourcePositionsTest, WhatAFormerStartTellsLateIsReadAgainByTheNext) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Begin(2);
  EXPECT_EQ(Tell(Block(1), 10, 20).code(), absl::StatusCode::kUnavailable) << "nobody knows yet";
  EXPECT_TRUE(Tell(Block(0), 0, 10, e2).ok()) << "another holder of one that is known";
  EXPECT_TRUE(Tell(Block(1), 10, 20, std::nullopt).ok())
      << "the next start has found it in the log, and goes on behind";
  EXPECT_THAT(Resume(), ElementsAre(Pair("p", 10))) << "it is not there, unless it is said where";
  ASSERT_TRUE(Tell(Block(0, 2), 10, 25, e2).ok());
  EXPECT_EQ(Tell(Block(2), 20, 30).code(), absl::StatusCode::kAlreadyExists);
}

TEST_F(SourcePositionsTest, WhatIsToldLateAndTheNextStartDoesNotReadAgainCounts) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 40, 50, e2).ok()) << "its source has forgotten what it takes for safe";
  Assign(1000);
  ASSERT_TRUE(Tell(Block(2), 20, 40).ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(2))) << "though nobody knows those before it";
  ASSERT_TRUE(Tell(Block(2), 20, 40, e2).ok()) << "another holder";
  ASSERT_TRUE(Tell(Block(1), 10, 20).ok());
  EXPECT_EQ(Tell(Block(3), 20, 40).code(), absl::StatusCode::kAlreadyExists) << "once";
  EXPECT_THAT(Assignable(), ElementsAre(Block(1), Block(2)));
  EXPECT_EQ(table_.totals.received, 50);
  EXPECT_THAT(Resume(), ElementsAre(Pair("p", 50)));
}

TEST_F(SourcePositionsTest, WhatNobodyHadStoredOfAPartIsPassedOverToo) {
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 10, 20, e2).ok());
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  EXPECT_EQ(table_.totals.received, 20);
}

TEST_F(SourcePositionsTest, OneThatGoesBackReadsNothingTwice) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 20, 30, e2).ok());
  Begin(3);
  ASSERT_TRUE(Tell(Block(1), 10, 20).ok());
  ASSERT_TRUE(Tell(Block(0, 3), 10, 20, e2).ok());
  ASSERT_TRUE(Tell(Block(1, 3), 20, 30, e2).ok());
  EXPECT_THAT(Assignable(), ElementsAre(Block(0), Block(1), Block(1, 3)));
  EXPECT_EQ(table_.totals.repeated, 20);
}

TEST_F(SourcePositionsTest, TheNextLifeKnowsWhatWasPassedOver) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Begin(2);
  ASSERT_TRUE(Tell(Block(0, 2), 20, 30, e2).ok());
  BlockTable next;
  ASSERT_TRUE(BeginLife{DriverLife()}.Apply(next).ok());
  ASSERT_TRUE((AddRun{kRun, ImageOf(table_, kRun)}.Apply(next).ok()));
  table_ = next;
  ASSERT_TRUE(Tell(Block(1), 10, 20).ok()) << "before any start of this life";
  EXPECT_EQ(table_.totals.received, 30);
}

TEST_F(SourcePositionsTest, TheNextLifeGoesOnWithThem) {
  ASSERT_TRUE(Tell(Block(0), 0, 10).ok());
  Assign(1000);
  BlockTable next;
  ASSERT_TRUE(BeginLife{DriverLife()}.Apply(next).ok());
  ASSERT_TRUE((AddRun{kRun, ImageOf(table_, kRun)}.Apply(next).ok()));
  EXPECT_THAT(ResumePositions(kStream, next), ElementsAre(Pair("p", 10)));
}

}  // namespace
}  // namespace sluice
