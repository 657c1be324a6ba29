#ifndef SLUICE_DRIVER_APPLICATION_DRIVER_SETTINGS_H_
#define SLUICE_DRIVER_APPLICATION_DRIVER_SETTINGS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/settings/conf.h"
#include "common/settings/executor.h"
#include "common/settings/streaming.h"
#include "driver/history/log/event_log_writer.h"
#include "driver/run/stream/run_rates.h"
#include "driver/schedule/scheduler.h"

namespace sluice {

// The settings of an application that concern its driver, parsed.
struct DriverSettings {
  absl::Duration heartbeat = settings::kExecutorHeartbeat.fallback;
  absl::Duration lease = settings::kExecutorLease.fallback;
  absl::Duration grace = settings::kExecutorGrace.fallback;  // What nobody claims of former lives is freed then.
  absl::Duration attach_wait = absl::Seconds(5);             // A conversation without a first frame by then is closed.
  absl::Duration status_interval = absl::Milliseconds(500);
  int default_parallelism = 0;  // 0: task slots.
  int finished_batches_max = settings::kRetainedBatches.fallback;
  std::optional<absl::Duration> graceful_stop_timeout;  // See StreamingOptions.
  bool stops_gracefully_on_signals = settings::kStopGracefullyOnShutdown.fallback;
  bool manual_clock = false;  // Batches are due when StreamingBackend::Advance says so.
  SchedulerOptions scheduler;
  RateOptions rates;
  std::optional<EventLogOptions> event_log;  // Its folder is that of all applications. None: there is to be none.
};

// INVALID_ARGUMENT names the key, its value and what is expected.
absl::StatusOr<DriverSettings> ParseDriverSettings(const Conf& conf);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_DRIVER_SETTINGS_H_
