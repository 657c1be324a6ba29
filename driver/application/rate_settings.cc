#include "driver/application/rate_settings.h"

#include <algorithm>
#include <string>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/settings/rates.h"

namespace sluice {
namespace {

// 0: no limit.
absl::StatusOr<int64_t> ReadRate(const Conf& conf, const IntSetting& setting) {
  SLUICE_ASSIGN_OR_RETURN(const int64_t rate, conf.Get(setting));
  return rate == setting.max ? 0 : std::max<int64_t>(0, rate);
}

absl::Status ReadPid(const Conf& conf, PidOptions& pid) {
  SLUICE_ASSIGN_OR_RETURN(pid.proportional, conf.Get(settings::kPidProportional));
  SLUICE_ASSIGN_OR_RETURN(pid.integral, conf.Get(settings::kPidIntegral));
  SLUICE_ASSIGN_OR_RETURN(pid.derived, conf.Get(settings::kPidDerived));
  SLUICE_ASSIGN_OR_RETURN(pid.rate_min, conf.Get(settings::kPidMinRate));
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadRateSettings(const Conf& conf, RateOptions& options) {
  constexpr std::string_view kEstimator = settings::kRateEstimator.key;
  const std::string estimator = conf.Get(settings::kRateEstimator);
  if (estimator != settings::kRateEstimator.fallback) {
    return absl::InvalidArgumentError(StrCat("Unknown rate estimator: ", estimator, "; ", kEstimator, " must be ",
                                             settings::kRateEstimator.fallback));
  }
  SLUICE_ASSIGN_OR_RETURN(options.receiver_rate_max, ReadRate(conf, settings::kReceiverMaxRate));
  SLUICE_ASSIGN_OR_RETURN(options.backpressure, conf.Get(settings::kBackpressure));
  SLUICE_ASSIGN_OR_RETURN(options.initial_rate, ReadRate(conf, settings::kBackpressureInitialRate));
  return ReadPid(conf, options.pid);
}

}  // namespace sluice
