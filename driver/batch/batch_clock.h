#ifndef SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
#define SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "driver/batch/batch_timer.h"

namespace sluice {

// What time it is for the batches of a run, and which of them are due: by the calendar of a Clock, which never goes
// back, but ahead of it if a former run was; or by a manual clock, which begins at the epoch or where a former run has
// ended, and stands until somebody moves it. No clock of its own: what the Clock reads comes in, steady times (`now`)
// come in and go out.
class BatchClock {
 public:
  struct Options {
    absl::Duration interval;
    bool is_manual = false;
    // The first batch is the one after it, not the one after the start.
    std::optional<BatchTime> last_finished;
  };
  explicit BatchClock(const Options& options)
      : options_(options), manual_now_(ToTime(options.last_finished.value_or(BatchTime()))) {}

  // Takes note of what a Clock reads; called before the others, again and again. If the wall clock has been set since
  // the last call: a warning that says by how much, and what becomes of the batches.
  std::optional<std::string> Observe(const Clock::Ahead& ahead);
  // What users are told of when something of this run happened.
  absl::Time CalendarAt(absl::Time now) const { return now + Ahead(); }
  // How far that is ahead of the calendar of the Clock: what has happened by that is told so much later.
  absl::Duration lead() const { return Ahead() - ahead_.calendar; }

  // A warning if the run begins where a former one has ended, ahead of the calendar: the wall clock was set back since.
  std::optional<std::string> Start(absl::Time now);
  // Moves the manual clock, also before the start.
  void Advance(absl::Duration by) { manual_now_ += by; }
  // No batch is due by the manual clock that was not taken.
  bool IsCaughtUp() const { return timer_.has_value() && timer_->next() > manual_now_; }

  // REQUIRES of these: it was started. See BatchTimer.
  std::vector<BatchTime> TakeDue(absl::Time now) { return timer_->TakeDue(TimeAt(now)); }
  BatchTime Take() { return timer_->Take(); }
  // When the next batch is due by itself, unless the wall clock is set meanwhile.
  std::optional<absl::Time> NextDeadline() const {
    return options_.is_manual ? std::nullopt : std::optional(timer_->next() - Ahead());
  }

 private:
  std::optional<std::string> GoOnFrom(BatchTime last_finished, absl::Time now);
  absl::Duration Ahead() const { return std::max(ahead_.calendar, least_ahead_); }
  absl::Time TimeAt(absl::Time now) const { return options_.is_manual ? manual_now_ : CalendarAt(now); }

  const Options options_;
  absl::Time manual_now_;
  Clock::Ahead ahead_;
  absl::Duration least_ahead_ = -absl::InfiniteDuration();  // A former run was so far.
  std::optional<absl::Duration> wall_ahead_told_;
  std::optional<BatchTimer> timer_;  // Once it was started.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
