#ifndef SLUICE_COMMON_SETTINGS_SCHEDULING_H_
#define SLUICE_COMMON_SETTINGS_SCHEDULING_H_

#include "common/settings/setting.h"

// Where, when and how often tasks run.
namespace sluice::settings {

inline constexpr IntSetting kDefaultParallelism{
    .key = "spark.default.parallelism",
    .fallback = 0,
    .min = 0,
    .max = 100'000,
    .doc =
        "How many partitions a shuffle or a parallelized collection has when the program does not say it. "
        "0 stands for the task slots of the application.",
};

inline constexpr TextSetting kSchedulerMode{
    .key = "spark.scheduler.mode",
    .fallback = "FIFO",
    .doc = "FIFO runs jobs first come first served. FAIR shares the slots between pools of jobs.",
};

inline constexpr TextSetting kSchedulerAllocationFile{
    .key = "spark.scheduler.allocation.file",
    .fallback = "",
    .doc = "The file that describes the pools, written as Spark's.",
};

inline constexpr DurationSetting kLocalityWait{
    .key = "spark.locality.wait",
    .fallback = absl::Milliseconds(50),
    .min = absl::ZeroDuration(),
    .max = absl::Hours(1),
    .doc = "A task waits for so long for a slot near its input, although a slot elsewhere is free.",
};

inline constexpr IntSetting kTaskMaxFailures{
    .key = "spark.task.maxFailures",
    .fallback = 4,
    .min = 1,
    .max = 1'000'000,
    .doc = "A job fails when one of its tasks has failed so often.",
};

inline constexpr BoolSetting kSpeculation{
    .key = "spark.speculation",
    .fallback = false,
    .doc = "A task that takes much longer than the others of its stage gets a copy on another executor.",
};

inline constexpr DurationSetting kSpeculationInterval{
    .key = "spark.speculation.interval",
    .fallback = absl::Milliseconds(100),
    .min = absl::Milliseconds(1),
    .max = absl::Hours(1),
    .doc = "Tasks that take much longer than the others are looked for so often.",
};

inline constexpr DoubleSetting kSpeculationMultiplier{
    .key = "spark.speculation.multiplier",
    .fallback = 3,
    .min = 1,
    .max = 1e6,
    .doc = "A task is copied only if it runs for so many times the median of its stage.",
};

inline constexpr DoubleSetting kSpeculationQuantile{
    .key = "spark.speculation.quantile",
    .fallback = 0.9,
    .min = 0,
    .max = 1,
    .doc = "No task is copied before this part of its stage is done.",
};

inline constexpr DurationSetting kSpeculationMinTaskRuntime{
    .key = "spark.speculation.minTaskRuntime",
    .fallback = absl::Milliseconds(100),
    .min = absl::ZeroDuration(),
    .max = absl::Hours(24 * 365),
    .doc = "No task is copied before it has run for so long.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_SCHEDULING_H_
