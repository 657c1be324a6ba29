#include "worker/executor/executor_settings.h"

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr int64_t kMiB = int64_t{1} << 20;

Conf ConfOf(const std::vector<std::string>& pairs) {
  Conf conf;
  for (const std::string& pair : pairs) EXPECT_THAT(conf.SetPair(pair), IsOk());
  return conf;
}

TEST(ExecutorSettingsTest, AreReadIntoTheOptions) {
  ExecutorOptions options;
  ASSERT_THAT(ReadExecutorSettings(ConfOf({"sluice.executor.grace=5s", "sluice.executor.disk=3g",
                                           "sluice.state.memory=100m", "sluice.task.timeout=7m"}),
                                   options),
              IsOk());
  EXPECT_EQ(options.grace, absl::Seconds(5));
  EXPECT_EQ(options.block_disk_bytes, 3072 * kMiB);
  EXPECT_EQ(options.state_memory_bytes, 100 * kMiB);
  EXPECT_EQ(options.task_timeout, absl::Minutes(7));
}

TEST(ExecutorSettingsTest, ValuesWithoutSenseAreNamed) {
  for (const char* key :
       {"sluice.executor.grace", "sluice.executor.disk", "sluice.state.memory", "sluice.task.timeout"}) {
    ExecutorOptions options;
    EXPECT_THAT(ReadExecutorSettings(ConfOf({std::string(key) + "=soon"}), options),
                StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr(key), HasSubstr("soon"))));
  }
}

TEST(ExecutorSettingsTest, TasksShareTheOverheadUnlessTheirMemoryIsGiven) {
  const ExecutorOptions options{.slots = 4};
  Conf conf = ConfOf({"spark.executor.memoryOverhead=4000m"});
  EXPECT_THAT(ReadTaskMemory(conf, options, 0), IsOkAndHolds(600 * kMiB));
  ASSERT_THAT(conf.SetPair("sluice.task.memory=200m"), IsOk());
  EXPECT_THAT(ReadTaskMemory(conf, options, 0), IsOkAndHolds(200 * kMiB));
}

TEST(ExecutorSettingsTest, TheProcessMayTakeBlocksStateAndTheOverhead) {
  const ExecutorOptions options{.block_memory_bytes = 1000 * kMiB, .state_memory_bytes = 500 * kMiB};
  EXPECT_THAT(ReadMemoryLimit(ConfOf({"spark.executor.memoryOverhead=300m"}), options, 0), IsOkAndHolds(1800 * kMiB));
  EXPECT_THAT(ReadMemoryLimit(ConfOf({}), options, /*default_overhead=*/0), IsOkAndHolds(1884 * kMiB));
}

}  // namespace
}  // namespace sluice
