#ifndef SLUICE_ENGINE_STATE_MAP_WITH_STATE_H_
#define SLUICE_ENGINE_STATE_MAP_WITH_STATE_H_

#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/base/status.h"
#include "engine/rows/keyed/key_batches.h"
#include "engine/state/state.h"
#include "engine/state/state_transition.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

template <class T>
struct MappedRow {
  using Type = T;
};
template <class T>
struct MappedRow<std::optional<T>> {
  using Type = T;
};

template <class Function>
struct MapWithStateOptions {
  StateTransition transition;
  Function function;
  bool renews = false;                      // There is a timeout, so that a call for an existing state renews it.
  std::optional<int64_t> times_out_before;  // States updated before that time out now.
  bool snapshots = false;                   // Also all keys with their states, in segments after those of the rows.
};

// Calls function(batch, key, value, state) for each pair, in the order of arrival; then, with no value, for each key
// that times out. Its output, one to one, is what the function returns, optionals only if they are set. A state is kept
// as the time of its last update and its encoding; keys without pairs are not touched.
template <class K, class V, class S, class Function>
class MapWithStateWriter : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Result = std::invoke_result_t<const Function&, BatchTime, const K&, std::optional<V>, State<S>&>;
  using Mapped = typename MappedRow<std::remove_cvref_t<Result>>::Type;
  using Sent = std::tuple<Input, S, Mapped>;
  using Options = MapWithStateOptions<Function>;
  static constexpr int kInputsMin = 1;
  MapWithStateWriter(Wiring<Input> wiring, Options options) : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    const StateTransition& transition = options_.transition;
    SLUICE_ASSIGN_OR_RETURN(OpenState state, OpenPartition(transition, partition, context));
    Mapping mapping{options_, *state};
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      mapping.MapAll(rows);
      return mapping.damaged == nullptr;
    }));
    if (options_.times_out_before) mapping.TimeOut(*options_.times_out_before);
    Writer snapshot;
    if (options_.snapshots) mapping.TakeSnapshot(snapshot);
    if (mapping.damaged != nullptr) return DamagedState(transition, partition, *mapping.damaged);
    if (context.cancelled()) return absl::CancelledError("the task was cancelled");
    SLUICE_RETURN_IF_ERROR(state.Commit(transition.to));
    const int segments = transition.partitions * (options_.snapshots ? 2 : 1);
    result.shuffle = OwnSegments(segments, {{partition, &mapping.out}});
    if (snapshot.size() != 0) result.shuffle[transition.partitions + partition].push_back(snapshot.Finish());
    return absl::OkStatus();
  }

 private:
  static_assert(kKeyBatch <= StateStore::kBatchKeys);

  struct Mapping {
    const Options& options;
    StateStore& store;
    State<S> state = {};
    std::optional<V> no_value = {};
    Writer encoded = {};
    Writer out = {};
    const StateEntry* damaged = nullptr;  // Its value is no state.

    void MapAll(absl::Span<Input> rows) {
      ForKeyBatches(rows, [&](absl::Span<Input> batch, absl::Span<const KeyImage> keys) {
        uint32_t tags[kKeyBatch];
        store.Fetch(keys, tags);
        for (size_t i = 0; i < keys.size() && damaged == nullptr; ++i) MapOne(batch[i], keys[i], tags[i]);
        return damaged == nullptr;
      });
      store.MakeRoom();
    }

    void MapOne(Input& row, const KeyImage& key, uint32_t tag) {
      StateEntry* entry = store.Find(key, tag);
      if (!Load(entry, false)) return;
      const bool existed = state.exists();
      Emit(options.function(BatchTime(options.transition.to), row.first, std::optional<V>(std::move(row.second)),
                            state));
      if (state.removed()) {
        if (entry != nullptr) store.Remove(*entry);
      } else if (state.updated() || (existed && options.renews)) {
        Save(entry != nullptr ? *entry : store.FindOrAdd(key, tag));
      }
    }

    void TimeOut(int64_t before) {
      store.ForEach([&](StateEntry& entry) {
        if (!entry.exists() || TimeOf(entry) >= before || !Load(&entry, true)) return;
        K key{};
        KeyFromBytes(entry.key(), key);
        Emit(options.function(BatchTime(options.transition.to), key, no_value, state));
        store.Remove(entry);
      });
    }

    void TakeSnapshot(Writer& snapshot) {
      store.ForEach([&](StateEntry& entry) {
        if (!entry.exists()) return;
        EncodeKey<K>(entry.key(), snapshot);
        snapshot.PutBytes(entry.value().data() + sizeof(int64_t), entry.value().size() - sizeof(int64_t));
      });
    }

    static int64_t TimeOf(const StateEntry& entry) {
      int64_t time = 0;
      Reader(entry.value()).GetFixed(time);
      return time;
    }
    bool Load(const StateEntry* entry, bool timing_out) {
      std::optional<S>& value = state.Reset(timing_out);
      if (entry == nullptr || !entry->exists()) return true;
      int64_t time;
      if (!Decode(entry->value(), time, value.emplace())) damaged = entry;
      return damaged == nullptr;
    }
    void Save(StateEntry& entry) {
      encoded.Clear();
      EncodeTo(encoded, options.transition.to, state.get());
      store.Set(entry, encoded.view());
    }
    template <class T>
    void Emit(const T& row) {
      EncodeTo(out, row);
    }
    template <class T>
    void Emit(const std::optional<T>& row) {
      if (row.has_value()) EncodeTo(out, *row);
    }
  };

  const Op<Input>& input_;
  const Options options_;
};

// Reads those snapshots: its input without the first partitions, as many as the option says.
template <class T>
class LaterPartitionsOp : public Op<T> {
 public:
  using Input = T;
  using Options = int32_t;
  static constexpr int kInputsMin = 1;
  LaterPartitionsOp(Wiring<T> wiring, int32_t skipped) : input_(*wiring.inputs[0]), skipped_(skipped) {}

  absl::Status Run(TaskContext& context, int partition, Sink<T>& out) const override {
    return input_.Run(context, skipped_ + partition, out);
  }

 private:
  const Op<T>& input_;
  const int32_t skipped_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_MAP_WITH_STATE_H_
