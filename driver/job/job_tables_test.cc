#include "driver/job/map_output_table.h"
#include "driver/job/program_catalog.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr ExecutorId e1{1}, e2{2};
constexpr ShuffleId kShuffle{5};

class MapOutputTableTest : public ::testing::Test {
 protected:
  MapOutputTableTest() { table_.Open(kShuffle, 2, 3); }
  MapOutputTable table_;
};

TEST_F(MapOutputTableTest, AShuffleIsCompleteWhenEveryMapPartitionHasRun) {
  EXPECT_THAT(table_.Missing(kShuffle), ElementsAre(0, 1));
  EXPECT_TRUE(table_.Add(kShuffle, 0, e1, {10, 0, 30}));
  EXPECT_FALSE(table_.IsComplete(kShuffle));
  EXPECT_TRUE(table_.Add(kShuffle, 1, e2, {1, 2, 3}));
  EXPECT_TRUE(table_.IsComplete(kShuffle));
  EXPECT_THAT(table_.HoldersFor(kShuffle, 1), ElementsAre(std::nullopt, e2));
  std::map<ExecutorId, int64_t> bytes;
  table_.AddBytesFor(kShuffle, 2, bytes);
  EXPECT_THAT(bytes, ElementsAre(Pair(e1, 30), Pair(e2, 3)));
}

TEST_F(MapOutputTableTest, ALostExecutorTakesItsOutputsAlong) {
  table_.Add(kShuffle, 0, e1, {1, 1, 1});
  table_.Add(kShuffle, 1, e2, {1, 1, 1});
  table_.DropHolder(e2);
  EXPECT_THAT(table_.Missing(kShuffle), ElementsAre(1));
  EXPECT_FALSE(table_.Drop(kShuffle, 0, e2));
  EXPECT_TRUE(table_.Drop(kShuffle, 0, e1));
  EXPECT_THAT(table_.Missing(kShuffle), ElementsAre(0, 1));
}

TEST_F(MapOutputTableTest, TheFirstOutputOfAPartitionCounts) {
  EXPECT_TRUE(table_.Add(kShuffle, 0, e1, {1, 1, 1}));
  EXPECT_FALSE(table_.Add(kShuffle, 0, e2, {1, 1, 1}));
  EXPECT_TRUE(table_.Drop(kShuffle, 0, e1));
}

TEST_F(MapOutputTableTest, OutputsOfAnotherShapeOrShuffleAreRefused) {
  EXPECT_FALSE(table_.Add(kShuffle, 2, e1, {1, 1, 1}));
  EXPECT_FALSE(table_.Add(kShuffle, -1, e1, {1, 1, 1}));
  EXPECT_FALSE(table_.Add(kShuffle, 0, e1, {1, 1}));
  EXPECT_FALSE(table_.Add(ShuffleId(6), 0, e1, {1, 1, 1}));
}

TEST_F(MapOutputTableTest, AnOutputMovesFromWhoHoldsItOnly) {
  const ExecutorId e1{1}, e2{2};
  ASSERT_TRUE(table_.Add(kShuffle, 1, e1, {5, 0, 7}));
  EXPECT_THAT(table_.HeldBy(e1), ::testing::ElementsAre(MapOutputId{kShuffle, 1}));
  EXPECT_FALSE(table_.Move({kShuffle, 1}, e2, e1));
  EXPECT_FALSE(table_.Move({kShuffle, 0}, e1, e2)) << "nobody holds it";
  EXPECT_FALSE(table_.Move({kShuffle, 9}, e1, e2));
  EXPECT_TRUE(table_.Move({kShuffle, 1}, e1, e2));
  EXPECT_EQ(table_.HolderOf({kShuffle, 1}), e2);
  EXPECT_THAT(table_.BytesOf({kShuffle, 1}), ::testing::ElementsAre(5, 0, 7));
  EXPECT_FALSE(table_.HoldsAny(e1));
  table_.DropHolder(e1);
  EXPECT_TRUE(table_.Has(kShuffle, 1));
}

TEST_F(MapOutputTableTest, ClosingAShuffleNamesItsHolders) {
  table_.Add(kShuffle, 0, e2, {1, 1, 1});
  EXPECT_THAT(table_.Close(kShuffle), ElementsAre(e2));
  EXPECT_FALSE(table_.IsOpen(kShuffle));
  EXPECT_THAT(table_.Close(kShuffle), IsEmpty());
}

v1::StageProgram Program(const std::string& name) {
  v1::StageProgram program;
  program.add_ops()->set_name(name);
  return program;
}

TEST(ProgramCatalogTest, TheSameProgramHasTheSameStageBatchAfterBatch) {
  ProgramCatalog catalog(ProgramLimits{});
  StageId first = catalog.Use(Program("map"));
  EXPECT_NE(catalog.Use(Program("filter")), first);
  catalog.Release(first);
  EXPECT_EQ(catalog.Use(Program("map")), first);
  EXPECT_EQ(catalog.Get(first).stage(), first.value());
  EXPECT_THAT(catalog.TakeForgotten(), IsEmpty());
}

TEST(ProgramCatalogTest, TheLongestUnusedProgramIsForgottenFirstAndUsedOnesNever) {
  ProgramCatalog catalog({.unused_max = 1});
  StageId used = catalog.Use(Program("used"));
  StageId old = catalog.Use(Program("old"));
  StageId recent = catalog.Use(Program("recent"));
  catalog.Release(old);
  catalog.Release(recent);
  EXPECT_THAT(catalog.TakeForgotten(), ElementsAre(old));
  EXPECT_NE(catalog.Use(Program("old")), old);
  EXPECT_EQ(catalog.Use(Program("recent")), recent);
  EXPECT_EQ(catalog.Use(Program("used")), used);
}

TEST(ProgramCatalogTest, UnusedProgramsAreKeptAsFarAsThereIsRoom) {
  ProgramCatalog catalog({.unused_bytes_max = 250});
  const StageId old = catalog.Use(Program(std::string(100, 'o')));
  const StageId recent = catalog.Use(Program(std::string(100, 'r')));
  for (StageId stage : {old, recent}) catalog.Release(stage);
  EXPECT_THAT(catalog.TakeForgotten(), IsEmpty());
  catalog.Release(catalog.Use(Program(std::string(100, 'n'))));
  EXPECT_THAT(catalog.TakeForgotten(), ElementsAre(old));
  EXPECT_EQ(catalog.Use(Program(std::string(100, 'r'))), recent) << "what is used needs no such room";
  catalog.Release(catalog.Use(Program(std::string(100, 'm'))));
  EXPECT_THAT(catalog.TakeForgotten(), IsEmpty());
}

TEST(ProgramCatalogTest, ALargeProgramIsNamedAndOfferedOnceUntilItIsForgotten) {
  ProgramCatalog catalog({.unused_max = 0, .sent_bytes_max = 100}, DriverLife(3));
  const v1::StageProgram program = Program(std::string(101, 'x'));
  const StageId stage = catalog.Use(program);
  EXPECT_EQ(catalog.Use(program), stage);
  const v1::StageProgram sent = catalog.Get(stage);
  EXPECT_EQ(sent.stage(), stage.value());
  EXPECT_EQ(sent.ops_size(), 0);
  const VariableKey key(sent.fetched().key());
  EXPECT_EQ(key.life(), DriverLife(3));
  v1::StageProgram fetched;
  ASSERT_NE(BroadcastValue::Find(key), nullptr);
  ASSERT_TRUE(fetched.ParseFromString(std::string(BroadcastValue::Find(key)->encoded().view())));
  EXPECT_EQ(fetched.ops(0).name(), program.ops(0).name());
  EXPECT_EQ(sent.fetched().bytes(), BroadcastValue::Find(key)->encoded().size());
  catalog.Release(stage);
  EXPECT_NE(BroadcastValue::Find(key), nullptr);
  catalog.Release(stage);
  EXPECT_FALSE(catalog.Has(stage));
  EXPECT_EQ(BroadcastValue::Find(key), nullptr);
}

}  // namespace
}  // namespace sluice
