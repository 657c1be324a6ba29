#ifndef SLUICE_ENGINE_DSTREAM_OUTPUT_LANES_H_
#define SLUICE_ENGINE_DSTREAM_OUTPUT_LANES_H_

#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "common/actor/condition.h"
#include "common/base/ids.h"

namespace sluice {

// Where outputs run: so many at a time, of all batches together; of those that wait the oldest batch's begin first, in
// their order. Thread-safe.
class OutputLanes {
 public:
  OutputLanes(Runtime& runtime, int lanes) : runtime_(runtime), lanes_(lanes), changed_(runtime), free_(lanes) {}

  int lanes() const { return lanes_; }
  // `outputs` of a batch are to run; called for batches in their order.
  void Queue(BatchTime batch, int outputs);
  // Calls `run` for each output that was queued for the batch, numbered from 0, in this thread and others that have its
  // LocalProperties. Returns when all have returned.
  void Run(BatchTime batch, const std::function<void(int)>& run);

 private:
  void Work(BatchTime batch, const std::function<void(int)>& run);
  std::optional<int> Take(BatchTime batch);  // Waits for a lane; nullopt: all outputs of the batch have begun.
  void Give();
  int Queued(BatchTime batch) const;

  Runtime& runtime_;
  const int lanes_;

  mutable Mutex mu_;
  Condition changed_;
  int free_ ABSL_GUARDED_BY(mu_);
  std::set<std::pair<BatchTime, int>> queued_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_DSTREAM_OUTPUT_LANES_H_
