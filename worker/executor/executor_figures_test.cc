#include "worker/executor/executor_figures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::HasSubstr;

TEST(ExecutorFiguresTest, TasksAreTimedByHowTheyEnded) {
  ExecutorFigures figures;
  figures.OnTask({.run_time = absl::Milliseconds(30)});
  figures.OnTask({.outcome = AttemptResult::Outcome::kFailed, .run_time = absl::Seconds(3)});
  const std::string text = figures.Text({});
  EXPECT_THAT(text, HasSubstr(R"(sluice_task_seconds_bucket{outcome="succeeded",le="0.05"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(sluice_task_seconds_sum{outcome="failed"} 3)"));
  EXPECT_THAT(text, HasSubstr(R"(sluice_task_seconds_count{outcome="cancelled"} 0)"));
}

TEST(ExecutorFiguresTest, ABlockThatGetsNoCopyIsCountedAndNotTimed) {
  ExecutorFigures figures;
  figures.OnReplicated(absl::Milliseconds(3), true);
  figures.OnReplicated(absl::Seconds(9), false);
  const std::string text = figures.Text({.memory_bytes = 17, .disk_bytes = 4, .blocks = 2});
  EXPECT_THAT(text, HasSubstr("sluice_replication_seconds_count 1"));
  EXPECT_THAT(text, HasSubstr("sluice_replication_failures_total 1"));
  EXPECT_THAT(text, HasSubstr("sluice_blocks_memory_bytes 17"));
  EXPECT_THAT(text, HasSubstr("sluice_blocks 2"));
}

}  // namespace
}  // namespace sluice
