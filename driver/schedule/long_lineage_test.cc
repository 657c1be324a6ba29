#include "driver/schedule/scheduler_test_base.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kShuffles = 1000;

class LongLineageTest : public SchedulerTest {
 protected:
  static Rdd ManyShuffles(int count) {
    Rdd rdd = Blocks({{}});
    for (int i = 0; i < count; ++i) rdd = Shuffled(rdd, i, 1);
    return rdd;
  }
  static Rdd ManySteps(int count) {
    Rdd rdd = Blocks({{}});
    for (int i = 0; i < count; ++i) {
      RddNode node;
      node.partitions = 1;
      node.op.name = "filter";
      node.narrow = {{rdd}};
      rdd = std::make_shared<RddNode>(node);
    }
    return rdd;
  }
};

TEST_F(LongLineageTest, ShufflesRunOneAfterTheOtherHoweverMany) {
  scheduler_.AddExecutor(e1, 1);
  Submit(ManyShuffles(kShuffles));
  for (int i = 0; i < kShuffles; ++i) {
    ASSERT_THAT(Step(), ElementsAre("combine 0 on 1"));
    ASSERT_EQ(running_.back().stage->writes->id, ShuffleId(i));
    Succeed(0, 1);
  }
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  EXPECT_LT(scheduler_.stages().looked_at(), 10 * kShuffles);
}

TEST_F(LongLineageTest, AStageMayReadManyShuffles) {
  RddNode all;
  all.op.name = "union";
  for (int i = 0; i < kShuffles; ++i) {
    all.narrow.push_back({Shuffled(Blocks({{}}), i, 1)});
    all.union_ends.push_back(++all.partitions);
  }
  scheduler_.AddExecutor(e1, 1);
  Submit(std::make_shared<RddNode>(std::move(all)));
  for (int i = 0; i < kShuffles; ++i) {
    ASSERT_THAT(Step(), ElementsAre("combine 0 on 1"));
    Succeed(0, 1);
  }
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  EXPECT_LT(scheduler_.stages().looked_at(), 10 * kShuffles);
}

TEST_F(LongLineageTest, TooManyShufflesThatAreStillToRunFailTheJobAndNoOther) {
  scheduler_.AddExecutor(e1, 1);
  const JobId job = Submit(ManyShuffles(200'000));
  Submit(Blocks({{}}));
  EXPECT_THAT(Step(), ElementsAre("collect 0 on 1"));
  const std::vector<FailJob> failed = TakeActions<FailJob>();
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].job, job);
  EXPECT_THAT(
      std::string(failed[0].error.message()),
      AllOf(
          HasSubstr("the lineage of combine is too long: depth=10001, max=10000 stages that are still to run; cut it"),
          HasSubstr("checkpoint")));
  EXPECT_EQ(scheduler_.stages().jobs().size(), 1);
}

TEST_F(LongLineageTest, TooManyStepsInAStageFailTheJobWhereverTheStageIs) {
  scheduler_.AddExecutor(e1, 1);
  const JobId result = Submit(ManySteps(1'000'000));
  const JobId map = Submit(Shuffled(ManySteps(30'000), 1, 1));
  EXPECT_THAT(Step(), IsEmpty());
  const std::vector<FailJob> failed = TakeActions<FailJob>();
  ASSERT_THAT(failed, SizeIs(2));
  EXPECT_EQ(failed[0].job, result);
  EXPECT_THAT(
      std::string(failed[0].error.message()),
      HasSubstr("the lineage of filter is too long: depth=1000001, max=10000; cut it on the way: call checkpoint"));
  EXPECT_EQ(failed[1].job, map);
  EXPECT_THAT(std::string(failed[1].error.message()), HasSubstr("depth=30001"));
  EXPECT_EQ(scheduler_.stages().jobs().size(), 0);
}

}  // namespace
}  // namespace sluice
