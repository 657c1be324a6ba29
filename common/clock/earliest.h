#ifndef SLUICE_COMMON_CLOCK_EARLIEST_H_
#define SLUICE_COMMON_CLOCK_EARLIEST_H_

#include <algorithm>
#include <optional>

#include "absl/time/time.h"

namespace sluice {

// The earliest of several times, each of which may be never (nullopt): when to look again next. Not thread-safe.
class Earliest {
 public:
  void Add(std::optional<absl::Time> time) {
    if (time.has_value()) earliest_ = std::min(*time, earliest_.value_or(*time));
  }
  // nullopt: all of them are never.
  std::optional<absl::Time> time() const { return earliest_; }

 private:
  std::optional<absl::Time> earliest_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CLOCK_EARLIEST_H_
