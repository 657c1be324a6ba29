#ifndef SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
#define SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/clock/clock.h"

namespace sluice {

// What time it is for batches: the calendar of a Clock, which never goes back, or what Advance has made of a manual
// clock. No clock of its own: what the Clock reads comes in, steady times (`now`) come in and go out.
class BatchClock {
 public:
  // `start`: where a manual clock begins.
  BatchClock(bool is_manual, absl::Time start) : is_manual_(is_manual), manual_now_(start) {}

  // Takes note of what a Clock reads; called before the others, again and again. If the wall clock has been set since
  // the last call: a warning that says by how much, and what becomes of the batches.
  std::optional<std::string> Observe(const Clock::Ahead& ahead);
  void Advance(absl::Duration by) { manual_now_ += by; }

  absl::Time TimeAt(absl::Time now) const { return is_manual_ ? manual_now_ : CalendarAt(now); }
  // When `batch_time` will be, unless the wall clock is set meanwhile; infinite if that is for Advance to say.
  absl::Time WhenIs(absl::Time batch_time) const {
    return is_manual_ ? absl::InfiniteFuture() : batch_time - ahead_.calendar;
  }
  absl::Time manual_now() const { return manual_now_; }
  // What is told to users of when something happened.
  absl::Time CalendarAt(absl::Time now) const { return now + ahead_.calendar; }

 private:
  const bool is_manual_;
  absl::Time manual_now_;
  Clock::Ahead ahead_;
  std::optional<absl::Duration> wall_ahead_told_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_CLOCK_H_
