#include "engine/lineage/lineage.h"

#include <limits>
#include <memory>
#include <vector>

#include "engine/lineage/let_go.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/lineage/rdd_cell.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Remembers which shuffles nobody reads any more.
class FreeingRunner : public LocalJobRunner {
 public:
  void FreeShuffle(ShuffleId shuffle) override { freed.push_back(shuffle); }
  std::vector<ShuffleId> freed;
};

class LineageTest : public testing::Test {
 protected:
  Rdd Source(int partitions) { return SourceRdd(jobs_, {.name = "lines"}, partitions); }
  Rdd Shuffled(Rdd parent) { return ShuffledRdd(jobs_, {.name = "write"}, {.name = "read"}, std::move(parent), 3); }

  FreeingRunner jobs_;
};

TEST_F(LineageTest, AUnionHasThePartitionsOfAllOneBehindTheOther) {
  const Rdd all = Current(UnionRdd(jobs_, {.name = "union"}, {Source(2), Source(0), Source(3)}));
  EXPECT_EQ(all->partitions, 5);
  EXPECT_THAT(all->union_ends, ElementsAre(2, 2, 5));
}

TEST_F(LineageTest, AUnionOfMorePartitionsThanThereMayBeHasTheMost) {
  const int most = std::numeric_limits<int>::max();
  const Rdd all = UnionRdd(jobs_, {.name = "union"}, {Source(most), Source(most)});
  EXPECT_EQ(all->partitions, most);
  EXPECT_EQ(ClampPartitions(int64_t{most} + 1), most);
  EXPECT_EQ(ClampPartitions(3), 3);
}

TEST_F(LineageTest, OutputsOfAShuffleAreFreedWithTheLastWhoReadsThem) {
  Rdd shuffled = Shuffled(Source(2));
  const ShuffleId shuffle = Current(shuffled)->shuffle->id;
  Rdd reader = NarrowRdd(jobs_, {.name = "map"}, shuffled);
  shuffled.reset();
  EXPECT_THAT(jobs_.freed, IsEmpty());
  reader.reset();
  EXPECT_THAT(jobs_.freed, ElementsAre(shuffle));
}

TEST_F(LineageTest, KeptRowsStayWhereTheyAre) {
  const Rdd parent = Shuffled(Source(2)), kept = Current(KeptRdd(jobs_, {.name = "write"}, {.name = "read"}, parent));
  EXPECT_EQ(kept->partitions, parent->partitions);
  EXPECT_EQ(kept->shuffle->reducers, parent->partitions);
  EXPECT_EQ(kept->partitioning, parent->partitioning);
}

TEST_F(LineageTest, OneOfAnyLengthGoesWithoutADeepStack) {
  Rdd rdd = Source(1);
  for (int i = 0; i < 300'000; ++i) rdd = i % 3 == 0 ? Shuffled(rdd) : NarrowRdd(jobs_, {.name = "map"}, rdd);
  rdd.reset();
  EXPECT_EQ(jobs_.freed.size(), 100'000u);
}

// What owns the next one, and says in which order they go.
struct Link {
  ~Link() {
    LetGo(std::move(next));
    gone.push_back(number);
  }
  const int number;
  std::vector<int>& gone;
  std::shared_ptr<Link> next;
};

TEST(LetGoTest, WhatIsOwnedGoesWhenItsOwnerHasGone) {
  std::vector<int> gone;
  std::shared_ptr<Link> chain;
  for (int i = 3; i > 0; --i) chain = std::shared_ptr<Link>(new Link{i, gone, std::move(chain)});
  LetGo(std::move(chain));
  EXPECT_THAT(gone, ElementsAre(1, 2, 3));
}

TEST(LetGoTest, WhatOthersOwnStays) {
  std::vector<int> gone;
  const std::shared_ptr<Link> shared(new Link{1, gone, nullptr});
  LetGo(shared);
  LetGo(nullptr);
  EXPECT_THAT(gone, IsEmpty());
}

}  // namespace
}  // namespace sluice
