#include "driver/schedule/exclusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr ExecutorId e1{1}, e2{2}, e3{3};

// e1 and e2 share a node.
class ExclusionTest : public ::testing::Test {
 protected:
  static Exclusion Make(const ExclusionOptions& options) {
    Exclusion exclusion(options);
    exclusion.AddExecutor(e1, "n1");
    exclusion.AddExecutor(e2, "n1");
    exclusion.AddExecutor(e3, "n2");
    return exclusion;
  }
  const absl::Time now_ = absl::FromUnixSeconds(1000);
};

TEST_F(ExclusionTest, SwitchedOffATaskOnlyLeavesTheExecutorsWhereItFailed) {
  Exclusion exclusion = Make({});
  StageFailures failures{{e1, {{7, 1}, {8, 5}, {9, 5}}}, {e2, {{8, 1}}}};
  EXPECT_THAT(exclusion.AvoidedBy(7, failures), UnorderedElementsAre(e1));
  EXPECT_THAT(exclusion.AvoidedBy(6, failures), IsEmpty());
  EXPECT_THAT(exclusion.OnStageDone(failures, now_), IsEmpty());
  EXPECT_FALSE(exclusion.IsExcluded(e1, failures, now_));
}

TEST_F(ExclusionTest, ATaskLeavesANodeWhereItFailedTwice) {
  Exclusion exclusion = Make({.enabled = true, .task_attempts_per_executor_max = 2});
  EXPECT_THAT(exclusion.AvoidedBy(7, {{e1, {{7, 1}}}}), IsEmpty());
  EXPECT_THAT(exclusion.AvoidedBy(7, {{e1, {{7, 2}}}}), UnorderedElementsAre(e1, e2));
  EXPECT_THAT(exclusion.AvoidedBy(7, {{e1, {{7, 1}}}, {e3, {{7, 1}}}}), IsEmpty());
}

TEST_F(ExclusionTest, AStageLeavesExecutorsThenNodes) {
  Exclusion exclusion = Make({.enabled = true, .stage_executors_per_node_max = 1});
  StageFailures one_task{{e1, {{7, 5}}}};
  EXPECT_FALSE(exclusion.IsExcluded(e1, one_task, now_));
  StageFailures two_tasks{{e1, {{7, 1}, {8, 1}}}};
  EXPECT_TRUE(exclusion.IsExcluded(e1, two_tasks, now_));
  EXPECT_TRUE(exclusion.IsExcluded(e2, two_tasks, now_)) << "its neighbour is enough here";
  EXPECT_FALSE(exclusion.IsExcluded(e3, two_tasks, now_));
  EXPECT_FALSE(exclusion.IsExcluded(e1, {}, now_)) << "another stage";
}

TEST_F(ExclusionTest, TheApplicationLeavesThemForAWhileOnceStagesWentWell) {
  Exclusion exclusion = Make({.enabled = true, .timeout = absl::Minutes(1)});
  EXPECT_THAT(exclusion.OnStageDone({{e1, {{7, 1}}}, {e3, {{7, 1}}}}, now_), IsEmpty());
  EXPECT_THAT(exclusion.OnStageDone({{e1, {{8, 1}}}}, now_ + absl::Seconds(1)), ElementsAre(e1));
  EXPECT_TRUE(exclusion.IsExcluded(e1, {}, now_ + absl::Seconds(2)));
  EXPECT_FALSE(exclusion.IsExcluded(e2, {}, now_ + absl::Seconds(2)));
  EXPECT_FALSE(exclusion.IsExcluded(e1, {}, now_ + absl::Minutes(2)));
  EXPECT_THAT(exclusion.OnStageDone({{e3, {{8, 1}}}}, now_ + absl::Minutes(2)), IsEmpty()) << "long ago";
}

TEST_F(ExclusionTest, TwoExcludedExecutorsTakeTheirNodeWithThem) {
  Exclusion exclusion = Make({.enabled = true});
  EXPECT_THAT(exclusion.OnStageDone({{e1, {{7, 1}, {8, 1}}}, {e2, {{7, 1}, {8, 1}}}}, now_), ElementsAre(e1, e2));
  exclusion.AddExecutor(ExecutorId(9), "n1");
  EXPECT_TRUE(exclusion.IsExcluded(ExecutorId(9), {}, now_)) << "a new executor of a bad machine";
  EXPECT_FALSE(exclusion.IsExcluded(e3, {}, now_));
}

}  // namespace
}  // namespace sluice
