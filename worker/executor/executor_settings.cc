#include "worker/executor/executor_settings.h"

#include <algorithm>

#include "common/base/status.h"
#include "worker/task/memory_limit.h"

namespace sluice {
namespace {

constexpr int64_t kBytesMax = int64_t{1} << 50;
constexpr int64_t kOverheadMin = int64_t{384} << 20;  // Spark's.
constexpr double kTaskShare = 0.6;                    // Of the overhead, for what tasks hold (spark.memory.fraction).
constexpr int64_t kTaskMemoryMin = int64_t{1} << 20;

// For everything but blocks and state.
absl::StatusOr<int64_t> ReadOverhead(const Conf& conf, double default_overhead) {
  const auto share = static_cast<int64_t>(default_overhead * static_cast<double>(MachineMemoryBytes()));
  return conf.GetBytes("spark.executor.memoryOverhead",
                       {.fallback = std::max(share, kOverheadMin), .min = int64_t{128} << 20, .max = kBytesMax});
}

}  // namespace

absl::Status ReadExecutorSettings(const Conf& conf, ExecutorOptions& options) {
  SLUICE_ASSIGN_OR_RETURN(
      options.disk_bytes,
      conf.GetBytes("sluice.executor.disk", {.fallback = int64_t{16} << 30, .min = 0, .max = kBytesMax}));
  SLUICE_ASSIGN_OR_RETURN(
      options.state_memory_bytes,
      conf.GetBytes("sluice.state.memory", {.fallback = int64_t{512} << 20, .min = 1 << 20, .max = kBytesMax}));
  SLUICE_ASSIGN_OR_RETURN(
      options.task_timeout,
      conf.GetDuration("sluice.task.timeout",
                       {.fallback = absl::Hours(1), .min = absl::Milliseconds(100), .max = absl::Hours(24 * 365)}));
  return absl::OkStatus();
}

absl::StatusOr<int64_t> ReadMemoryLimit(const Conf& conf, const ExecutorOptions& options, double default_overhead) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t overhead, ReadOverhead(conf, default_overhead));
  return options.memory_bytes + options.state_memory_bytes + overhead;
}

absl::StatusOr<int64_t> ReadTaskMemory(const Conf& conf, const ExecutorOptions& options, double default_overhead) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t overhead, ReadOverhead(conf, default_overhead));
  const auto share = static_cast<int64_t>(kTaskShare * static_cast<double>(overhead) / options.slots);
  return conf.GetBytes("sluice.task.memory",
                       {.fallback = std::max(share, kTaskMemoryMin), .min = kTaskMemoryMin, .max = kBytesMax});
}

}  // namespace sluice
