#ifndef SLUICE_DRIVER_APPLICATION_RATE_SETTINGS_H_
#define SLUICE_DRIVER_APPLICATION_RATE_SETTINGS_H_

#include "absl/status/status.h"
#include "common/settings/conf.h"
#include "driver/run/stream/run_rates.h"

namespace sluice {

// The settings that say how fast inputs are read. INVALID_ARGUMENT names the key, its value and what is expected.
absl::Status ReadRateSettings(const Conf& conf, RateOptions& options);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_RATE_SETTINGS_H_
