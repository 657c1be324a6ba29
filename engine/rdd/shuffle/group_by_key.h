#ifndef SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/rdd/shuffle/value_lists.h"

namespace sluice {

inline absl::Status DamagedKey() { return absl::DataLossError("a key in a shuffle block is damaged"); }

// A row for each key: `group_of(number of the key, number of its values)`. After some values rows are passed on at
// once, as a chunk of large groups would be the whole partition again.
template <class K, class Group, class GroupOf>
absl::Status EmitGroups(const KeyTable& keys, Sink<std::pair<K, Group>>& out, GroupOf group_of) {
  constexpr size_t kPendingValuesMax = 64 << 10;
  Chunk<std::pair<K, Group>> chunk;
  ChunkFiller<std::pair<K, Group>> filler(chunk, out);
  size_t pending = 0;
  for (uint32_t number = 0; number < keys.size(); ++number) {
    K key{};
    size_t values = 0;
    if (!KeyFromBytes(keys.key(number), key)) return DamagedKey();
    if (!filler.Add(std::move(key), group_of(number, values))) return absl::OkStatus();
    pending += values;
    if (pending < kPendingValuesMax) continue;
    if (!filler.Flush()) return absl::OkStatus();
    pending = 0;
  }
  filler.Flush();
  return absl::OkStatus();
}

// One row for each key with all its values, in the order of arrival. Its input is partitioned by key.
template <class K, class V>
class GroupByKeyOp : public Op<std::pair<K, std::vector<V>>> {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::pair<K, V>;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  GroupByKeyOp(Wiring<Input> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, std::vector<V>>>& out) const override {
    KeyTable keys;
    ValueLists<K, V> values;
    SLUICE_RETURN_IF_ERROR(values.Read(input_, context, partition, keys));
    values.Arrange(keys.size());
    return EmitGroups(keys, out, [&](uint32_t number, size_t& count) {
      count = values.Count(number);
      return values.Values(number);
    });
  }

 private:
  const Op<Input>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_
