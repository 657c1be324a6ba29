// Lineages that programs make in loops. Everything runs on the stack that a thread of a program has if nobody says
// otherwise, or on a smaller one.
#include <pthread.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr size_t kUsualStack = 8 << 20;
constexpr size_t kSmallStack = 256 << 10;

void OnStackOf(size_t bytes, std::function<void()> call) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, bytes), 0);
  auto run = [](void* call) -> void* {
    (*static_cast<std::function<void()>*>(call))();
    return nullptr;
  };
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &call), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

class LongLineageTest : public RddTestBase {
 protected:
  RDD<int64_t> Numbers() { return parallelize<int64_t>(app_, {1, 2, 3}, 2); }
  static RDD<int64_t> Filtered(RDD<int64_t> rdd, int times) {
    for (int i = 0; i < times; ++i) rdd = rdd.filter([](int64_t n) { return n > 0; });
    return rdd;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("checkpoint");
};

TEST_F(LongLineageTest, AMillionStepsAreRefusedByTheirDepthAndWhatToDo) {
  OnStackOf(kUsualStack, [this] {
    RDD<int64_t> rdd = Filtered(Numbers(), 1'000'000);
    EXPECT_THAT(ErrorOf([&] { rdd.count(); }),
                AllOf(HasSubstr("the lineage of filter is too long: depth=1000001, max=10000; cut it on the way: call "
                                "checkpoint (or localCheckpoint) on an RDD")));
    EXPECT_LT(rdd.toDebugString().size(), 5 << 20);
  });
}

TEST_F(LongLineageTest, AsManyStepsAsAStageTakesRun) {
  OnStackOf(kUsualStack, [this] { EXPECT_EQ(Filtered(Numbers(), 9'999).count(), 3); });
}

TEST_F(LongLineageTest, StepsBeyondThatRunBetweenCheckpoints) {
  OnStackOf(kUsualStack, [this] {
    app_.setCheckpointDir(folder_.path());
    RDD<int64_t> rdd = Numbers();
    for (int i = 0; i < 10; ++i) {
      rdd = Filtered(rdd, 9'000);
      rdd.checkpoint();
      ASSERT_EQ(rdd.count(), 3);
    }
    EXPECT_THAT(Filtered(rdd, 9'000).collect(), ElementsAre(1, 2, 3));
  });
}

TEST_F(LongLineageTest, AStackThatIsTooSmallForTheStepsIsAnErrorAndNoCrash) {
  OnStackOf(kSmallStack, [this] {
    EXPECT_THAT(ErrorOf([&] { Filtered(Numbers(), 9'999).count(); }),
                AllOf(HasSubstr("the lineage of filter"), HasSubstr("depth=10000, more than the stack of a task takes"),
                      HasSubstr("checkpoint")));
  });
}

TEST_F(LongLineageTest, UnionsMadeOneByOneRun) {
  OnStackOf(kUsualStack, [this] {
    RDD<int64_t> all = Numbers();
    for (int64_t i = 0; i < 3'000; ++i) all = all.union_(parallelize<int64_t>(app_, {i}, 1));
    EXPECT_EQ(all.getNumPartitions(), 3'002);
    EXPECT_EQ(all.count(), 3'003);
    EXPECT_THAT(all.take(5), ElementsAre(1, 2, 3, 0, 1));
  });
}

TEST_F(LongLineageTest, ManyInputsOfOneUnionRun) {
  std::vector<RDD<int64_t>> parts;
  for (int64_t i = 0; i < 10'000; ++i) parts.push_back(parallelize<int64_t>(app_, {i}, 1));
  EXPECT_THAT(unionOf(parts).collect(), SizeIs(10'000));
}

TEST_F(LongLineageTest, AnRddThatIsUnitedWithItselfAgainAndAgainEndsByAnErrorAndIsShortlyDescribed) {
  RDD<int64_t> rdd = Numbers();
  for (int i = 0; i < 20; ++i) rdd = rdd.union_(rdd);
  EXPECT_LT(rdd.toDebugString().size(), 5 << 20);
  EXPECT_THAT(rdd.toDebugString(), HasSubstr("... (the rest is left out)"));
  EXPECT_THAT(ErrorOf([&] {
                for (int i = 0; i < 100; ++i) rdd = rdd.union_(rdd);
              }),
              HasSubstr("an RDD has too many partitions: partitions=16777216 max=10000000"));
  EXPECT_THAT(ErrorOf([&] { rdd.cartesian(rdd); }), HasSubstr("partitions=2147483647 max=10000000"));
}

TEST_F(LongLineageTest, ALongLineageEndsOnASmallStack) {
  OnStackOf(kSmallStack, [this] {
    RDD<int64_t> steps = Filtered(Numbers(), 300'000);
    RDD<int64_t> shuffles = Numbers();
    for (int i = 0; i < 100'000; ++i) shuffles = shuffles.repartition(1);
    RDD<int64_t> kept = Numbers();
    for (int i = 0; i < 50'000; ++i) kept = Filtered(kept, 1).persist();
    EXPECT_THAT(kept.toDebugString(), HasSubstr("ParallelCollectionRDD"));
    EXPECT_THAT(shuffles.toDebugString(), HasSubstr("(the rest is left out)"));
  });
}

}  // namespace
}  // namespace sluice
