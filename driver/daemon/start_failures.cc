#include "driver/daemon/start_failures.h"

#include <algorithm>
#include <cstdint>

namespace sluice {

absl::Duration DelayAfter(int failures, absl::Duration first, absl::Duration max) {
  return std::min(max, first * (int64_t{1} << std::min(failures - 1, 20)));
}

int StartFailures::OnFailed(const WorkerId& worker, bool has_worked, absl::Time now) {
  Failures& failures = failures_[worker];
  if (has_worked) failures = {};
  failures.not_before = now + DelayAfter(++failures.in_a_row, kDelayFirst, kDelayMax);
  return failures.in_a_row;
}

bool StartFailures::HasGivenUp(const WorkerId& worker) const {
  const auto found = failures_.find(worker);
  return found != failures_.end() && found->second.in_a_row >= kFailuresMax;
}

absl::Time StartFailures::NotBefore(const WorkerId& worker) const {
  const auto found = failures_.find(worker);
  return found == failures_.end() ? absl::InfinitePast() : found->second.not_before;
}

bool StartFailures::HasHopeOn(const std::set<WorkerId>& workers) const {
  const auto is_hopeful = [this](const WorkerId& worker) { return !HasGivenUp(worker); };
  return std::any_of(worked_on_.begin(), worked_on_.end(), is_hopeful) ||
         std::any_of(workers.begin(), workers.end(), is_hopeful);
}

}  // namespace sluice
