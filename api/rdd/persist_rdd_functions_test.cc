#include <memory>
#include <string>
#include <vector>

#include "api/rdd/rdd.h"
#include "api/rdd/rdd_test_base.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class KeptRddTest : public RddTestBase {
 protected:
  RDD<int64_t> Squares() {
    return parallelize<int64_t>(app_, {1, 2, 3}, 2).map([](int64_t n) { return n * n; });
  }
  // How many tasks the job of `call` runs.
  template <class F>
  int TasksOf(F call) {
    int before = jobs_.tasks_run();
    call();
    return jobs_.tasks_run() - before;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("checkpoint");
};

TEST_F(KeptRddTest, RddsMadeBeforePersistReadWhatIsKept) {
  RDD<int64_t> squares = Squares();
  RDD<int64_t> more = squares.map([](int64_t n) { return n + 1; });
  squares.persist();
  EXPECT_EQ(TasksOf([&] { EXPECT_THAT(more.collect(), ElementsAre(2, 5, 10)); }), 4);
  EXPECT_EQ(TasksOf([&] { EXPECT_THAT(more.collect(), ElementsAre(2, 5, 10)); }), 2);
  EXPECT_EQ(jobs_.shuffles_kept(), 1u);
  squares.unpersist();
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
  EXPECT_THAT(more.collect(), ElementsAre(2, 5, 10));
}

TEST_F(KeptRddTest, WhatIsKeptGoesWithTheLastHandle) {
  {
    RDD<int64_t> squares = Squares().persist();
    squares.count();
    EXPECT_EQ(jobs_.shuffles_kept(), 1u);
  }
  EXPECT_EQ(jobs_.shuffles_kept(), 0u);
}

TEST_F(KeptRddTest, ALevelIsAssignedOnce) {
  RDD<int64_t> squares = Squares();
  EXPECT_EQ(squares.getStorageLevel(), StorageLevel::NONE);
  squares.persist(StorageLevel::NONE);
  squares.persist(StorageLevel::DISK_ONLY_2);
  squares.persist(StorageLevel::DISK_ONLY_2);
  EXPECT_EQ(squares.getStorageLevel(), StorageLevel::DISK_ONLY_2);
  EXPECT_EQ(ErrorOf([&] { squares.cache(); }),
            "Cannot change storage level of an RDD after it was already assigned a level");
  squares.unpersist();
  EXPECT_EQ(squares.getStorageLevel(), StorageLevel::NONE);
  squares.cache();
  EXPECT_EQ(squares.getStorageLevel(), StorageLevel::MEMORY_ONLY);
  EXPECT_THAT(squares.toDebugString(), HasSubstr("at map [Memory Deserialized 1x Replicated]\n |  Parallel"));
}

TEST_F(KeptRddTest, EveryNameIsALevel) {
  for (const char* name : {"NONE", "DISK_ONLY", "DISK_ONLY_2", "DISK_ONLY_3", "MEMORY_ONLY", "MEMORY_ONLY_2",
                           "MEMORY_ONLY_SER", "MEMORY_ONLY_SER_2", "MEMORY_AND_DISK", "MEMORY_AND_DISK_2",
                           "MEMORY_AND_DISK_SER", "MEMORY_AND_DISK_SER_2", "OFF_HEAP"}) {
    StorageLevel level = StorageLevel::fromString(name);
    RDD<int64_t> squares = Squares();
    EXPECT_EQ(squares.persist(level).getStorageLevel(), level) << name;
    EXPECT_EQ(level.isValid(), level != StorageLevel::NONE);
  }
  EXPECT_EQ(StorageLevel::OFF_HEAP.toString(), "StorageLevel(disk, memory, offheap, 1 replicas)");
  EXPECT_EQ(ErrorOf([] { StorageLevel::fromString("TAPE"); }), "Invalid StorageLevel: TAPE");
}

TEST_F(KeptRddTest, ACheckpointCutsTheLineage) {
  EXPECT_EQ(ErrorOf([&] { Squares().checkpoint(); }), "Checkpoint directory has not been set in the SparkContext");
  app_.setCheckpointDir(folder_.path());
  RDD<int64_t> numbers = parallelize<int64_t>(app_, {1, 2, 3}, 2);
  std::weak_ptr<const RddNode> made_of = numbers.handle().node();
  RDD<int64_t> squares = numbers.map([](int64_t n) { return n * n; });
  numbers = squares;
  RDD<int64_t> more = squares.map([](int64_t n) { return n + 1; });
  squares.checkpoint();
  EXPECT_FALSE(squares.isCheckpointed());
  EXPECT_EQ(squares.getCheckpointFile(), std::nullopt);
  EXPECT_FALSE(made_of.expired());

  EXPECT_THAT(more.collect(), ElementsAre(2, 5, 10));
  EXPECT_TRUE(squares.isCheckpointed());
  EXPECT_THAT(*squares.getCheckpointFile(), StartsWith(*app_.getCheckpointDir() + "/rdd-"));
  EXPECT_TRUE(made_of.expired());
  EXPECT_THAT(more.collect(), ElementsAre(2, 5, 10));
  EXPECT_THAT(squares.toDebugString(), HasSubstr("at map\n |  ReliableCheckpointRDD"));
  EXPECT_FALSE(more.isCheckpointed());
}

TEST_F(KeptRddTest, AKeptRddIsCheckpointedFromWhatIsKept) {
  app_.setCheckpointDir(folder_.path());
  RDD<int64_t> squares = Squares().persist();
  squares.checkpoint();
  EXPECT_EQ(TasksOf([&] { EXPECT_EQ(squares.count(), 3); }), 6);  // Computed and kept, counted, saved.
  EXPECT_EQ(TasksOf([&] { EXPECT_EQ(squares.count(), 3); }), 2);
  squares.unpersist();
  EXPECT_THAT(squares.collect(), ElementsAre(1, 4, 9));
}

TEST_F(KeptRddTest, RowsThatAreViewsAreCheckpointed) {
  app_.setCheckpointDir(folder_.path());
  RDD<std::string_view> words = parallelize<std::string>(app_, {"a b", "c"}, 2).flatMap([](const std::string& line) {
    return std::vector<std::string_view>{"x", "y"};
  });
  words.checkpoint();
  EXPECT_EQ(words.count(), 4);
  EXPECT_THAT(words.collect(), ElementsAre("x", "y", "x", "y"));
}

TEST_F(KeptRddTest, ALocalCheckpointIsOnlyKept) {
  RDD<int64_t> squares = Squares();
  squares.localCheckpoint();
  EXPECT_EQ(squares.getStorageLevel(), StorageLevel::MEMORY_AND_DISK);
  EXPECT_EQ(squares.take(1), std::vector<int64_t>{1});
  EXPECT_TRUE(squares.isCheckpointed());
  EXPECT_EQ(squares.getCheckpointFile(), std::nullopt);
  EXPECT_THAT(squares.collect(), ElementsAre(1, 4, 9));
  EXPECT_THAT(squares.toDebugString(), HasSubstr("LocalCheckpointRDD"));
  squares.unpersist();
  EXPECT_THAT(ErrorOf([&] { squares.count(); }),
              HasSubstr("_0 not found! Either the executor that originally checkpointed this partition"));
}

}  // namespace
}  // namespace sluice
