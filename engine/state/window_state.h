#ifndef SLUICE_ENGINE_STATE_WINDOW_STATE_H_
#define SLUICE_ENGINE_STATE_WINDOW_STATE_H_

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/chunk.h"
#include "engine/rows/keyed/key_batches.h"
#include "engine/state/state_transition.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// A value that comes into a window, or leaves it.
template <class V>
struct WindowChange {
  bool leaves = false;
  V value{};
};

// The rows of partition p of all inputs, those of the first `leaving` inputs as leaving ones.
template <class K, class V>
class WindowChangesOp : public Op<std::pair<K, WindowChange<V>>> {
 public:
  using Row = std::pair<K, WindowChange<V>>;
  using Input = std::pair<K, V>;
  using Options = int32_t;
  static constexpr int kInputsMin = 1;
  WindowChangesOp(Wiring<Input> wiring, int32_t leaving) : inputs_(std::move(wiring.inputs)), leaving_(leaving) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Row>& out) const override {
    Chunk<Row> chunk;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const bool leaves = static_cast<int32_t>(i) < leaving_;
      SLUICE_RETURN_IF_ERROR(Consume(*inputs_[i], context, partition, [&](absl::Span<Input> rows) {
        ChunkFiller<Row> filler(chunk, out);
        for (Input& row : rows) {
          filler.Add(std::move(row.first), WindowChange<V>{leaves, std::move(row.second)});
        }
        return filler.Flush();
      }));
    }
    return absl::OkStatus();
  }

 private:
  const std::vector<const Op<Input>*> inputs_;
  const int32_t leaving_;
};

template <class Reduce, class Inverse, class Keep>
struct WindowStateOptions {
  StateTransition transition;
  Reduce reduce;    // (value, value): both.
  Inverse inverse;  // (value, leaving value): the value without it.
  Keep keep;        // (key, value): whether the pair is in the output, and stays when all values have left.
};

// The window's value of each key, out of the one before it and what has changed: leaving values first. A state is how
// many values of the key are in the window, then what they make together. Its output, one to one, is every key that is
// kept with its value.
template <class K, class V, class Reduce, class Inverse, class Keep>
class WindowStateWriter : public Terminal {
 public:
  using Input = std::pair<K, WindowChange<V>>;
  using Sent = std::pair<K, V>;
  using Options = WindowStateOptions<Reduce, Inverse, Keep>;
  static constexpr int kInputsMin = 1;
  WindowStateWriter(Wiring<Input> wiring, Options options) : input_(*wiring.inputs[0]), options_(std::move(options)) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    SLUICE_ASSIGN_OR_RETURN(OpenState state, OpenPartition(options_.transition, partition, context));
    Changing changing{options_, *state};
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      changing.ApplyAll(rows);
      return changing.damaged == nullptr;
    }));
    changing.Emit();
    if (changing.damaged != nullptr) return DamagedState(options_.transition, partition, *changing.damaged);
    if (context.cancelled()) return absl::CancelledError("the task was cancelled");
    SLUICE_RETURN_IF_ERROR(state.Commit(options_.transition.to));
    result.shuffle = OwnSegments(options_.transition.partitions, {{partition, &changing.out}});
    return absl::OkStatus();
  }

 private:
  struct Changing {
    const Options& options;
    StateStore& store;
    Writer encoded = {};
    Writer out = {};
    const StateEntry* damaged = nullptr;

    void ApplyAll(absl::Span<Input> rows) {
      ForKeyBatches(rows, [&](absl::Span<Input> batch, absl::Span<const KeyImage> keys) {
        uint32_t tags[kKeyBatch];
        store.Fetch(keys, tags);
        for (size_t i = 0; i < keys.size() && damaged == nullptr; ++i) {
          Apply(std::move(batch[i].second), store.FindOrAdd(keys[i], tags[i]));
        }
        return damaged == nullptr;
      });
      store.MakeRoom();
    }

    void Apply(WindowChange<V> change, StateEntry& entry) {
      if (!entry.exists()) {
        if (change.leaves) ThrowUnknownKey();
        return Save(entry, 1, change.value);
      }
      int32_t count = 0;
      V value{};
      if (!Decode(entry.value(), count, value)) {
        damaged = &entry;
      } else if (change.leaves) {
        Save(entry, count - 1, options.inverse(std::move(value), std::move(change.value)));
      } else {
        Save(entry, count + 1, options.reduce(std::move(value), std::move(change.value)));
      }
    }
    void Save(StateEntry& entry, int32_t count, const V& value) {
      encoded.Clear();
      EncodeTo(encoded, count, value);
      store.Set(entry, encoded.view());
    }

    [[noreturn]] static void ThrowUnknownKey() {
      throw std::logic_error(
          "Neither previous window has value for key, nor new values found. Are you sure your key class hashes "
          "consistently?");
    }

    void Emit() {
      store.ForEach([&](StateEntry& entry) {
        if (!entry.exists()) return;
        if constexpr (!std::is_same_v<Keep, std::true_type>) {
          int32_t count = 0;
          std::pair<K, V> row{};
          KeyFromBytes(entry.key(), row.first);
          if (!Decode(entry.value(), count, row.second)) return void(damaged = &entry);
          if (!options.keep(row)) return count == 0 ? store.Remove(entry) : void();
        }
        EncodeKey<K>(entry.key(), out);
        const std::string_view value = entry.value().substr(sizeof(int32_t));
        out.PutBytes(value.data(), value.size());
      });
    }
  };

  const Op<Input>& input_;
  const Options options_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_STATE_WINDOW_STATE_H_
