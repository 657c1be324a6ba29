#ifndef SLUICE_DRIVER_APPLICATION_SCHEDULER_SETTINGS_H_
#define SLUICE_DRIVER_APPLICATION_SCHEDULER_SETTINGS_H_

#include "absl/status/status.h"
#include "common/settings/conf.h"
#include "driver/schedule/scheduler_options.h"

namespace sluice {

// The settings that concern where and how often tasks run. INVALID_ARGUMENT names the key, its value and what is
// expected.
absl::Status ReadSchedulerSettings(const Conf& conf, SchedulerOptions& options);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_SCHEDULER_SETTINGS_H_
