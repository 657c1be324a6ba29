#include "engine/lineage/rdd_cell.h"

#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RddCellTest : public testing::Test {
 protected:
  Rdd Source(const std::string& name) { return SourceRdd(jobs_, {.name = name}, 2); }
  Rdd Mapped(const Rdd& parent) { return NarrowRdd(jobs_, {.name = "map"}, parent); }
  // As persist does: what `computed` gives, or else it itself.
  void Keep(const Rdd& rdd) {
    rdd->cell->Keep([this](Rdd computed) { return KeptRdd(jobs_, {.name = "write"}, {.name = "read"}, computed); });
  }
  static std::string Reads(const Rdd& rdd) { return Current(rdd)->op.name; }
  static void Want(const Rdd& rdd) {
    rdd->cell->WantCheckpoint([](const Rdd&) {});
  }

  LocalJobRunner jobs_;
};

TEST_F(RddCellTest, RowsAreComputedUntilTheyAreKeptAndAgainWhenTheyAreNot) {
  const Rdd rdd = Source("lines"), child = Mapped(rdd);
  EXPECT_EQ(Reads(rdd), "lines");
  Keep(rdd);
  EXPECT_TRUE(rdd->cell->IsKept());
  EXPECT_EQ(Reads(rdd), "read");
  EXPECT_EQ(Reads(Current(child)->narrow.at(0).parent), "read") << "also for what was made of it before";
  const Rdd kept = Current(rdd);
  Keep(rdd);
  EXPECT_EQ(Current(rdd), kept) << "it is kept once";
  EXPECT_EQ(Current(kept->shuffle->parent)->op.name, "lines");
  rdd->cell->Note([](RddNotes& notes) { notes.level = "MEMORY_ONLY"; });
  rdd->cell->Unkeep();
  EXPECT_FALSE(rdd->cell->IsKept());
  EXPECT_EQ(rdd->cell->notes().level, "");
  EXPECT_EQ(Reads(rdd), "lines");
}

TEST_F(RddCellTest, ACutGivesUpWhatRowsWereComputedOf) {
  Rdd source = Source("lines");
  const std::weak_ptr<const RddNode> gone = source;
  const Rdd rdd = Mapped(source);
  Keep(rdd);
  EXPECT_FALSE(rdd->cell->IsCut());
  source.reset();
  rdd->cell->Cut(Current(Source("file")));
  EXPECT_TRUE(gone.expired());
  EXPECT_TRUE(rdd->cell->IsCut());
  EXPECT_EQ(Reads(rdd), "read") << "what is kept is still the nearest";
  EXPECT_EQ(Reads(Current(rdd)->shuffle->parent), "file");
  rdd->cell->Unkeep();
  EXPECT_EQ(Reads(rdd), "file");
  EXPECT_EQ(rdd->cell->origin()->op.name, "map");
  EXPECT_EQ(rdd->cell->origin()->narrow.size(), 1u);
}

TEST_F(RddCellTest, ACheckpointIsTakenByOneThread) {
  const Rdd rdd = Source("lines");
  int written = 0;
  rdd->cell->WantCheckpoint([&written](const Rdd&) { ++written; });
  EXPECT_TRUE(rdd->cell->IsCheckpointWanted());
  const RddCell::WriteCheckpoint write = rdd->cell->TakeCheckpoint();
  ASSERT_TRUE(write);
  write(rdd);
  EXPECT_EQ(written, 1);
  EXPECT_FALSE(rdd->cell->IsCheckpointWanted());
  EXPECT_FALSE(rdd->cell->TakeCheckpoint());
}

TEST_F(RddCellTest, WhetherAnyCheckpointIsWantedIsKnownWithoutALook) {
  EXPECT_FALSE(RddCell::AnyCheckpointWanted());
  Rdd taken = Source("a"), dropped = Source("b");
  for (const Rdd& rdd : {taken, dropped, dropped}) Want(rdd);
  EXPECT_TRUE(RddCell::AnyCheckpointWanted());
  taken->cell->TakeCheckpoint();
  EXPECT_TRUE(RddCell::AnyCheckpointWanted());
  dropped.reset();
  EXPECT_FALSE(RddCell::AnyCheckpointWanted());
}

TEST_F(RddCellTest, TheNearestWantedCheckpointsAreFoundOnce) {
  const Rdd far = Source("lines"), near = Mapped(far);
  const Rdd other = Source("others");
  const Rdd shuffled = ShuffledRdd(jobs_, {.name = "write"}, {.name = "read"}, near, 2);
  const Rdd all = UnionRdd(jobs_, {.name = "union"}, {shuffled, Mapped(near), other});
  EXPECT_THAT(WantedCheckpoints(all), IsEmpty());
  for (const Rdd& rdd : {far, near, other}) Want(rdd);
  EXPECT_THAT(WantedCheckpoints(all), testing::UnorderedElementsAre(near, other));
  EXPECT_THAT(WantedCheckpoints(far), ElementsAre(far));
}

}  // namespace
}  // namespace sluice
