#ifndef SLUICE_DRIVER_BATCH_BATCH_TIMER_H_
#define SLUICE_DRIVER_BATCH_BATCH_TIMER_H_

#include <vector>

#include "absl/time/time.h"
#include "common/base/ids.h"

namespace sluice {

inline absl::Time ToTime(BatchTime batch) { return absl::FromUnixMillis(batch.value()); }

// Names the batches: they end at the multiples of `interval` since the epoch that lie after `start`, none left out.
class BatchTimer {
 public:
  // REQUIRES: interval is at least 1 ms.
  BatchTimer(absl::Duration interval, absl::Time start)
      : interval_millis_(absl::ToInt64Milliseconds(interval)),
        next_((absl::ToUnixMillis(start) / interval_millis_ + 1) * interval_millis_) {}

  absl::Time next() const { return absl::FromUnixMillis(next_); }
  // The boundary after the last one taken, whether it has passed or not.
  BatchTime Take() {
    BatchTime batch(next_);
    next_ += interval_millis_;
    return batch;
  }
  // All boundaries up to `now` that were not taken yet.
  std::vector<BatchTime> TakeDue(absl::Time now) {
    std::vector<BatchTime> due;
    while (next() <= now) due.push_back(Take());
    return due;
  }

 private:
  const int64_t interval_millis_;
  int64_t next_;  // Milliseconds since the epoch.
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BATCH_BATCH_TIMER_H_
