#ifndef SLUICE_ENGINE_ROWS_KEYED_SUBTRACT_BY_KEY_H_
#define SLUICE_ENGINE_ROWS_KEYED_SUBTRACT_BY_KEY_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/keyed/group_emitter.h"
#include "engine/rows/keyed/grouping.h"
#include "engine/rows/keyed/key_batches.h"
#include "engine/task/consume.h"
#include "engine/task/factory.h"

namespace sluice {

// The pairs of the first input whose key the second does not have. Both have one partitioning and encoding of keys. If
// the keys of the second do not fit into memory, both are sorted on disk and merged.
template <class Row, class Other>
class SubtractByKeyOp : public Op<Row> {
 public:
  using Input = InputsOf<Row, Other>;
  using Sent = std::tuple<Row, Other>;
  using Options = NoOptions;
  static constexpr int kInputsMin = 2;
  SubtractByKeyOp(Wiring<Input> wiring, NoOptions)
      : input_(*std::get<0>(wiring.inputs)), other_(*std::get<1>(wiring.inputs)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Row>& out) const override {
    KeyTable keys;
    MemoryUse use(context.memory());
    SpilledRuns runs(SpilledRuns::Kind::kGroups, context.memory(), KeyOrder());
    absl::Status spilled;
    absl::Status read = Consume(other_, context, partition, [&](absl::Span<Other> rows) {
      ForKeyBatches(rows, [&](auto, absl::Span<const KeyImage> images) {
        uint32_t numbers[kKeyBatch];
        keys.Add(images, true, numbers);
        return true;
      });
      if (use.Set(static_cast<int64_t>(keys.memory_bytes() + keys.size() * kKeyOrderBytes))) {
        spilled = Spill(keys, runs);
        use.Set(0);
      }
      return spilled.ok();
    });
    SLUICE_RETURN_IF_ERROR(spilled);
    SLUICE_RETURN_IF_ERROR(read);
    if (runs.empty()) {
      return Consume(input_, context, partition, [&](absl::Span<Row> rows) { return PushOthers(rows, keys, out); });
    }
    SLUICE_RETURN_IF_ERROR(Spill(keys, runs));
    use.Set(0);
    return RunSpilled(context, partition, runs, out);
  }

 private:
  static absl::Status Spill(KeyTable& keys, SpilledRuns& runs) {
    absl::Status written = runs.Add([&](RunWriter& run) {
      for (uint32_t number : KeysInOrder(keys)) run.Entry(KeyOrderPrefix(keys.key(number)), keys.key(number), 0);
    });
    keys.Clear();
    return written;
  }

  absl::Status RunSpilled(TaskContext& context, int partition, SpilledRuns& others, Sink<Row>& out) const {
    Grouping<Row> rows(context);
    SLUICE_RETURN_IF_ERROR(rows.template Read<0>(input_, partition));
    SLUICE_RETURN_IF_ERROR(rows.Spill());
    std::vector<RunMerger> sides;
    sides.push_back(rows.template Merge<0>());
    sides.push_back(others.Merge());
    SideMerger merger(std::move(sides), KeyOrder());
    Chunk<Row> chunk;
    std::vector<std::pair<std::string, std::string>> kept(kChunkRows);  // What rows of the chunk point to.
    ChunkFiller<Row> filler(chunk, out);
    int64_t next = 0;
    while (merger.NextKey()) {
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      if (merger.has(1)) continue;
      for (std::string_view item; merger.NextItem(0, item);) {
        auto& [key, value] = kept[next++ % kChunkRows];
        Row row{};
        if (!KeyFromBytes(key.assign(merger.key()), row.first)) return DamagedKey();
        if (!Decode(value.assign(item), row.second)) return DamagedValue();
        if (!filler.Add(std::move(row))) return absl::OkStatus();
      }
    }
    SLUICE_RETURN_IF_ERROR(merger.status());
    filler.Flush();
    return absl::OkStatus();
  }

  static bool PushOthers(absl::Span<Row> rows, const KeyTable& keys, Sink<Row>& out) {
    Row* kept = rows.data();
    ForKeyBatches(rows, [&](absl::Span<Row> batch, absl::Span<const KeyImage> images) {
      uint32_t numbers[kKeyBatch];
      keys.Find(images, numbers);
      for (size_t i = 0; i < batch.size(); ++i) {
        if (numbers[i] != KeyTable::kNone) continue;
        if (kept != &batch[i]) *kept = std::move(batch[i]);
        ++kept;
      }
      return true;
    });
    size_t count = kept - rows.data();
    return count == 0 || out.Push(rows.first(count));
  }

  const Op<Row>& input_;
  const Op<Other>& other_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_SUBTRACT_BY_KEY_H_
