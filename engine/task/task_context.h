#ifndef SLUICE_ENGINE_TASK_TASK_CONTEXT_H_
#define SLUICE_ENGINE_TASK_TASK_CONTEXT_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "common/base/block_id.h"
#include "common/base/buffer.h"
#include "engine/task/stack_room.h"
#include "engine/task/task_memory.h"

namespace sluice {

class StateStores;

// A block a task reads, already in memory.
struct InputBlock {
  BlockId id;
  Buffers data;
};

// All that is known to one attempt of one task. Used by that task's thread, except Cancel.
class TaskContext {
 public:
  TaskContext(int partition, int attempt);
  ~TaskContext();

  int partition() const { return partition_; }
  int attempt() const { return attempt_; }

  // The blocks of a leaf operator's partition, in order; nothing when there are none.
  const std::vector<InputBlock>& Inputs(int op, int partition) const;
  void AddInput(int op, int partition, InputBlock block);

  // Thread-safe. Sources look at it once per chunk.
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  // The operator of the stage whose code runs; the terminal is the one after the last. Thread-safe.
  int running_op() const { return running_op_.load(std::memory_order_relaxed); }
  void set_running_op(int op) { running_op_.store(op, std::memory_order_relaxed); }

  // Whether one more operator may be called. False, once for all: too many follow one another for the stack of the
  // thread, which is set before the task runs.
  bool HasStack() {
    if (stack_.IsUsedUp()) [[unlikely]]
      out_of_stack_ = true;
    return !out_of_stack_;
  }
  void set_stack(StackRoom stack) { stack_ = stack; }
  bool out_of_stack() const { return out_of_stack_; }

  // Of the executor; null where there are none. Set before the task runs.
  StateStores* state_stores() const { return state_stores_; }
  void set_state_stores(StateStores* stores) { state_stores_ = stores; }

  // For operators that may hold much. Its limits are set before the task runs.
  TaskMemory& memory() { return memory_; }

  void CountRead(int64_t records) { records_read_ += records; }
  int64_t records_read() const { return records_read_; }

 private:
  const int partition_;
  const int attempt_;
  std::map<std::pair<int, int>, std::vector<InputBlock>> inputs_;
  std::atomic<bool> cancelled_{false};
  std::atomic<int> running_op_{0};
  StackRoom stack_;
  bool out_of_stack_ = false;
  int64_t records_read_ = 0;
  StateStores* state_stores_ = nullptr;
  TaskMemory memory_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_TASK_CONTEXT_H_
