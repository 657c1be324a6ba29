#include "worker/executor/executor_settings.h"

#include <algorithm>

#include "common/base/status.h"
#include "common/settings/executor.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

constexpr double kTaskShare = 0.6;  // Tasks hold so much of the overhead (spark.memory.fraction).

// For everything but blocks and state.
absl::StatusOr<int64_t> ReadOverhead(const Conf& conf, double default_overhead) {
  const auto share = static_cast<int64_t>(default_overhead * static_cast<double>(MachineMemoryBytes()));
  constexpr const BytesSetting& kSetting = settings::kExecutorMemoryOverhead;
  return conf.Get(kSetting.Or(std::max(share, kSetting.fallback)));
}

}  // namespace

absl::Status ReadExecutorSettings(const Conf& conf, ExecutorOptions& options) {
  SLUICE_ASSIGN_OR_RETURN(options.grace, conf.Get(settings::kExecutorGrace));
  SLUICE_ASSIGN_OR_RETURN(options.block_disk_bytes, conf.Get(settings::kExecutorDisk));
  SLUICE_ASSIGN_OR_RETURN(options.state_memory_bytes, conf.Get(settings::kStateMemory));
  SLUICE_ASSIGN_OR_RETURN(options.task_timeout, conf.Get(settings::kTaskTimeout));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ReadMemoryLimit(const Conf& conf, const ExecutorOptions& options, double default_overhead) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t overhead, ReadOverhead(conf, default_overhead));
  return options.block_memory_bytes + options.state_memory_bytes + overhead;
}

absl::StatusOr<int64_t> ReadTaskMemory(const Conf& conf, const ExecutorOptions& options, double default_overhead) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t overhead, ReadOverhead(conf, default_overhead));
  const auto share = static_cast<int64_t>(kTaskShare * static_cast<double>(overhead) / options.slots);
  return conf.Get(settings::kTaskMemory.Or(std::max(share, settings::kTaskMemory.fallback)));
}

}  // namespace sluice
