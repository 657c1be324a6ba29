#ifndef SLUICE_DRIVER_RUN_STREAM_STREAMING_OPTIONS_H_
#define SLUICE_DRIVER_RUN_STREAM_STREAMING_OPTIONS_H_

#include <optional>

#include "absl/time/time.h"
#include "driver/run/stream/run_rates.h"

namespace sluice {

// What the application says about all its streaming runs.
struct StreamingOptions {
  bool manual_clock = false;  // Batches are due when Advance says so; their times begin at 0.
  int expected_executors = 1;
  absl::Duration executors_wait =
      absl::Seconds(5);  // It waits so long for all expected ones, for the first one longer.
  absl::Duration cut_grace_max = absl::Milliseconds(200);  // It is never more than one interval.
  // Receivers that have not stopped so long (or for ten intervals) after the last batch with records are left behind.
  absl::Duration receivers_stop_wait_min = absl::Seconds(2);
  std::optional<absl::Duration> graceful_stop_timeout;  // Instead of those ten.
  absl::Duration save_wait = absl::Seconds(30);  // Tasks that do not end leave no room to save what is unfinished.
  absl::Duration no_executor_wait = absl::Seconds(60);  // A graceful stop gives up when there is none for so long.
  RateOptions rates;
  absl::Duration ending_time = absl::Seconds(5);  // Before it has to have ended: for saving, and for the program's end.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STREAMING_OPTIONS_H_
