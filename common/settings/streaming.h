#ifndef SLUICE_COMMON_SETTINGS_STREAMING_H_
#define SLUICE_COMMON_SETTINGS_STREAMING_H_

#include "common/settings/setting.h"

// Batches, receivers and the end of a StreamingContext.
namespace sluice::settings {

inline constexpr DurationSetting kBlockInterval{
    .key = "spark.streaming.blockInterval",
    .fallback = absl::Milliseconds(200),
    .min = absl::Milliseconds(1),
    .max = absl::Hours(1),
    .doc = "A receiver makes a block of what it has so often. Each block is a partition of its batch.",
};

inline constexpr IntSetting kReceiverBlockStoreTimeout{
    .key = "spark.streaming.receiver.blockStoreTimeout",
    .fallback = 30,
    .min = 1,
    .max = 86'400,
    .doc = "A reliable store of a receiver fails when its block is not safe after so many seconds.",
};

inline constexpr BoolSetting kReceiverWriteAheadLog{
    .key = "spark.streaming.receiver.writeAheadLog.enable",
    .fallback = false,
    .doc =
        "What receivers receive is written into the checkpoint directory before it counts as stored, and read from "
        "there when all who hold it are lost. Then one copy is enough.",
};

inline constexpr DurationSetting kReceiverRestartDelay{
    .key = "spark.streaming.receiverRestartDelay",
    .fallback = absl::Seconds(2),
    .min = absl::ZeroDuration(),
    .max = absl::Hours(24),
    .doc = "A receiver that restarts waits for so long first.",
};

inline constexpr DurationSetting kMinRememberDuration{
    .key = "spark.streaming.fileStream.minRememberDuration",
    .fallback = absl::Minutes(1),
    .min = absl::Milliseconds(1),
    .max = absl::Hours(24 * 365),
    .doc = "A file that is found in a watched folder so long after its last change is passed by.",
};

inline constexpr TextSetting kCheckpointDirectory{
    .key = "spark.streaming.checkpoint.directory",
    .fallback = "",
    .doc = "Where a StreamingContext saves checkpoints unless the program says it by checkpoint().",
};

inline constexpr IntSetting kConcurrentJobs{
    .key = "spark.streaming.concurrentJobs",
    .fallback = 1,
    .min = 1,
    .max = 1000,
    .doc = "So many output operations run side by side, of one batch or of several.",
};

inline constexpr TextSetting kClock{
    .key = "spark.streaming.clock",
    .fallback = "system",
    .doc = "system, or manual for tests: then time stands still until the program advances it.",
};

inline constexpr IntSetting kRetainedBatches{
    .key = "spark.streaming.ui.retainedBatches",
    .fallback = 1000,
    .min = 1,
    .max = 100'000,
    .doc = "The status shows so many batches that are done.",
};

inline constexpr BoolSetting kStopGracefullyOnShutdown{
    .key = "spark.streaming.stopGracefullyOnShutdown",
    .fallback = true,
    .doc = "SIGTERM stops receivers first, and then all that they received is processed.",
};

inline constexpr DurationSetting kGracefulStopTimeout{
    .key = "spark.streaming.gracefulStopTimeout",
    .fallback = absl::ZeroDuration(),
    .min = absl::ZeroDuration(),
    .max = absl::Hours(24),
    .doc = "A graceful stop waits for so long for receivers that do not stop.",
    .fallback_doc = "ten batch intervals",
};

inline constexpr BoolSetting kStopSparkContextByDefault{
    .key = "spark.streaming.stopSparkContextByDefault",
    .fallback = true,
    .doc = "stop() of a StreamingContext ends the application too.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_STREAMING_H_
