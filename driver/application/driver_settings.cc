#include "driver/application/driver_settings.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "common/settings/event_log.h"
#include "common/settings/executor.h"
#include "common/settings/scheduling.h"
#include "common/settings/streaming.h"
#include "driver/application/rate_settings.h"
#include "driver/application/scheduler_settings.h"

namespace sluice {
namespace {

// Who is cut off for less than this takes no block with it that nobody else has.
constexpr absl::Duration kCutMax = absl::Seconds(5);

absl::Status ReadEventLogSettings(const Conf& conf, std::optional<EventLogOptions>& event_log) {
  SLUICE_ASSIGN_OR_RETURN(const bool is_wanted, conf.Get(settings::kEventLog));
  EventLogOptions options{.folder = conf.Get(settings::kEventLogDirectory)};
  SLUICE_ASSIGN_OR_RETURN(options.limits.file_bytes, conf.Get(settings::kEventLogFileBytes));
  SLUICE_ASSIGN_OR_RETURN(options.limits.log_bytes, conf.Get(settings::kEventLogBytes));
  if (!is_wanted) return absl::OkStatus();
  if (options.folder.empty()) {
    return absl::InvalidArgumentError(StrCat(settings::kEventLog.key, "=true says not where: set ",
                                             settings::kEventLogDirectory.key, " to a folder or a URI"));
  }
  options.folder = AbsolutePath(options.folder);
  event_log = std::move(options);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DriverSettings> ParseDriverSettings(const Conf& conf) {
  DriverSettings s;
  SLUICE_ASSIGN_OR_RETURN(s.heartbeat, conf.Get(settings::kExecutorHeartbeat));
  SLUICE_ASSIGN_OR_RETURN(s.lease, conf.Get(settings::kExecutorLease.AtLeast(3 * s.heartbeat)));
  SLUICE_ASSIGN_OR_RETURN(s.grace, conf.Get(settings::kExecutorGrace));
  SLUICE_RETURN_IF_ERROR(ReadSchedulerSettings(conf, s.scheduler));
  SLUICE_RETURN_IF_ERROR(ReadRateSettings(conf, s.rates));
  SLUICE_RETURN_IF_ERROR(ReadEventLogSettings(conf, s.event_log));
  SLUICE_ASSIGN_OR_RETURN(s.default_parallelism, conf.Get(settings::kDefaultParallelism));
  SLUICE_ASSIGN_OR_RETURN(s.finished_batches_max, conf.Get(settings::kRetainedBatches));
  if (conf.Has(settings::kGracefulStopTimeout.key)) {
    SLUICE_ASSIGN_OR_RETURN(s.graceful_stop_timeout, conf.Get(settings::kGracefulStopTimeout));
  }
  SLUICE_ASSIGN_OR_RETURN(s.stops_gracefully_on_signals, conf.Get(settings::kStopGracefullyOnShutdown));
  std::string clock = conf.Get(settings::kClock);
  s.manual_clock = clock == "manual" || absl::EndsWith(clock, ".ManualClock");
  if (!s.manual_clock && clock != "system" && !absl::EndsWith(clock, ".SystemClock")) {
    return absl::InvalidArgumentError(StrCat(settings::kClock.key, " must be system or manual: ", clock));
  }
  s.scheduler.holder_wait = std::max(s.lease, kCutMax - s.lease);
  return s;
}

}  // namespace sluice
