#include "engine/task/task_updates.h"

#include <utility>

#include "common/actor/task_local.h"

namespace sluice {

TaskUpdates*& TaskUpdates::Innermost() { return TaskLocal<TaskUpdates*, TaskUpdates>::Value(); }
TaskUpdates* TaskUpdates::Current() { return Innermost(); }

TaskUpdates::Scope::Scope(TaskUpdates& updates) : outer_(std::exchange(Innermost(), &updates)) {}
TaskUpdates::Scope::~Scope() { Innermost() = outer_; }

Buffers TaskUpdates::Finish() const {
  if (parts_.empty()) return {};
  Writer all, one;
  for (const auto& part : parts_) {
    one.Clear();
    part->Encode(one);
    EncodeTo(all, part->key.value(), one.view());
  }
  return {all.Finish()};
}

}  // namespace sluice
