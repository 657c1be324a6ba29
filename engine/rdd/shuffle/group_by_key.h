#ifndef SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/rdd/shuffle/value_lists.h"

namespace sluice {

inline absl::Status DamagedKey() { return absl::DataLossError("a key in a shuffle block is damaged"); }

// One row for each key with all its values, in the order of arrival. Its input is partitioned by key.
template <class K, class V>
class GroupByKeyOp : public Op<std::pair<K, std::vector<V>>> {
 public:
  using Input = std::pair<K, V>;
  using Options = NoOptions;
  static constexpr int kInputsMin = 1;
  GroupByKeyOp(Wiring<Input> wiring, NoOptions) : input_(*wiring.inputs[0]) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, std::vector<V>>>& out) const override {
    KeyTable keys;
    ValueLists<K, V> values;
    SLUICE_RETURN_IF_ERROR(values.Read(input_, context, partition, keys));
    values.Arrange(keys.size());
    Chunk<std::pair<K, std::vector<V>>> chunk;
    ChunkFiller<std::pair<K, std::vector<V>>> filler(chunk, out);
    for (uint32_t number = 0; number < keys.size(); ++number) {
      K key{};
      if (!KeyFromBytes(keys.key(number), key)) return DamagedKey();
      if (!filler.Add(std::move(key), values.Values(number))) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

 private:
  const Op<Input>& input_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_GROUP_BY_KEY_H_
