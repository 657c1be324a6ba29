#include "common/actor/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace sluice {
namespace {

constexpr size_t kStackBytes = 1 << 20;  // Only the pages that are used take memory.
constexpr size_t kGuardBytes = 4096;     // A stack that overflows ends the program instead of harming its neighbour.

// Exceptions in flight belong to a stack; the C++ runtime keeps them per thread.
void SwitchExceptions(std::array<uint64_t, 2>& saved, const std::array<uint64_t, 2>& next) {
  void* current = abi::__cxa_get_globals();
  std::memcpy(&saved, current, sizeof(saved));
  std::memcpy(current, &next, sizeof(next));
}

}  // namespace

Fiber::Fiber() {
  void* memory = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  SLUICE_CHECK(memory != MAP_FAILED);
  SLUICE_CHECK(mprotect(memory, kGuardBytes, PROT_NONE) == 0);
  stack_ = static_cast<char*>(memory) + kGuardBytes;
  SLUICE_CHECK(getcontext(&own_) == 0);
  own_.uc_stack.ss_sp = stack_;
  own_.uc_stack.ss_size = kStackBytes;
  own_.uc_link = nullptr;
  auto self = reinterpret_cast<uintptr_t>(this);
  makecontext(&own_, reinterpret_cast<void (*)()>(&Fiber::Enter), 2, static_cast<unsigned>(self >> 32),
              static_cast<unsigned>(self));
#if defined(__SANITIZE_THREAD__)
  tsan_own_ = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
  SLUICE_CHECK(task_ == nullptr);
#if defined(__SANITIZE_THREAD__)
  __tsan_destroy_fiber(tsan_own_);
#endif
  munmap(stack_ - kGuardBytes, kGuardBytes + kStackBytes);
}

bool Fiber::Run(Task task) {
  SLUICE_CHECK(task_ == nullptr);
  task_ = std::move(task);
  return Resume();
}

bool Fiber::Resume() {
  locals_.Swap();
  std::array<uint64_t, 2> owner_exceptions;
  SwitchExceptions(owner_exceptions, exceptions_);
#if defined(__SANITIZE_ADDRESS__)
  void* owner_fake_stack = nullptr;
  __sanitizer_start_switch_fiber(&owner_fake_stack, stack_, kStackBytes);
#endif
#if defined(__SANITIZE_THREAD__)
  tsan_owner_ = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(tsan_own_, 0);
#endif
  swapcontext(&owner_, &own_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(owner_fake_stack, nullptr, nullptr);
#endif
  SwitchExceptions(exceptions_, owner_exceptions);
  locals_.Swap();
  if (task_ != nullptr) return false;
  locals_.Clear();
  return true;
}

void Fiber::Suspend() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fake_stack_, owner_stack_, owner_stack_bytes_);
#endif
#if defined(__SANITIZE_THREAD__)
  __tsan_switch_to_fiber(tsan_owner_, 0);
#endif
  swapcontext(&own_, &owner_);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(fake_stack_, &owner_stack_, &owner_stack_bytes_);
#endif
}

void Fiber::Enter(unsigned high, unsigned low) { reinterpret_cast<Fiber*>(uintptr_t{high} << 32 | low)->Loop(); }

void Fiber::Loop() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &owner_stack_, &owner_stack_bytes_);
#endif
  while (true) {
    task_();
    task_ = nullptr;
    Suspend();
  }
}

}  // namespace sluice
