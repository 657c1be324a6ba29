#include "driver/application/driver_settings.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status.h"
#include "driver/application/scheduler_settings.h"

namespace sluice {

absl::StatusOr<DriverSettings> ParseDriverSettings(const Conf& conf) {
  DriverSettings s;
  SLUICE_ASSIGN_OR_RETURN(s.heartbeat, conf.GetDuration("sluice.executor.heartbeat",
                                                        {s.heartbeat, absl::Milliseconds(10), absl::Minutes(1)}));
  SLUICE_ASSIGN_OR_RETURN(s.lease,
                          conf.GetDuration("sluice.executor.lease", {s.lease, 3 * s.heartbeat, absl::Minutes(10)}));
  SLUICE_RETURN_IF_ERROR(ReadSchedulerSettings(conf, s.scheduler));
  SLUICE_ASSIGN_OR_RETURN(int64_t parallelism, conf.GetInt("spark.default.parallelism", {0, 0, 100000}));
  SLUICE_ASSIGN_OR_RETURN(int64_t batches,
                          conf.GetInt("spark.streaming.ui.retainedBatches", {s.finished_batches_max, 1, 100000}));
  if (conf.Has("spark.streaming.gracefulStopTimeout")) {
    SLUICE_ASSIGN_OR_RETURN(s.graceful_stop_timeout,
                            conf.GetDuration("spark.streaming.gracefulStopTimeout",
                                             {absl::ZeroDuration(), absl::ZeroDuration(), absl::Hours(24)}));
  }
  SLUICE_ASSIGN_OR_RETURN(s.stops_gracefully_on_signals,
                          conf.GetBool("spark.streaming.stopGracefullyOnShutdown", s.stops_gracefully_on_signals));
  std::string clock = conf.GetString("spark.streaming.clock", "system");
  s.manual_clock = clock == "manual" || absl::EndsWith(clock, ".ManualClock");
  if (!s.manual_clock && clock != "system" && !absl::EndsWith(clock, ".SystemClock")) {
    return absl::InvalidArgumentError(absl::StrCat("spark.streaming.clock must be system or manual: ", clock));
  }
  s.scheduler.holder_wait = s.lease;
  s.default_parallelism = static_cast<int>(parallelism);
  s.finished_batches_max = static_cast<int>(batches);
  return s;
}

}  // namespace sluice
