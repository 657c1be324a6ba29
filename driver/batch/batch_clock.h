#ifndef SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
#define SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "driver/batch/batch_timer.h"

namespace sluice {

// What time it is for the batches of a run, and which of them are due: by the calendar of a Clock, which never goes
// back, or by a manual clock, which begins at the epoch or where a former run has ended, and stands until somebody
// moves it. No clock of its own: what the Clock reads comes in, steady times (`now`) come in and go out.
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
  // What users are told of when something happened.
  absl::Time CalendarAt(absl::Time now) const { return now + ahead_.calendar; }

  void Start(absl::Time now);
  // Moves the manual clock, also before the start.
  void Advance(absl::Duration by) { manual_now_ += by; }
  // No batch is due by the manual clock that was not taken.
  bool IsCaughtUp() const { return timer_.has_value() && timer_->next() > manual_now_; }

  // REQUIRES of these: it was started. See BatchTimer.
  std::vector<BatchTime> TakeDue(absl::Time now) { return timer_->TakeDue(TimeAt(now)); }
  BatchTime Take() { return timer_->Take(); }
  // When the next batch is due by itself, unless the wall clock is set meanwhile.
  std::optional<absl::Time> NextDeadline() const {
    return options_.is_manual ? std::nullopt : std::optional(timer_->next() - ahead_.calendar);
  }

 private:
  absl::Time TimeAt(absl::Time now) const { return options_.is_manual ? manual_now_ : CalendarAt(now); }

  const Options options_;
  absl::Time manual_now_;
  Clock::Ahead ahead_;
  std::optional<absl::Duration> wall_ahead_told_;
  std::optional<BatchTimer> timer_;  // Once it was started.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
