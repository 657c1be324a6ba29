#ifndef SLUICE_COMMON_CLOCK_CLOCK_H_
#define SLUICE_COMMON_CLOCK_CLOCK_H_

#include "absl/time/time.h"

namespace sluice {

// Where the time comes from: nothing below the daemons asks the system for it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The system's wall clock; lives for ever.
Clock& SystemClock();

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_CLOCK_H_
