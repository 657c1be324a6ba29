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
  ProgramCatalog catalog(4);
  StageId first = catalog.Use(Program("map"));
  EXPECT_NE(catalog.Use(Program("filter")), first);
  catalog.Release(first);
  EXPECT_EQ(catalog.Use(Program("map")), first);
  EXPECT_EQ(catalog.Get(first).stage(), first.value());
  EXPECT_THAT(catalog.TakeForgotten(), IsEmpty());
}

TEST(ProgramCatalogTest, TheLongestUnusedProgramIsForgottenFirstAndUsedOnesNever) {
  ProgramCatalog catalog(1);
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

}  // namespace
}  // namespace sluice
