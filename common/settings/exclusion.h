#ifndef SLUICE_COMMON_SETTINGS_EXCLUSION_H_
#define SLUICE_COMMON_SETTINGS_EXCLUSION_H_

#include "common/settings/setting.h"

// Which executors and workers are left alone because tasks keep failing there. Spark's "node" is a worker here.
namespace sluice::settings {

inline constexpr BoolSetting kExclude{
    .key = "spark.excludeOnFailure.enabled",
    .fallback = false,
    .doc = "Executors and workers where tasks keep failing get no more of them for a while.",
};

inline constexpr DurationSetting kExcludeTimeout{
    .key = "spark.excludeOnFailure.timeout",
    .fallback = absl::Hours(1),
    .min = absl::Milliseconds(1),
    .max = absl::Hours(24 * 365),
    .doc = "After so long the application tries an executor or a worker again.",
};

inline constexpr IntSetting kExcludeTaskAttemptsPerExecutor{
    .key = "spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor",
    .fallback = 1,
    .min = 1,
    .max = 1'000'000,
    .doc = "A task that has failed so often on an executor goes elsewhere.",
};

inline constexpr IntSetting kExcludeTaskAttemptsPerNode{
    .key = "spark.excludeOnFailure.task.maxTaskAttemptsPerNode",
    .fallback = 2,
    .min = 1,
    .max = 1'000'000,
    .doc = "The same for all executors of a worker together.",
};

inline constexpr IntSetting kExcludeStageTasksPerExecutor{
    .key = "spark.excludeOnFailure.stage.maxFailedTasksPerExecutor",
    .fallback = 2,
    .min = 1,
    .max = 1'000'000,
    .doc = "A stage of which so many tasks have failed on an executor avoids it.",
};

inline constexpr IntSetting kExcludeStageExecutorsPerNode{
    .key = "spark.excludeOnFailure.stage.maxFailedExecutorsPerNode",
    .fallback = 2,
    .min = 1,
    .max = 1'000'000,
    .doc = "A stage that avoids so many executors of a worker avoids the worker.",
};

inline constexpr IntSetting kExcludeApplicationTasksPerExecutor{
    .key = "spark.excludeOnFailure.application.maxFailedTasksPerExecutor",
    .fallback = 2,
    .min = 1,
    .max = 1'000'000,
    .doc = "The application avoids an executor where so many tasks have failed whose stages went well in the end.",
};

inline constexpr IntSetting kExcludeApplicationExecutorsPerNode{
    .key = "spark.excludeOnFailure.application.maxFailedExecutorsPerNode",
    .fallback = 2,
    .min = 1,
    .max = 1'000'000,
    .doc = "The application avoids a worker of which it avoids so many executors.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_EXCLUSION_H_
