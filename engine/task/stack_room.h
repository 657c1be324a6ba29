#ifndef SLUICE_ENGINE_TASK_STACK_ROOM_H_
#define SLUICE_ENGINE_TASK_STACK_ROOM_H_

#include <cstdint>

namespace sluice {

// How far down a thread may go on its stack before what is left is needed by whoever it calls.
class StackRoom {
 public:
  // Of the calling thread: all of its stack but a quarter, or two megabytes. Cheap, but for the first call of a thread.
  static StackRoom OfThisThread();

  // Whether the calling function is too far down. False on another stack than that of the thread.
  bool IsUsedUp() const { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) - lowest_ < reserve_; }

 private:
  uintptr_t lowest_ = 0;
  uintptr_t reserve_ = 0;  // Bytes above `lowest_`. 0: nothing is known of the stack.
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_STACK_ROOM_H_
