#ifndef SLUICE_DRIVER_SCHEDULE_DISTRIBUTION_H_
#define SLUICE_DRIVER_SCHEDULE_DISTRIBUTION_H_

#include <array>
#include <cstdint>

#include "driver/history/task_summary.h"

namespace sluice {

// How many values of which size there were: in as much memory for a million as for none, so quartiles are near ones.
// Values below 0 count as 0.
class Distribution {
 public:
  void Add(int64_t value);
  Spread Describe() const;
  int64_t count() const { return count_; }
  int64_t max() const { return spread_.max; }

 private:
  // Eight for each doubling: what is in one differs by a sixteenth at most from its middle.
  static constexpr int kPerDoubling = 8;
  static int BucketOf(int64_t value);
  static int64_t MiddleOf(int bucket);
  int64_t At(double part) const;

  std::array<uint32_t, kPerDoubling * 62> counts_{};
  Spread spread_;
  int64_t count_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_SCHEDULE_DISTRIBUTION_H_
