#ifndef SLUICE_COMMON_CLOCK_CLOCK_H_
#define SLUICE_COMMON_CLOCK_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <limits>

#include "absl/time/time.h"

namespace sluice {

// Where the time comes from: nothing below the daemons asks the system for it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // For deadlines, and for how long something takes: goes on evenly, whatever happens to the wall clock. It counts from
  // no date, and means nothing to another process.
  virtual absl::Time Now() const = 0;

  // The date and time that people and files go by. May be set back or forward at any moment.
  virtual absl::Time WallNow() const = 0;

  // The wall clock's time for what must come in order, as batches: set forward with it, but never back. When that is
  // set back, the calendar goes on at the pace of Now, until the wall clock is ahead again.
  absl::Time CalendarNow() const { return Now() + ahead().calendar; }

  // How far the others are ahead of Now, read at one moment.
  struct Ahead {
    absl::Duration wall;
    absl::Duration calendar;
  };
  Ahead ahead() const;

 private:
  absl::Duration WallAhead() const;
  absl::Duration RaiseCalendar(absl::Duration ahead) const;

  mutable std::atomic<int64_t> calendar_ahead_nanos_{std::numeric_limits<int64_t>::min()};
};

// The system's clocks; lives for ever.
Clock& SystemClock();

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_CLOCK_H_
