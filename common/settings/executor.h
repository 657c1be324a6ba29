#ifndef SLUICE_COMMON_SETTINGS_EXECUTOR_H_
#define SLUICE_COMMON_SETTINGS_EXECUTOR_H_

#include "common/settings/setting.h"

// What executors may take, how they are watched, and what every process of an application does.
namespace sluice::settings {

inline constexpr int64_t kBytesMax = int64_t{1} << 50;

inline constexpr TextSetting kLogLevel{
    .key = "sluice.log.level",
    .fallback = "info",
    .doc = "What the processes of the application log on a cluster: debug, info, warning, error or off.",
};

inline constexpr DurationSetting kExecutorHeartbeat{
    .key = "sluice.executor.heartbeat",
    .fallback = absl::Milliseconds(100),
    .min = absl::Milliseconds(10),
    .max = absl::Minutes(1),
    .doc = "An executor tells the driver so often that it is alive.",
};

inline constexpr DurationSetting kExecutorLease{
    .key = "sluice.executor.lease",
    .fallback = absl::Seconds(1),
    .min = absl::Milliseconds(30),
    .max = absl::Minutes(10),
    .doc =
        "An executor that its driver has not heard of for so long is lost, and one that has not heard of its driver "
        "stops "
        "its receivers and looks for it. At least three heartbeats.",
    .fallback_doc = "1s; 10min in one process",
};

inline constexpr DurationSetting kExecutorGrace{
    .key = "sluice.executor.grace",
    .fallback = absl::Minutes(1),
    .min = absl::Seconds(1),
    .max = absl::Hours(24),
    .doc =
        "An executor outlives its driver for so long, with all that it has received: the next life of a supervised "
        "application takes it over. So it outlives its worker daemon: the next one on the same data folder adopts it, "
        "else it ends in order.",
};

inline constexpr DurationSetting kDriverGrace{
    .key = "sluice.driver.grace",
    .fallback = absl::Minutes(1),
    .min = absl::Seconds(1),
    .max = absl::Hours(24),
    .doc = "An application goes on for so long without the driver daemon that started it, then it ends in order.",
};

inline constexpr BytesSetting kExecutorMemory{
    .key = "sluice.executor.memory",
    .fallback = int64_t{1} << 30,
    .min = int64_t{64} << 20,
    .max = kBytesMax,
    .doc =
        "What blocks may take in memory when the application runs in one process. On a cluster it is the executor's "
        "share of what its worker offers.",
};

inline constexpr BytesSetting kExecutorDisk{
    .key = "sluice.executor.disk",
    .fallback = int64_t{16} << 30,
    .min = 0,
    .max = kBytesMax,
    .doc = "What the blocks of an executor may take on disk, and as much again for what exceeds the memory of tasks.",
};

inline constexpr BytesSetting kExecutorMemoryOverhead{
    .key = "spark.executor.memoryOverhead",
    .fallback = int64_t{384} << 20,
    .min = int64_t{128} << 20,
    .max = kBytesMax,
    .doc = "What an executor may take for all but blocks and state: tasks, user code, the program itself.",
    .fallback_doc = "a quarter of the machine's memory, at least 384m",
};

inline constexpr BytesSetting kStateMemory{
    .key = "sluice.state.memory",
    .fallback = int64_t{512} << 20,
    .min = int64_t{1} << 20,
    .max = kBytesMax,
    .doc = "What the state of streams may take in the memory of an executor. The rest of it is on disk.",
};

inline constexpr BytesSetting kTaskMemory{
    .key = "sluice.task.memory",
    .fallback = int64_t{1} << 20,
    .min = int64_t{1} << 20,
    .max = kBytesMax,
    .doc = "What one task may hold in memory before it puts rows on disk.",
    .fallback_doc = "an even share of 60 % of spark.executor.memoryOverhead, at least 1m",
};

inline constexpr DurationSetting kTaskTimeout{
    .key = "sluice.task.timeout",
    .fallback = absl::Hours(1),
    .min = absl::Milliseconds(100),
    .max = absl::Hours(24 * 365),
    .doc = "A task that runs for longer fails.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_EXECUTOR_H_
