#include "engine/task/stack_room.h"

#include <pthread.h>

#include <algorithm>
#include <cstddef>

namespace sluice {

StackRoom StackRoom::OfThisThread() {
  static constexpr size_t kReserveMax = 2 << 20;
  static thread_local const StackRoom room = [] {
    StackRoom found;
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return found;
    void* lowest = nullptr;
    size_t bytes = 0;
    if (pthread_attr_getstack(&attributes, &lowest, &bytes) == 0) {
      found.lowest_ = reinterpret_cast<uintptr_t>(lowest);
      found.reserve_ = std::min(bytes / 4, kReserveMax);
    }
    pthread_attr_destroy(&attributes);
    return found;
  }();
  return room;
}

}  // namespace sluice
