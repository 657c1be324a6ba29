#include "driver/schedule/speculation.h"

#include <algorithm>

namespace sluice {

std::optional<absl::Duration> TaskTimes::Limit(const SpeculationOptions& options, int tasks) const {
  const auto needed = static_cast<size_t>(std::max(1.0, options.quantile * tasks));
  if (times_.size() < needed) return std::nullopt;
  std::vector<absl::Duration> sorted = times_;
  const auto median = sorted.begin() + static_cast<ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), median, sorted.end());
  return std::max(options.min_task_runtime, options.multiplier * *median);
}

}  // namespace sluice
