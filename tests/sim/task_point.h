#ifndef SLUICE_TESTS_SIM_TASK_POINT_H_
#define SLUICE_TESTS_SIM_TASK_POINT_H_

#include "common/actor/sim_loop.h"

namespace sluice {

// Where user code of a simulated application can be slow or fail: it calls Reach for each row.
class TaskPoint {
 public:
  explicit TaskPoint(SimLoop& loop) : loop_(loop) {}

  static void ReachCurrent();
  void MakeCurrent(bool current);

  // Until then, one row in `kSlowRows` takes up to `delay`.
  void SlowDown(absl::Duration lasts, absl::Duration delay);
  void FailNext() { fail_next_ = true; }    // The next row throws.
  int waiting() const { return waiting_; }  // Rows that take their time now.

 private:
  static constexpr int kSlowRows = 20;

  SimLoop& loop_;
  absl::Time slow_until_ = absl::InfinitePast();
  absl::Duration delay_;
  bool fail_next_ = false;
  int waiting_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_SIM_TASK_POINT_H_
