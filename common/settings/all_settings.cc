#include "common/settings/all_settings.h"

#include "common/settings/event_log.h"
#include "common/settings/exclusion.h"
#include "common/settings/executor.h"
#include "common/settings/page.h"
#include "common/settings/python.h"
#include "common/settings/rates.h"
#include "common/settings/scheduling.h"
#include "common/settings/streaming.h"

namespace sluice {
namespace {

using namespace settings;

constexpr AnySetting kStreamingSettings[] = {
    &kBlockInterval,       &kReceiverBlockStoreTimeout, &kReceiverWriteAheadLog, &kReceiverRestartDelay,
    &kMinRememberDuration, &kCheckpointDirectory,       &kConcurrentJobs,        &kClock,
    &kRetainedBatches,     &kStopGracefullyOnShutdown,  &kGracefulStopTimeout,   &kStopSparkContextByDefault,
};

constexpr AnySetting kRateSettings[] = {
    &kReceiverMaxRate, &kBackpressure, &kBackpressureInitialRate, &kRateEstimator, &kPidProportional, &kPidIntegral,
    &kPidDerived,      &kPidMinRate,
};

constexpr AnySetting kSchedulingSettings[] = {
    &kDefaultParallelism,      &kSchedulerMode,
    &kSchedulerAllocationFile, &kLocalityWait,
    &kTaskMaxFailures,         &kSpeculation,
    &kSpeculationInterval,     &kSpeculationMultiplier,
    &kSpeculationQuantile,     &kSpeculationMinTaskRuntime,
};

constexpr AnySetting kExclusionSettings[] = {
    &kExclude,
    &kExcludeTimeout,
    &kExcludeTaskAttemptsPerExecutor,
    &kExcludeTaskAttemptsPerNode,
    &kExcludeStageTasksPerExecutor,
    &kExcludeStageExecutorsPerNode,
    &kExcludeApplicationTasksPerExecutor,
    &kExcludeApplicationExecutorsPerNode,
};

constexpr AnySetting kExecutorSettings[] = {
    &kExecutorMemory,    &kExecutorDisk,  &kExecutorMemoryOverhead, &kStateMemory, &kTaskMemory, &kTaskTimeout,
    &kExecutorHeartbeat, &kExecutorLease, &kExecutorGrace,          &kDriverGrace, &kLogLevel,
};

constexpr AnySetting kEventLogSettings[] = {
    &kEventLog,
    &kEventLogDirectory,
    &kEventLogFileBytes,
    &kEventLogBytes,
};

constexpr AnySetting kPythonSettings[] = {
    &kFunctionPython,  &kProgramPython,     &kProgramModules,     &kProgramFiles,
    &kProgramArchives, &kPythonWorkerReuse, &kPythonWorkerMemory,
};

constexpr AnySetting kPageSettings[] = {&kPageEnabled, &kPagePort};

constexpr SettingsChapter kChapters[] = {
    {"Streams", kStreamingSettings},       {"How fast streams read", kRateSettings},
    {"Tasks", kSchedulingSettings},        {"Machines where tasks keep failing", kExclusionSettings},
    {"Executors", kExecutorSettings},      {"Event log", kEventLogSettings},
    {"PySpark programs", kPythonSettings}, {"The page", kPageSettings},
};

}  // namespace

std::span<const SettingsChapter> AllSettings() { return kChapters; }

std::string_view KeyOf(const AnySetting& setting) {
  return std::visit([](const auto* declared) { return declared->key; }, setting);
}

}  // namespace sluice
