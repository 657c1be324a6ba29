#include "driver/application/scheduler_settings.h"

#include <fstream>
#include <sstream>
#include <string>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/settings/exclusion.h"
#include "common/settings/scheduling.h"

namespace sluice {
namespace {

absl::Status ReadPools(const Conf& conf, PoolOptions& pools) {
  const std::string mode = conf.Get(settings::kSchedulerMode);
  if (mode != "FIFO" && mode != "FAIR") {
    constexpr std::string_view kMode = settings::kSchedulerMode.key;
    return absl::InvalidArgumentError(StrCat(kMode, " must be FIFO or FAIR: ", kMode, "=\"", mode, "\""));
  }
  pools.mode = mode == "FAIR" ? SchedulingMode::kFair : SchedulingMode::kFifo;
  const std::string path = conf.Get(settings::kSchedulerAllocationFile);
  if (path.empty()) return absl::OkStatus();
  constexpr std::string_view kKey = settings::kSchedulerAllocationFile.key;
  std::ifstream file(path);
  std::stringstream text;
  if (!(text << file.rdbuf())) {
    return absl::InvalidArgumentError(StrCat(kKey, " must be a file of pools: \"", path, "\""));
  }
  auto parsed = ParsePools(text.str());
  if (!parsed.ok()) return Annotate(parsed.status(), kKey, "=\"", path, "\"");
  pools.pools = *std::move(parsed);
  return absl::OkStatus();
}

absl::Status ReadSpeculation(const Conf& conf, SpeculationOptions& s) {
  SLUICE_ASSIGN_OR_RETURN(s.enabled, conf.Get(settings::kSpeculation));
  SLUICE_ASSIGN_OR_RETURN(s.interval, conf.Get(settings::kSpeculationInterval));
  SLUICE_ASSIGN_OR_RETURN(s.multiplier, conf.Get(settings::kSpeculationMultiplier));
  SLUICE_ASSIGN_OR_RETURN(s.quantile, conf.Get(settings::kSpeculationQuantile));
  SLUICE_ASSIGN_OR_RETURN(s.min_task_runtime, conf.Get(settings::kSpeculationMinTaskRuntime));
  return absl::OkStatus();
}

absl::Status ReadExclusion(const Conf& conf, ExclusionOptions& e) {
  using namespace settings;
  SLUICE_ASSIGN_OR_RETURN(e.enabled, conf.Get(kExclude));
  SLUICE_ASSIGN_OR_RETURN(e.timeout, conf.Get(kExcludeTimeout));
  SLUICE_ASSIGN_OR_RETURN(e.task_attempts_per_executor_max, conf.Get(kExcludeTaskAttemptsPerExecutor));
  SLUICE_ASSIGN_OR_RETURN(e.task_attempts_per_node_max, conf.Get(kExcludeTaskAttemptsPerNode));
  SLUICE_ASSIGN_OR_RETURN(e.stage_tasks_per_executor_max, conf.Get(kExcludeStageTasksPerExecutor));
  SLUICE_ASSIGN_OR_RETURN(e.stage_executors_per_node_max, conf.Get(kExcludeStageExecutorsPerNode));
  SLUICE_ASSIGN_OR_RETURN(e.application_tasks_per_executor_max, conf.Get(kExcludeApplicationTasksPerExecutor));
  SLUICE_ASSIGN_OR_RETURN(e.application_executors_per_node_max, conf.Get(kExcludeApplicationExecutorsPerNode));
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadSchedulerSettings(const Conf& conf, SchedulerOptions& options) {
  SLUICE_ASSIGN_OR_RETURN(options.locality_wait, conf.Get(settings::kLocalityWait));
  SLUICE_ASSIGN_OR_RETURN(options.failures_max, conf.Get(settings::kTaskMaxFailures));
  SLUICE_RETURN_IF_ERROR(ReadPools(conf, options.pools));
  SLUICE_RETURN_IF_ERROR(ReadSpeculation(conf, options.speculation));
  return ReadExclusion(conf, options.exclusion);
}

}  // namespace sluice
