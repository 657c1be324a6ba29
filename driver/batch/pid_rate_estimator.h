#ifndef SLUICE_DRIVER_BATCH_PID_RATE_ESTIMATOR_H_
#define SLUICE_DRIVER_BATCH_PID_RATE_ESTIMATOR_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace sluice {

// As Spark names them, see spark.streaming.backpressure.pid.
struct PidOptions {
  double proportional = 1;
  double integral = 0.2;
  double derived = 0;
  double rate_min = 100;  // Records a second.
};

// What a batch was for one of its inputs.
struct BatchLoad {
  absl::Time ended;
  int64_t records = 0;
  absl::Duration processing_time;
  absl::Duration scheduling_delay;  // It was queued for so long.
};

// How many records a second an input may take so that its batches keep up: a PID controller whose error is the
// difference to the rate at which the last batch was processed, with Spark's formula. No thread, no clock.
class PidRateEstimator {
 public:
  // REQUIRES: batch_interval > 0.
  PidRateEstimator(const PidOptions& options, absl::Duration batch_interval)
      : options_(options), batch_interval_(batch_interval) {}

  // The rate from now on. None: the batch says nothing, because it had no records, took no time, or ended no later than
  // the last one that said something; or it was the first, by which the others are measured.
  std::optional<double> OnBatch(const BatchLoad& batch);

  // Records a second that the last batch was processed at; 0 before the first.
  double processing_rate() const { return processing_rate_; }

 private:
  double NextRate(const BatchLoad& batch, double error) const;

  const PidOptions options_;
  const absl::Duration batch_interval_;
  std::optional<absl::Time> last_ended_;  // Set with the first batch that says something.
  double processing_rate_ = 0;
  double rate_ = 0;
  double error_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_PID_RATE_ESTIMATOR_H_
