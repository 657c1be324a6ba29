#ifndef SLUICE_ENGINE_TASK_TASK_MEMORY_H_
#define SLUICE_ENGINE_TASK_TASK_MEMORY_H_

#include <cstdint>

namespace sluice {

class ScratchSpace;

// What the operators of one task may hold in memory together; what exceeds it goes to `scratch`. Null: there is no
// disk, so they hold what they must. Of the task's thread.
struct TaskMemory {
  int64_t budget = int64_t{256} << 20;
  ScratchSpace* scratch = nullptr;
  int64_t used = 0;
};

// What one operator holds, from construction to destruction.
class MemoryUse {
 public:
  explicit MemoryUse(TaskMemory& memory) : memory_(memory) {}
  ~MemoryUse() { Set(0); }
  MemoryUse(const MemoryUse&) = delete;

  // True: it should put on disk what it holds. Who holds little is left alone: that would give many small files.
  bool Set(int64_t bytes) {
    memory_.used += bytes - bytes_;
    bytes_ = bytes;
    return memory_.used > memory_.budget && bytes > memory_.budget / kShares && memory_.scratch != nullptr;
  }
  int64_t bytes() const { return bytes_; }

 private:
  static constexpr int64_t kShares = 8;
  TaskMemory& memory_;
  int64_t bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_TASK_MEMORY_H_
