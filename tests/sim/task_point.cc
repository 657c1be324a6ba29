#include "tests/sim/task_point.h"

#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

thread_local TaskPoint* current_point = nullptr;

}  // namespace

void TaskPoint::MakeCurrent(bool current) { current_point = current ? this : nullptr; }

void TaskPoint::SlowDown(absl::Duration lasts, absl::Duration delay) {
  slow_until_ = loop_.clock().Now() + lasts;
  delay_ = delay;
}

void TaskPoint::ReachCurrent() {
  TaskPoint& point = *current_point;
  if (std::exchange(point.fail_next_, false)) throw std::runtime_error("a task of the simulation fails");
  if (point.loop_.clock().Now() >= point.slow_until_ || point.loop_.Random() % kSlowRows != 0) return;
  // Other mailboxes run meanwhile.
  ++point.waiting_;
  point.loop_.NewEvent()->Wait(point.delay_ * static_cast<int>(1 + point.loop_.Random() % 8) / 8);
  --point.waiting_;
}

}  // namespace sluice
