#include "driver/schedule/placement/executor_slots.h"

#include <algorithm>

namespace sluice {

void ExecutorSlots::Add(ExecutorId executor, int slots) {
  free_[executor] = slots;
  left_.erase(executor);
}

bool ExecutorSlots::Lose(ExecutorId executor) {
  if (free_.erase(executor) == 0) return false;
  if (leaving_.erase(executor) > 0) left_.insert(executor);
  return true;
}

bool ExecutorSlots::AnyFree() const {
  return std::any_of(free_.begin(), free_.end(), [](const auto& slots) { return slots.second > 0; });
}

}  // namespace sluice
