#include "driver/application/scheduler_settings.h"

#include <fstream>
#include <sstream>
#include <string>

#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr absl::Duration kLong = absl::Hours(24 * 365);

// A whole number of at least 1, into `value`.
absl::Status ReadCount(const Conf& conf, const char* key, int& value) {
  SLUICE_ASSIGN_OR_RETURN(int64_t count, conf.GetInt(key, {value, 1, 1'000'000}));
  value = static_cast<int>(count);
  return absl::OkStatus();
}

absl::Status ReadPools(const Conf& conf, PoolOptions& pools) {
  const std::string mode = conf.GetString("spark.scheduler.mode", "FIFO");
  if (mode != "FIFO" && mode != "FAIR") {
    return absl::InvalidArgumentError(
        StrCat("spark.scheduler.mode must be FIFO or FAIR: spark.scheduler.mode=\"", mode, "\""));
  }
  pools.mode = mode == "FAIR" ? SchedulingMode::kFair : SchedulingMode::kFifo;
  const std::string path = conf.GetString("spark.scheduler.allocation.file", "");
  if (path.empty()) return absl::OkStatus();
  std::ifstream file(path);
  std::stringstream text;
  if (!(text << file.rdbuf())) {
    return absl::InvalidArgumentError(
        StrCat("spark.scheduler.allocation.file must be a file of pools: \"", path, "\""));
  }
  auto parsed = ParsePools(text.str());
  if (!parsed.ok()) return Annotate(parsed.status(), "spark.scheduler.allocation.file=\"", path, "\"");
  pools.pools = *std::move(parsed);
  return absl::OkStatus();
}

absl::Status ReadSpeculation(const Conf& conf, SpeculationOptions& s) {
  SLUICE_ASSIGN_OR_RETURN(s.enabled, conf.GetBool("spark.speculation", s.enabled));
  SLUICE_ASSIGN_OR_RETURN(
      s.interval, conf.GetDuration("spark.speculation.interval", {s.interval, absl::Milliseconds(1), absl::Hours(1)}));
  SLUICE_ASSIGN_OR_RETURN(s.multiplier, conf.GetDouble("spark.speculation.multiplier", {s.multiplier, 1, 1e6}));
  SLUICE_ASSIGN_OR_RETURN(s.quantile, conf.GetDouble("spark.speculation.quantile", {s.quantile, 0, 1}));
  SLUICE_ASSIGN_OR_RETURN(s.min_task_runtime, conf.GetDuration("spark.speculation.minTaskRuntime",
                                                               {s.min_task_runtime, absl::ZeroDuration(), kLong}));
  return absl::OkStatus();
}

absl::Status ReadExclusion(const Conf& conf, ExclusionOptions& e) {
  SLUICE_ASSIGN_OR_RETURN(e.enabled, conf.GetBool("spark.excludeOnFailure.enabled", e.enabled));
  SLUICE_ASSIGN_OR_RETURN(
      e.timeout, conf.GetDuration("spark.excludeOnFailure.timeout", {e.timeout, absl::Milliseconds(1), kLong}));
  SLUICE_RETURN_IF_ERROR(
      ReadCount(conf, "spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", e.task_attempts_per_executor_max));
  SLUICE_RETURN_IF_ERROR(
      ReadCount(conf, "spark.excludeOnFailure.task.maxTaskAttemptsPerNode", e.task_attempts_per_node_max));
  SLUICE_RETURN_IF_ERROR(
      ReadCount(conf, "spark.excludeOnFailure.stage.maxFailedTasksPerExecutor", e.stage_tasks_per_executor_max));
  SLUICE_RETURN_IF_ERROR(
      ReadCount(conf, "spark.excludeOnFailure.stage.maxFailedExecutorsPerNode", e.stage_executors_per_node_max));
  SLUICE_RETURN_IF_ERROR(ReadCount(conf, "spark.excludeOnFailure.application.maxFailedTasksPerExecutor",
                                   e.application_tasks_per_executor_max));
  return ReadCount(conf, "spark.excludeOnFailure.application.maxFailedExecutorsPerNode",
                   e.application_executors_per_node_max);
}

}  // namespace

absl::Status ReadSchedulerSettings(const Conf& conf, SchedulerOptions& options) {
  SLUICE_ASSIGN_OR_RETURN(
      options.locality_wait,
      conf.GetDuration("spark.locality.wait", {options.locality_wait, absl::ZeroDuration(), absl::Hours(1)}));
  SLUICE_RETURN_IF_ERROR(ReadCount(conf, "spark.task.maxFailures", options.failures_max));
  SLUICE_RETURN_IF_ERROR(ReadPools(conf, options.pools));
  SLUICE_RETURN_IF_ERROR(ReadSpeculation(conf, options.speculation));
  return ReadExclusion(conf, options.exclusion);
}

}  // namespace sluice
