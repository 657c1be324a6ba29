#ifndef SLUICE_DRIVER_DAEMON_START_FAILURES_H_
#define SLUICE_DRIVER_DAEMON_START_FAILURES_H_

#include <map>
#include <set>

#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

// How long to wait after so many failures in a row: `first`, then twice as long each time, at most `max`.
absl::Duration DelayAfter(int failures, absl::Duration first, absl::Duration max);

// How executors of one application fare, worker by worker. Where one after the other ends, the next one waits longer
// and longer; where too many in a row end before they could work, no more are started. Not thread-safe.
class StartFailures {
 public:
  static constexpr int kFailuresMax = 10;
  static constexpr absl::Duration kDelayFirst = absl::Milliseconds(100);
  static constexpr absl::Duration kDelayMax = absl::Seconds(10);
  static constexpr absl::Duration kLeftDelay = absl::Seconds(1);

  // An executor has found its driver there: whatever ends executors there, they can start.
  void OnWorked(const WorkerId& worker) { worked_on_.insert(worker); }
  // An executor has ended; returns how many have in a row before they could work, this one included.
  int OnFailed(const WorkerId& worker, bool has_worked, absl::Time now);
  // It ended in order.
  void OnLeft(const WorkerId& worker, absl::Time now) { failures_[worker].not_before = now + kLeftDelay; }

  bool empty() const { return failures_.empty(); }
  bool HasGivenUp(const WorkerId& worker) const;
  absl::Time NotBefore(const WorkerId& worker) const;  // The next one may be started then.
  // Whether executors may start on one of `workers`, or on one where they worked: that has gone and may come back.
  bool HasHopeOn(const std::set<WorkerId>& workers) const;

 private:
  struct Failures {
    int in_a_row = 0;
    absl::Time not_before = absl::InfinitePast();
  };

  std::map<WorkerId, Failures> failures_;
  std::set<WorkerId> worked_on_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_DAEMON_START_FAILURES_H_
