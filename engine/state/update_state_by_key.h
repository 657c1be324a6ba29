#ifndef SLUICE_ENGINE_STATE_UPDATE_STATE_BY_KEY_H_
#define SLUICE_ENGINE_STATE_UPDATE_STATE_BY_KEY_H_

#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/keyed/value_lists.h"
#include "engine/state/state_transition.h"
#include "engine/task/factory.h"

namespace sluice {

// What an update function may ask about besides values and state.
template <class K>
struct UpdatedKey {
  BatchTime batch;
  std::string_view bytes;
  K key() const {
    K key{};
    KeyFromBytes(bytes, key);  // Bytes of a key that was a K.
    return key;
  }
};

template <class Function>
struct UpdateStateOptions {
  StateTransition transition;
  Function function;
};

// For each entry of the store, the number of its key in `keys`, which all have one then.
inline std::vector<uint32_t> KeysOfEntries(const KeyTable& keys, StateStore& state) {
  std::vector<uint32_t> key_of(state.end(), KeyTable::kNone);
  KeyImage images[StateStore::kBatchKeys];
  uint32_t tags[StateStore::kBatchKeys];
  for (uint32_t from = 0; from < keys.size(); from += StateStore::kBatchKeys) {
    int count = static_cast<int>(std::min<size_t>(StateStore::kBatchKeys, keys.size() - from));
    for (int i = 0; i < count; ++i) images[i] = KeyImage::Of(keys.key(from + i));
    state.Fetch({images, static_cast<size_t>(count)}, tags);
    for (int i = 0; i < count; ++i) {
      uint32_t entry = state.FindOrAdd(images[i], tags[i]).number();
      if (entry >= key_of.size()) key_of.resize(std::max<size_t>(entry + 1, key_of.size() * 2), KeyTable::kNone);
      key_of[entry] = from + i;
    }
  }
  return key_of;
}
// Each once: an entry that comes from the cold tier may have the number of another one, which had its turn.
inline uint32_t TakeKeyOf(const StateEntry& entry, std::vector<uint32_t>& key_of) {
  if (entry.number() >= key_of.size()) return KeyTable::kNone;
  return std::exchange(key_of[entry.number()], KeyTable::kNone);
}

// Calls function(UpdatedKey, values of the batch, old state) for every key there is, and keeps what it returns as the
// key's state, or drops the key. Its output, one to one, is each key with its state.
template <class K, class V, class S, class Function>
class UpdateStateWriter : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::tuple<Input, S>;
  using Options = UpdateStateOptions<Function>;
  static constexpr int kInputsMin = 1;
  UpdateStateWriter(Wiring<Input> wiring, Options options) : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    KeyTable keys;
    ValueLists<K, V> values;
    SLUICE_RETURN_IF_ERROR(values.Read(input_, context, partition, keys));
    values.Arrange(keys.size());
    SLUICE_ASSIGN_OR_RETURN(OpenState state, OpenPartition(options_.transition, partition, context));
    std::vector<uint32_t> key_of = KeysOfEntries(keys, *state);
    Update update{options_.function, *state, BatchTime(options_.transition.to)};
    state->ForEach([&](StateEntry& entry) {
      uint32_t key = TakeKeyOf(entry, key_of);
      update.values.clear();
      for (size_t i = 0, n = key == KeyTable::kNone ? 0 : values.Count(key); i < n; ++i) {
        update.values.push_back(values.Value(key, i));
      }
      if (update.status.ok() && !update.Visit(entry))
        update.status = DamagedState(options_.transition, partition, entry);
    });
    SLUICE_RETURN_IF_ERROR(update.status);
    SLUICE_RETURN_IF_ERROR(state.Commit(options_.transition.to));
    result.shuffle = OwnSegments(options_.transition.partitions, {{partition, &update.out}});
    return absl::OkStatus();
  }

 private:
  struct Update {
    const Function& function;
    StateStore& state;
    const BatchTime batch;
    std::vector<V> values = {};
    Writer encoded = {};
    Writer out = {};
    absl::Status status = {};

    // False: the old state is no S.
    bool Visit(StateEntry& entry) {
      std::optional<S> old;
      if (entry.exists() && !Decode(entry.value(), old.emplace())) return false;
      std::optional<S> next = function(UpdatedKey<K>{batch, entry.key()}, std::as_const(values), std::move(old));
      if (!next.has_value()) {
        state.Remove(entry);
        return true;
      }
      encoded.Clear();
      EncodeTo(encoded, *next);
      state.Set(entry, encoded.view());
      EncodeKey<K>(entry.key(), out);
      out.PutBytes(encoded.view().data(), encoded.size());
      return true;
    }
  };

  const Op<Input>& input_;
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_UPDATE_STATE_BY_KEY_H_
