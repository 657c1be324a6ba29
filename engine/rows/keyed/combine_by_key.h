#ifndef SLUICE_ENGINE_ROWS_KEYED_COMBINE_BY_KEY_H_
#define SLUICE_ENGINE_ROWS_KEYED_COMBINE_BY_KEY_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/keyed/hash_router.h"
#include "engine/rows/keyed/spilling_combiner.h"

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
    SpillingCombiner<K, Combining> combiner(combining_, 0, context);
    absl::Status combined;
    absl::Status read = Consume(input_, context, partition, [&](absl::Span<Input> rows) {
      combined = combiner.Add(rows);
      return combined.ok();
    });
    SLUICE_RETURN_IF_ERROR(combined);
    SLUICE_RETURN_IF_ERROR(read);
    return combiner.template Emit<K>(out);
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
        router_(RouterOf<K>(options.second)),
        reducers_(options.second.partitions) {}

  absl::Status Run(TaskContext& context, int partition, TaskResult& result) const override {
    SLUICE_RETURN_IF_ERROR(router_.status());
    CombineTable<Combining> table(combining_, 0);
    CombineMeter<Combining> meter(context.memory());
    Segments segments(reducers_, context.memory());
    absl::Status filled;
    // A table that is too large is written as it is; later rows of its keys are combined by the reduce side.
    auto take = [&](absl::Span<Input> rows) {
      CombineRows<K>(rows, table);
      if (meter.IsTooMuch(table, rows.size())) {
        filled = Fill(table, segments);
        table.Clear();
        meter.Clear();
      }
      return filled.ok();
    };
    SLUICE_RETURN_IF_ERROR(Consume(input_, context, partition, take));
    SLUICE_RETURN_IF_ERROR(filled);
    SLUICE_RETURN_IF_ERROR(Fill(table, segments));
    SLUICE_ASSIGN_OR_RETURN(result.shuffle, segments.Finish());
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
      status.Update(segments.MakeRoom(count));
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
    Combiner combiner(combining_, 1, context);
    for (const InputBlock& block : context.Inputs(index_, partition)) {
      absl::Status combined;
      const bool whole = ForRowPieces(block.data, [&](const Buffer& piece) {
        if (combined.ok() && context.cancelled()) combined = absl::CancelledError("the task was cancelled");
        return combined.ok() ? Merge(piece.view(), combiner, combined) : piece.size();
      });
      SLUICE_RETURN_IF_ERROR(combined);
      if (!whole) return DamagedBlock(block.id, TotalBytes(block.data));
    }
    absl::Status emitted = combiner.template Emit<K>(out);
    context.CountRead(combiner.emitted_keys());
    return emitted;
  }

 private:
  using Combiner = SpillingCombiner<std::string_view, Combining>;

  // How many bytes of whole rows there are.
  static size_t Merge(std::string_view piece, Combiner& combiner, absl::Status& combined) {
    std::pair<std::string_view, C> rows[kKeyBatch];
    size_t left = piece.size();  // These bytes follow the last whole row.
    Reader in(piece);
    for (bool whole = true; whole && !in.AtEnd();) {
      size_t count = 0;
      for (; count < kKeyBatch && !in.AtEnd(); ++count) {
        whole = DecodeFrom(in, rows[count].first, rows[count].second);
        if (!whole) break;
        left = in.remaining();
      }
      combined = combiner.Add(absl::MakeSpan(rows, count));
      if (!combined.ok()) return piece.size();
    }
    return piece.size() - left;
  }

  const int index_;
  const Combining combining_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_COMBINE_BY_KEY_H_
