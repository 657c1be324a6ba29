#include "driver/batch/pid_rate_estimator.h"

#include <algorithm>

namespace sluice {

std::optional<double> PidRateEstimator::OnBatch(const BatchLoad& batch) {
  const bool is_later = !last_ended_.has_value() || batch.ended > *last_ended_;
  if (!is_later || batch.records <= 0 || batch.processing_time <= absl::ZeroDuration()) return std::nullopt;
  const bool is_first = !last_ended_.has_value();
  processing_rate_ = static_cast<double>(batch.records) / absl::ToDoubleSeconds(batch.processing_time);
  const double error = rate_ - processing_rate_;
  rate_ = is_first ? processing_rate_ : NextRate(batch, error);
  error_ = is_first ? 0 : error;
  last_ended_ = batch.ended;
  return is_first ? std::nullopt : std::optional(rate_);
}

double PidRateEstimator::NextRate(const BatchLoad& batch, double error) const {
  // What could have been processed while the batch waited, had it come at a rate: the records that are behind.
  const double backlog_error = processing_rate_ * absl::FDivDuration(batch.scheduling_delay, batch_interval_);
  const double change_of_error = (error - error_) / absl::ToDoubleSeconds(batch.ended - *last_ended_);
  const double rate =
      rate_ - options_.proportional * error - options_.integral * backlog_error - options_.derived * change_of_error;
  return std::max(options_.rate_min, rate);
}

}  // namespace sluice
