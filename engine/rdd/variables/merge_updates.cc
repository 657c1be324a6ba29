#include "engine/rdd/variables/merge_updates.h"

#include <exception>
#include <map>
#include <string>

#include "common/base/mutex.h"
#include "common/codec/codec.h"

namespace sluice {
namespace {

struct Values {
  Mutex mu;
  std::map<uint64_t, std::weak_ptr<AccumulatorValue>> by_key ABSL_GUARDED_BY(mu);
};
Values& AllValues() {
  static auto* const values = new Values;
  return *values;
}

std::shared_ptr<AccumulatorValue> Find(uint64_t key) {
  MutexLock lock(&AllValues().mu);
  auto found = AllValues().by_key.find(key);
  return found == AllValues().by_key.end() ? nullptr : found->second.lock();
}

absl::Status MergeOne(uint64_t key, std::string_view part) {
  std::shared_ptr<AccumulatorValue> value = Find(key);
  try {
    if (value == nullptr || value->Merge(part)) return absl::OkStatus();
  } catch (const std::exception& error) {
    return absl::UnknownError(error.what());
  }
  return absl::DataLossError("what a task has added to an accumulator cannot be decoded");
}

}  // namespace

void RegisterAccumulator(uint64_t key, const std::shared_ptr<AccumulatorValue>& value) {
  MutexLock lock(&AllValues().mu);
  std::erase_if(AllValues().by_key, [](const auto& entry) { return entry.second.expired(); });
  AllValues().by_key[key] = value;
}

absl::Status MergeUpdates(const Buffers& updates) {
  absl::Status status;
  const std::string bytes = Join(updates);
  for (Reader in(bytes); !in.AtEnd();) {
    uint64_t key = 0;
    std::string_view part;
    if (!DecodeFrom(in, key, part)) return absl::DataLossError("what a task has added to accumulators is damaged");
    status.Update(MergeOne(key, part));
  }
  return status;
}

}  // namespace sluice
