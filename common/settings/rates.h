#ifndef SLUICE_COMMON_SETTINGS_RATES_H_
#define SLUICE_COMMON_SETTINGS_RATES_H_

#include <limits>

#include "common/settings/setting.h"

// How fast the inputs of streams are read.
namespace sluice::settings {

inline constexpr IntSetting kReceiverMaxRate{
    .key = "spark.streaming.receiver.maxRate",
    .fallback = std::numeric_limits<int64_t>::max(),
    .min = -1,
    .max = std::numeric_limits<int64_t>::max(),
    .doc = "A receiver takes at most so many records a second. 0 and -1 are no limit.",
    .fallback_doc = "no limit",
};

inline constexpr BoolSetting kBackpressure{
    .key = "spark.streaming.backpressure.enabled",
    .fallback = false,
    .doc = "Inputs are read as fast as their batches can be processed, as far as that is known of the last ones.",
};

inline constexpr IntSetting kBackpressureInitialRate{
    .key = "spark.streaming.backpressure.initialRate",
    .fallback = std::numeric_limits<int64_t>::max(),
    .min = 1,
    .max = std::numeric_limits<int64_t>::max(),
    .doc = "With backpressure, each input takes at most so many records a second until that is known.",
    .fallback_doc = "spark.streaming.receiver.maxRate",
};

inline constexpr TextSetting kRateEstimator{
    .key = "spark.streaming.backpressure.rateEstimator",
    .fallback = "pid",
    .doc = "How the rates are found. There is pid alone.",
};

inline constexpr DoubleSetting kPidProportional{
    .key = "spark.streaming.backpressure.pid.proportional",
    .fallback = 1,
    .min = 0,
    .max = 1e6,
    .doc = "How much of the difference between the rate so far and the last batch's processing rate is corrected.",
};

inline constexpr DoubleSetting kPidIntegral{
    .key = "spark.streaming.backpressure.pid.integral",
    .fallback = 0.2,
    .min = 0,
    .max = 1e6,
    .doc = "How much of what waited while the batch did is caught up with in the next one.",
};

inline constexpr DoubleSetting kPidDerived{
    .key = "spark.streaming.backpressure.pid.derived",
    .fallback = 0,
    .min = 0,
    .max = 1e6,
    .doc = "How much of the change of that difference is corrected ahead.",
};

inline constexpr DoubleSetting kPidMinRate{
    .key = "spark.streaming.backpressure.pid.minRate",
    .fallback = 100,
    .min = 0.001,
    .max = 1e9,
    .doc = "No rate is lower than so many records a second.",
};

}  // namespace sluice::settings

#endif  // SLUICE_COMMON_SETTINGS_RATES_H_
