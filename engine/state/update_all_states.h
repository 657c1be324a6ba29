#ifndef SLUICE_ENGINE_STATE_UPDATE_ALL_STATES_H_
#define SLUICE_ENGINE_STATE_UPDATE_ALL_STATES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/keyed/value_lists.h"
#include "engine/rows/partition.h"
#include "engine/state/state_transition.h"
#include "engine/state/update_state_by_key.h"
#include "engine/task/factory.h"

namespace sluice {

// A key with its values of the batch and its old state.
template <class K, class V, class S>
using KeyUpdate = std::tuple<K, std::vector<V>, std::optional<S>>;

// Calls function(Partition<KeyUpdate>) once, for every key there is. What it gives, pairs of key and state, is all the
// state there is afterwards, and the output, one to one. Of several states with one key the last one counts.
template <class K, class V, class S, class Function>
class UpdateAllStatesWriter : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::tuple<Input, S>;
  using Options = UpdateStateOptions<Function>;
  static constexpr int kInputsMin = 1;
  UpdateAllStatesWriter(Wiring<Input> wiring, Options options)
      : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    KeyTable keys;
    ValueLists<K, V> values;
    SLUICE_RETURN_IF_ERROR(values.Read(input_, context, partition, keys));
    values.Arrange(keys.size());
    SLUICE_ASSIGN_OR_RETURN(OpenState state, OpenPartition(options_.transition, partition, context));
    SLUICE_ASSIGN_OR_RETURN(const Updates updates, UpdatesOf(keys, values, *state, partition));
    Writer out;
    States next;
    KeyImages<K, 1> images;
    for (const std::pair<K, S>& row : options_.function(updates)) {
      EncodeTo(out, row);
      images.Load(1, [&](int) -> const K& { return row.first; });
      const KeyImage key = images.Of(0, row.first);
      next[std::string(key.view())] = Encode(row.second);
    }
    if (context.cancelled()) return absl::CancelledError("the task was cancelled");
    Replace(std::move(next), *state);
    SLUICE_RETURN_IF_ERROR(state.Commit(options_.transition.to));
    result.shuffle = OwnSegments(options_.transition.partitions, {{partition, &out}});
    return absl::OkStatus();
  }

 private:
  using Updates = Partition<KeyUpdate<K, V, S>>;
  using States = std::map<std::string, std::string, std::less<>>;  // Keys and states, as the store has them.

  absl::StatusOr<Updates> UpdatesOf(const KeyTable& keys, const ValueLists<K, V>& values, StateStore& state,
                                    int partition) const {
    std::vector<uint32_t> key_of = KeysOfEntries(keys, state);
    Writer rows;
    size_t count = 0;
    absl::Status status;
    state.ForEach([&](StateEntry& entry) {
      KeyUpdate<K, V, S> row;
      uint32_t key = TakeKeyOf(entry, key_of);
      KeyFromBytes(entry.key(), std::get<0>(row));
      if (key != KeyTable::kNone) std::get<1>(row) = values.Values(key);
      if (entry.exists() && !Decode(entry.value(), std::get<2>(row).emplace())) {
        status.Update(DamagedState(options_.transition, partition, entry));
      }
      EncodeTo(rows, row);
      ++count;
    });
    SLUICE_RETURN_IF_ERROR(status);
    return Updates(partition, count, rows.Finish());
  }

  static void Replace(States next, StateStore& state) {
    state.ForEach([&](StateEntry& entry) {
      auto found = next.find(entry.key());
      if (found == next.end()) return state.Remove(entry);
      state.Set(entry, found->second);
      next.erase(found);
    });
    for (const auto& [bytes, value] : next) {  // Keys that were not there.
      const KeyImage key = KeyImage::Of(bytes);
      uint32_t tag;
      state.Fetch({&key, 1}, &tag);
      state.Set(state.FindOrAdd(key, tag), value);
    }
  }

  const Op<Input>& input_;
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_UPDATE_ALL_STATES_H_
