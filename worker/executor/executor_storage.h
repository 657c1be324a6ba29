#ifndef SLUICE_WORKER_EXECUTOR_EXECUTOR_STORAGE_H_
#define SLUICE_WORKER_EXECUTOR_EXECUTOR_STORAGE_H_

#include "common/actor/runtime.h"
#include "engine/exchange/spill/scratch_space.h"
#include "engine/task/task_memory.h"
#include "state/store/state_stores.h"
#include "worker/block/block_store.h"
#include "worker/executor/executor_options.h"

namespace sluice {

// Where an executor keeps blocks and state, and where tasks put what does not fit into memory: each within what the
// options give it. Thread-safe.
class ExecutorStorage {
 public:
  ExecutorStorage(Runtime& runtime, const ExecutorOptions& options);

  BlockStore& blocks() { return blocks_; }
  const BlockStore& blocks() const { return blocks_; }
  StateStores& states() { return states_; }

  // What one task may take; without a disk nothing may exceed it.
  TaskMemory ForTask() { return {.budget = task_bytes_, .scratch = spills_ ? &scratch_ : nullptr}; }
  // What the blocks of one peer may take for one task.
  TaskMemory ForInput() { return {.budget = task_bytes_ / 4, .scratch = spills_ ? &scratch_ : nullptr}; }

 private:
  const int64_t task_bytes_;
  const bool spills_;
  BlockStore blocks_;
  StateStores states_;
  ScratchSpace scratch_;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_EXECUTOR_EXECUTOR_STORAGE_H_
