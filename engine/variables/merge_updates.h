#ifndef SLUICE_ENGINE_VARIABLES_MERGE_UPDATES_H_
#define SLUICE_ENGINE_VARIABLES_MERGE_UPDATES_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/buffer.h"
#include "common/base/ids.h"

namespace sluice {

// An accumulator's value on the driver. Thread-safe.
class AccumulatorValue {
 public:
  virtual ~AccumulatorValue() = default;
  // False: not the encoded part of such an accumulator.
  virtual bool Merge(std::string_view part) = 0;
};

// From now on MergeUpdates knows it, as long as it lives.
void RegisterAccumulator(VariableKey key, const std::shared_ptr<AccumulatorValue>& value);

// Adds what a task has sent (TaskUpdates::Finish); parts of accumulators that are gone go by. ABORTED: what user code
// threw; DATA_LOSS: a damaged part. All others are added then, too.
absl::Status MergeUpdates(const Buffers& updates);

}  // namespace sluice

#endif  // SLUICE_ENGINE_VARIABLES_MERGE_UPDATES_H_
