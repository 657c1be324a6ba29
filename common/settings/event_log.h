#ifndef SLUICE_COMMON_SETTINGS_EVENT_LOG_H_
#define SLUICE_COMMON_SETTINGS_EVENT_LOG_H_

#include "common/settings/executor.h"
#include "common/settings/setting.h"

// What is kept on disk of what happened in an application.
namespace sluice::settings {

inline constexpr BoolSetting kEventLog{
    .key = "spark.eventLog.enabled",
    .fallback = false,
    .doc =
        "What happens in the application is appended to an event log: the next life of its driver begins with it, "
        "sluice events and sluice history read it. On a cluster it is true unless this is set.",
};

inline constexpr TextSetting kEventLogDirectory{
    .key = "spark.eventLog.dir",
    .fallback = "",
    .doc =
        "Where the event log is, in a folder named as the application: a path, or a URI of any filesystem. Else in the "
        "data folder of the driver daemon, or where its --event-log says; in one process in "
        "$XDG_STATE_HOME/sluice/events.",
};

inline constexpr BytesSetting kEventLogFileBytes{
    .key = "spark.eventLog.rolling.maxFileSize",
    .fallback = int64_t{64} << 20,
    .min = int64_t{1} << 16,
    .max = kBytesMax,
    .doc = "A file of the event log that has so much is followed by another. Outside of disks they are 1m at most.",
};

inline constexpr BytesSetting kEventLogBytes{
    .key = "sluice.eventLog.maxBytes",
    .fallback = int64_t{1} << 30,
    .min = int64_t{1} << 20,
    .max = kBytesMax,
    .doc = "The event log of an application has so much in all; beyond it its oldest files go.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_EVENT_LOG_H_
