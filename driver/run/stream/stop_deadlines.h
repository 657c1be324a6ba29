#ifndef SLUICE_DRIVER_RUN_STREAM_STOP_DEADLINES_H_
#define SLUICE_DRIVER_RUN_STREAM_STOP_DEADLINES_H_

#include "absl/time/time.h"
#include "driver/run/stream/streaming_options.h"

namespace sluice {

// Until when a run that stops waits for what: for its receivers to stop, for batches to be saved, for executors that
// could run what is left. Not thread-safe.
class StopDeadlines {
 public:
  StopDeadlines(const StreamingOptions& options, absl::Duration batch_interval, absl::Time now)
      : options_(options), batch_interval_(batch_interval), no_executor_since_(now) {}

  void OnExecutorCount(int attached, absl::Time now);
  // The run has to have ended then; the earliest such time counts.
  void EndBy(absl::Time end);

  // Receivers have all their time again.
  void WaitForReceivers(absl::Time now);
  // Receivers have a little time: nothing new is asked of them.
  void WaitForSaving(absl::Time now);

  int executors() const { return executors_; }
  bool has_executors() const { return executors_ > 0; }
  absl::Time receivers() const { return receivers_; }
  absl::Time saving() const;
  // When a graceful stop gives up. Who has to end soon and has nothing to run does not wait long for an executor that
  // may have something.
  absl::Time GracefulStop(bool has_records_left) const;

 private:
  const StreamingOptions options_;
  const absl::Duration batch_interval_;
  int executors_ = 0;
  absl::Time no_executor_since_;
  absl::Time end_by_ = absl::InfiniteFuture();
  absl::Time receivers_ = absl::InfiniteFuture();
  absl::Time saving_ = absl::InfiniteFuture();
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_RUN_STREAM_STOP_DEADLINES_H_
