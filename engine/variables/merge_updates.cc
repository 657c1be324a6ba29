#include "engine/variables/merge_updates.h"

#include <string>

#include "common/base/user_code.h"
#include "common/codec/codec.h"
#include "engine/variables/weak_table.h"

namespace sluice {
namespace {

WeakTable<AccumulatorValue>& AllValues() {
  static auto* const values = new WeakTable<AccumulatorValue>;
  return *values;
}

absl::Status MergeOne(VariableKey key, std::string_view part) {
  std::shared_ptr<AccumulatorValue> value = AllValues().Find(key);
  return CallUserCode([&] {
    if (value == nullptr || value->Merge(part)) return absl::OkStatus();
    return absl::DataLossError("what a task has added to an accumulator cannot be decoded");
  });
}

}  // namespace

void RegisterAccumulator(VariableKey key, const std::shared_ptr<AccumulatorValue>& value) {
  AllValues().Add(key, value);
}

absl::Status MergeUpdates(const Buffers& updates) {
  absl::Status status;
  const std::string bytes = Join(updates);
  for (Reader in(bytes); !in.AtEnd();) {
    int64_t key = 0;
    std::string_view part;
    if (!DecodeFrom(in, key, part)) return absl::DataLossError("what a task has added to accumulators is damaged");
    status.Update(MergeOne(VariableKey(key), part));
  }
  return status;
}

}  // namespace sluice
