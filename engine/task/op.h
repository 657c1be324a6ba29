#ifndef SLUICE_ENGINE_TASK_OP_H_
#define SLUICE_ENGINE_TASK_OP_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/base/buffer.h"
#include "engine/task/task_context.h"

namespace sluice {

// Rows travel in chunks of about this many: one virtual call per operator and chunk.
inline constexpr int kChunkRows = 1024;

// Takes the rows of one partition, in order. The rows may be moved from; they, and what views among them point to,
// live until Push returns.
template <class T>
class Sink {
 public:
  virtual ~Sink() = default;
  // False: no more rows are wanted; the producer returns OK soon.
  virtual bool Push(absl::Span<T> rows) = 0;
};

class OpBase {
 public:
  virtual ~OpBase() = default;
};

// Computes partitions of rows of type T. One instance per stage and executor: Run is const and called from many
// threads at once. What user functions throw passes through and fails the task.
template <class T>
class Op : public OpBase {
 public:
  virtual absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const = 0;
};

// What a task leaves behind.
struct TaskResult {
  Buffers value;                 // The driver gets it.
  std::vector<Buffers> shuffle;  // One for each reduce partition; empty unless the terminal writes a shuffle.
  Buffers accumulator_updates;   // See task_updates.h.
};

// What is done with the root's rows. Threading as for Op.
class Terminal : public OpBase {
 public:
  virtual absl::Status Run(TaskContext& context, int partition, TaskResult& result) const = 0;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_OP_H_
