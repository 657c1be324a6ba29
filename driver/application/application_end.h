#ifndef SLUICE_DRIVER_APPLICATION_APPLICATION_END_H_
#define SLUICE_DRIVER_APPLICATION_APPLICATION_END_H_

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "common/actor/runtime.h"

namespace sluice {

// How far an application is with its end: its runs end, then its executors are let go, and who waits for either goes
// on. It never goes back. Not thread-safe.
class ApplicationEnd {
 public:
  using Waiter = std::shared_ptr<Event>;

  // Runs have to end; the application goes on. False: they are ending already.
  bool BeginWithRuns(Waiter waiter) {
    wait_for_runs_.push_back(std::move(waiter));
    return std::exchange(stage_, std::max(stage_, Stage::kRuns)) == Stage::kNone;
  }
  // When its runs have ended, the application ends.
  void Begin(Waiter waiter) {
    wait_for_executors_.push_back(std::move(waiter));
    stage_ = std::max(stage_, Stage::kApplication);
  }
  void OnNoRunLeft() { no_run_is_left_ = takes_no_runs(); }
  // True once: executors have to be let go now.
  bool TakeExecutorsGo() {
    if (!no_run_is_left_ || stage_ != Stage::kApplication) return false;
    stage_ = Stage::kExecutorsGone;
    return true;
  }
  // When all that was decided is done and told.
  void WakeWaiters() {
    if (no_run_is_left_) Wake(wait_for_runs_);
    if (takes_no_executors()) Wake(wait_for_executors_);
  }

  bool takes_no_runs() const { return stage_ > Stage::kNone; }
  bool takes_no_executors() const { return stage_ == Stage::kExecutorsGone; }
  bool no_run_is_left() const { return no_run_is_left_; }
  bool somebody_waits_for_runs() const { return !wait_for_runs_.empty(); }

 private:
  enum class Stage { kNone, kRuns, kApplication, kExecutorsGone };
  static void Wake(std::vector<Waiter>& waiters) {
    for (const Waiter& waiter : std::exchange(waiters, {})) waiter->Set();
  }

  Stage stage_ = Stage::kNone;
  bool no_run_is_left_ = false;  // And none begins any more.
  std::vector<Waiter> wait_for_runs_;
  std::vector<Waiter> wait_for_executors_;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_APPLICATION_END_H_
