#ifndef SLUICE_ENGINE_RDD_REDUCE_BY_KEY_H_
#define SLUICE_ENGINE_RDD_REDUCE_BY_KEY_H_

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rdd/chunk.h"
#include "engine/rdd/combine_table.h"
#include "engine/rdd/contiguous.h"
#include "engine/rdd/factory.h"
#include "engine/rdd/key_bytes.h"

namespace sluice {

template <class K, class V, class Combining>
void AddRows(absl::Span<std::pair<K, V>> rows, CombineTable<Combining>& table) {
  constexpr int kRows = CombineTable<Combining>::kBatchRows;
  KeyImages<K, kRows> images;
  for (size_t from = 0; from < rows.size(); from += kRows) {
    std::pair<K, V>* batch = rows.data() + from;
    int count = static_cast<int>(std::min<size_t>(kRows, rows.size() - from));
    images.Load(count, [&](int i) -> const K& { return batch[i].first; });
    table.Add(
        count, [&](int i) { return images.Of(i, batch[i].first); },
        [&](int i) -> V&& { return std::move(batch[i].second); });
  }
}

// Map side of reduceByKey: combines the rows of each key, then writes each key's record into the segment of its reduce
// partition. A segment is (key bytes with their length, encoded value) again and again.
template <class K, class V, class Function>
class ReduceByKeyWriter : public Terminal {
 public:
  using Input = std::pair<K, V>;
  using Options = std::pair<Function, int32_t>;  // And the number of reduce partitions.
  static constexpr int kInputsMin = 1;
  ReduceByKeyWriter(Wiring<Input> wiring, Options options)
      : input_(*wiring.inputs[0]), combining_{std::move(options.first)}, reducers_(options.second) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    if (reducers_ < 1) return absl::InvalidArgumentError("a shuffle needs at least one reduce partition");
    CombineSink sink(combining_);
    SLUICE_RETURN_IF_ERROR(input_.Run(context, partition, sink));
    result.shuffle = Segments(sink.table);
    return absl::OkStatus();
  }

 private:
  struct CombineSink : Sink<Input> {
    explicit CombineSink(const Reducing<V, Function>& combining) : table(combining, 0) {}
    bool Push(absl::Span<Input> rows) override {
      AddRows(rows, table);
      return true;
    }
    CombineTable<Reducing<V, Function>> table;
  };

  std::vector<Buffers> Segments(CombineTable<Reducing<V, Function>>& table) const {
    std::vector<Writer> writers(reducers_);
    table.ForEach([&](std::string_view key, const Owned<V>& value) {
      EncodeTo(writers[PartitionOf(HashBytes(key), reducers_)], key, value);
      return true;
    });
    std::vector<Buffers> segments(reducers_);
    for (int i = 0; i < reducers_; ++i) {
      if (writers[i].size() != 0) segments[i].push_back(writers[i].Finish());
    }
    return segments;
  }

  const Op<Input>& input_;
  const Reducing<V, Function> combining_;
  const int reducers_;
};

// Reduce side: merges the segments of all map partitions. No segments at all give no rows.
template <class K, class V, class Function>
class ReduceByKeyReader : public Op<std::pair<K, V>> {
 public:
  using Input = void;
  using Options = Function;
  static constexpr int kInputsMin = 0;
  ReduceByKeyReader(Wiring<void> wiring, Function function) : index_(wiring.index), combining_{std::move(function)} {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, V>>& out) const override {
    CombineTable<Reducing<V, Function>> table(combining_, 1);
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      Buffer segment = Contiguous(block.data);
      if (!Merge(Reader(segment.view()), table)) {
        return absl::DataLossError(absl::StrCat(ToString(block.id), " is damaged: ", segment.size(), " bytes"));
      }
    }
    context.CountRead(table.size());
    return Emit(table, out);
  }

 private:
  static bool Merge(Reader in, CombineTable<Reducing<V, Function>>& table) {
    std::pair<std::string_view, V> rows[CombineTable<Reducing<V, Function>>::kBatchRows];
    while (!in.AtEnd()) {
      size_t count = 0;
      for (; count < std::size(rows) && !in.AtEnd(); ++count) {
        if (!DecodeFrom(in, rows[count].first, rows[count].second)) return false;
      }
      AddRows(absl::MakeSpan(rows, count), table);
    }
    return true;
  }

  static absl::Status Emit(CombineTable<Reducing<V, Function>>& table, Sink<std::pair<K, V>>& out) {
    Chunk<std::pair<K, V>> chunk;
    ChunkFiller<std::pair<K, V>> filler(chunk, out);
    bool decoded = true;
    bool more = table.ForEach([&](std::string_view bytes, Owned<V>& value) {
      K key{};
      decoded = KeyFromBytes(bytes, key);
      return decoded && filler.Add(std::move(key), ViewOf<V>(value));
    });
    if (!decoded) return absl::DataLossError("a key in a shuffle block is damaged");
    if (more) filler.Flush();
    return absl::OkStatus();
  }

  const int index_;
  const Reducing<V, Function> combining_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_REDUCE_BY_KEY_H_
