#ifndef SLUICE_ENGINE_TASK_CONSUME_H_
#define SLUICE_ENGINE_TASK_CONSUME_H_

#include <utility>

#include "engine/task/op.h"

namespace sluice {

// Runs a partition of `input` and gives its chunks to `take`, which returns false when it wants no more.
template <class T, class Take>
absl::Status Consume(const Op<T>& input, TaskContext& context, int partition, Take take) {
  struct TakingSink : Sink<T> {
    explicit TakingSink(Take& take) : take(take) {}
    bool Push(absl::Span<T> rows) override { return take(rows); }
    Take& take;
  };
  TakingSink sink(take);
  return input.Run(context, partition, sink);
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_TASK_CONSUME_H_
