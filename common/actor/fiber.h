#ifndef SLUICE_COMMON_ACTOR_FIBER_H_
#define SLUICE_COMMON_ACTOR_FIBER_H_

#include <ucontext.h>

#include <array>
#include <cstdint>

#include "common/actor/mailbox.h"
#include "common/actor/task_local.h"

namespace sluice {

// A stack of its own on which a task can stop halfway and go on later, all in one thread, with TaskLocals of its own.
// Known to the address and thread sanitizers.
class Fiber {
 public:
  Fiber();
  ~Fiber();  // REQUIRES: no task is halfway.
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Runs `task` until it returns (true) or suspends itself (false). REQUIRES: the former task has returned.
  bool Run(Task task);
  // Goes on with a suspended task, to the same ends.
  bool Resume();
  // Called by the task: goes back to whoever called Run or Resume.
  void Suspend();

 private:
  static void Enter(unsigned high, unsigned low);  // The context's entry point takes ints only.
  void Loop();

  char* stack_ = nullptr;
  ucontext_t own_;
  ucontext_t owner_;
  Task task_;
  TaskLocals locals_;

  // What the sanitizers and the exception runtime remember of a stack.
  const void* owner_stack_ = nullptr;
  size_t owner_stack_bytes_ = 0;
  std::array<uint64_t, 2> exceptions_{};
  void* fake_stack_ = nullptr;
  void* tsan_own_ = nullptr;
  void* tsan_owner_ = nullptr;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_ACTOR_FIBER_H_
