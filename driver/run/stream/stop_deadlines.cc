#include "driver/run/stream/stop_deadlines.h"

#include <algorithm>

namespace sluice {

void StopDeadlines::OnExecutorCount(int attached, absl::Time now) {
  if (attached == 0 && executors_ > 0) no_executor_since_ = now;
  executors_ = attached;
}

void StopDeadlines::EndBy(absl::Time end) { end_by_ = std::min(end_by_, end); }

void StopDeadlines::WaitForReceivers(absl::Time now) {
  const absl::Duration wait = std::max(options_.receivers_stop_wait_min, 10 * batch_interval_);
  receivers_ = now + options_.graceful_stop_timeout.value_or(wait);
}

void StopDeadlines::WaitForSaving(absl::Time now) {
  saving_ = std::min(now + options_.save_wait, end_by_ - options_.ending_time);
  receivers_ = now + options_.receivers_stop_wait_min;
}

absl::Time StopDeadlines::saving() const {
  return executors_ > 0 ? saving_ : no_executor_since_ + options_.receivers_stop_wait_min;
}

absl::Time StopDeadlines::GracefulStop(bool has_records_left) const {
  const absl::Time in_time = end_by_ - 2 * options_.ending_time;
  if (executors_ > 0) return in_time;
  const bool is_short = end_by_ != absl::InfiniteFuture() && !has_records_left;
  return std::min(in_time, no_executor_since_ + (is_short ? options_.executors_wait : options_.no_executor_wait));
}

}  // namespace sluice
