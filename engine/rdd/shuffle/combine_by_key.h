#ifndef SLUICE_ENGINE_RDD_SHUFFLE_COMBINE_BY_KEY_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_COMBINE_BY_KEY_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rdd/combine_table.h"
#include "engine/rdd/shuffle/exchange.h"

namespace sluice {

// How combineByKey and aggregateByKey combine; for reduceByKey see Reducing. All are codable.
template <class V, class C, class CreateFunction, class MergeFunction>
struct CombiningBy {
  using Value = V;
  using Combined = C;
  CreateFunction create;
  MergeFunction merge;
  C Create(V&& value) const { return create(std::move(value)); }
  C Merge(C combined, V&& value) const { return merge(std::move(combined), std::move(value)); }
};
template <class V, class C, class Function>
struct Aggregating {
  using Value = V;
  using Combined = C;
  Owned<C> zero;
  Function function;
  C Create(V&& value) const { return function(ViewOf<C>(zero), std::move(value)); }
  C Merge(C combined, V&& value) const { return function(std::move(combined), std::move(value)); }
};

template <class K, class Combining>
bool CombineRows(absl::Span<std::pair<K, typename Combining::Value>> rows, CombineTable<Combining>& table) {
  return ForKeyBatches(rows, [&](auto batch, absl::Span<const KeyImage> keys) {
    table.Add(
        static_cast<int>(keys.size()), [&](int i) { return keys[i]; },
        [&](int i) -> typename Combining::Value&& { return std::move(batch[i].second); });
    return true;
  });
}

template <class K, class Combining>
absl::Status EmitCombined(CombineTable<Combining>& table, Sink<std::pair<K, typename Combining::Combined>>& out) {
  using C = typename Combining::Combined;
  Chunk<std::pair<K, C>> chunk;
  ChunkFiller<std::pair<K, C>> filler(chunk, out);
  bool decoded = true;
  bool more = table.ForEach([&](std::string_view bytes, Owned<C>& value) {
    K key{};
    decoded = KeyFromBytes(bytes, key);
    return decoded && filler.Add(std::move(key), ViewOf<C>(value));
  });
  if (!decoded) return absl::DataLossError("a key in a shuffle block is damaged");
  if (more) filler.Flush();
  return absl::OkStatus();
}

// Combines all rows of a partition whose keys are in no other one: combining without a shuffle.
template <class K, class Combining>
class CombineByKeyOp : public Op<std::pair<K, typename Combining::Combined>> {
 public:
  using Input = std::pair<K, typename Combining::Value>;
  using Sent = std::tuple<Input, typename Combining::Combined>;
  using Options = Combining;
  static constexpr int kInputsMin = 1;
  CombineByKeyOp(Wiring<Input> wiring, Combining combining)
      : input_(*wiring.inputs[0]), combining_(std::move(combining)) {}

  absl::Status Run(TaskContext& context, int partition,
                   Sink<std::pair<K, typename Combining::Combined>>& out) const override {
    CombineTable<Combining> table(combining_, 0);
    SLUICE_RETURN_IF_ERROR(
        Consume(input_, context, partition, [&](absl::Span<Input> rows) { return CombineRows<K>(rows, table); }));
    return EmitCombined<K>(table, out);
  }

 private:
  const Op<Input>& input_;
  const Combining combining_;
};

// Map side: combines the rows of each key, then writes each key's record into the segment of its reduce partition. A
// segment is (key bytes with their length, encoded combined value) again and again.
template <class K, class Combining>
class CombineByKeyWriter : public Terminal {
 public:
  using Input = std::pair<K, typename Combining::Value>;
  using Sent = std::tuple<Input, typename Combining::Combined>;
  using Options = std::pair<Combining, Partitioning>;
  static constexpr int kInputsMin = 1;
  CombineByKeyWriter(Wiring<Input> wiring, Options options)
      : input_(*wiring.inputs[0]),
        combining_(std::move(options.first)),
        router_(RouterOf(options.second)),
        reducers_(options.second.partitions) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    SLUICE_RETURN_IF_ERROR(router_.status());
    CombineTable<Combining> table(combining_, 0);
    SLUICE_RETURN_IF_ERROR(
        Consume(input_, context, partition, [&](absl::Span<Input> rows) { return CombineRows<K>(rows, table); }));
    Segments segments(reducers_);
    SLUICE_RETURN_IF_ERROR(Fill(table, segments));
    result.shuffle = segments.Finish();
    return absl::OkStatus();
  }

 private:
  using Stored = Owned<typename Combining::Combined>;

  absl::Status Fill(CombineTable<Combining>& table, Segments& segments) const {
    KeyImage keys[kKeyBatch];
    const Stored* values[kKeyBatch];
    size_t count = 0;
    absl::Status status;
    auto flush = [&] {
      status = segments.Add(**router_, absl::Span<const KeyImage>(keys, count),
                            [&](size_t i, Writer& out) { EncodeTo(out, keys[i].view(), *values[i]); });
      count = 0;
      return status.ok();
    };
    table.ForEach([&](std::string_view key, const Stored& value) {
      keys[count] = KeyImage::Of(key);
      values[count++] = &value;
      return count < kKeyBatch || flush();
    });
    if (count != 0) flush();
    return status;
  }

  const Op<Input>& input_;
  const Combining combining_;
  const absl::StatusOr<std::unique_ptr<const KeyRouter>> router_;
  const int reducers_;
};

// Reduce side: merges the combined values of all map partitions, by what Combining says. No segments, no rows.
template <class K, class Combining>
class CombineByKeyReader : public Op<std::pair<K, typename Combining::Combined>> {
 public:
  using C = typename Combining::Combined;
  using Input = void;
  using Sent = std::tuple<K, typename Combining::Combined>;
  using Options = Combining;
  static constexpr int kInputsMin = 0;
  CombineByKeyReader(Wiring<void> wiring, Combining combining)
      : index_(wiring.index), combining_(std::move(combining)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, C>>& out) const override {
    CombineTable<Combining> table(combining_, 1);
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      if (context.cancelled()) return absl::CancelledError("the task was cancelled");
      Buffer segment = Contiguous(block.data);
      if (!Merge(Reader(segment.view()), table)) return DamagedBlock(block.id, segment.size());
    }
    context.CountRead(table.size());
    return EmitCombined<K>(table, out);
  }

 private:
  static bool Merge(Reader in, CombineTable<Combining>& table) {
    std::pair<std::string_view, C> rows[kKeyBatch];
    while (!in.AtEnd()) {
      size_t count = 0;
      for (; count < kKeyBatch && !in.AtEnd(); ++count) {
        if (!DecodeFrom(in, rows[count].first, rows[count].second)) return false;
      }
      CombineRows<std::string_view>(absl::MakeSpan(rows, count), table);
    }
    return true;
  }

  const int index_;
  const Combining combining_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_COMBINE_BY_KEY_H_
