#ifndef SLUICE_ENGINE_ROWS_KEYED_JOIN_H_
#define SLUICE_ENGINE_ROWS_KEYED_JOIN_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/rows/keyed/grouping.h"
#include "engine/rows/keyed/key_batches.h"
#include "engine/rows/keyed/merge_join.h"

namespace sluice {

// Which rows a join gives. V is of the streamed side, W of the held one; a Row is made of both, or of one and null.
template <class V, class W>
struct InnerJoin {
  using Row = std::pair<V, W>;
  static constexpr bool kKeepsStreamed = false, kKeepsHeld = false;
  static Row Make(const V* streamed, const W* held) { return {*streamed, *held}; }
};
template <class V, class W>
struct LeftOuterJoin {
  using Row = std::pair<V, std::optional<W>>;
  static constexpr bool kKeepsStreamed = true, kKeepsHeld = false;
  static Row Make(const V* streamed, const W* held) {
    return {*streamed, held ? std::optional<W>(*held) : std::nullopt};
  }
};
// The right side is streamed.
template <class V, class W>
struct RightOuterJoin {
  using Row = std::pair<std::optional<W>, V>;
  static constexpr bool kKeepsStreamed = true, kKeepsHeld = false;
  static Row Make(const V* streamed, const W* held) {
    return {held ? std::optional<W>(*held) : std::nullopt, *streamed};
  }
};
template <class V, class W>
struct FullOuterJoin {
  using Row = std::pair<std::optional<V>, std::optional<W>>;
  static constexpr bool kKeepsStreamed = true, kKeepsHeld = true;
  static Row Make(const V* streamed, const W* held) {
    return {streamed ? std::optional<V>(*streamed) : std::nullopt, held ? std::optional<W>(*held) : std::nullopt};
  }
};

// A row for every two pairs of one key: the pairs of one input are streamed past those of the other, which are held in
// memory; if they do not fit there, both are sorted on disk and merged. Both inputs have one partitioning and one
// encoding of keys; K is the type of key that comes out.
template <template <class, class> class Kind, class K, class Streamed, class Held>
class JoinOp : public Op<std::pair<K, typename Kind<typename Streamed::second_type, typename Held::second_type>::Row>> {
 public:
  using V = typename Streamed::second_type;
  using W = typename Held::second_type;
  using Join = Kind<V, W>;
  using Output = std::pair<K, typename Join::Row>;
  using Input = InputsOf<Streamed, Held>;
  using Sent = std::tuple<Streamed, Held>;
  using Options = NoOptions;
  static constexpr int kInputsMin = 2;
  JoinOp(Wiring<Input> wiring, NoOptions)
      : streamed_(*std::get<0>(wiring.inputs)), held_(*std::get<1>(wiring.inputs)) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Output>& out) const override {
    Tables tables{Grouping<Held>(context)};
    SLUICE_RETURN_IF_ERROR(tables.held.template Read<0>(held_, partition));
    if (tables.held.spilled()) return RunSpilled(context, partition, tables.held, out);
    tables.held.Arrange();
    if constexpr (Join::kKeepsHeld) tables.matched.resize(tables.keys().size());
    StreamSink sink(tables, out);
    SLUICE_RETURN_IF_ERROR(streamed_.Run(context, partition, sink));
    return Join::kKeepsHeld && sink.more ? EmitUnmatched(tables, out) : absl::OkStatus();
  }

 private:
  struct Tables {
    Grouping<Held> held;
    std::vector<bool> matched;
    const KeyTable& keys() const { return held.keys(); }
    const auto& values() const { return held.template lists<0>(); }
  };

  // Both sides by key from the disk.
  absl::Status RunSpilled(TaskContext& context, int partition, Grouping<Held>& held, Sink<Output>& out) const {
    SLUICE_RETURN_IF_ERROR(held.Spill());
    Grouping<Streamed> streamed(context);
    SLUICE_RETURN_IF_ERROR(streamed.template Read<0>(streamed_, partition));
    SLUICE_RETURN_IF_ERROR(streamed.Spill());
    std::vector<RunMerger> sides;
    sides.push_back(streamed.template Merge<0>());
    sides.push_back(held.template Merge<0>());
    return MergeJoin<Join, K, V, W>(context, SideMerger(std::move(sides), KeyOrder()), out).Run();
  }

  struct StreamSink : Sink<Streamed> {
    StreamSink(Tables& tables, Sink<Output>& out) : tables(tables), out(out) {}

    bool Push(absl::Span<Streamed> rows) override {
      ChunkFiller<Output> filler(chunk, out);
      more = ForKeyBatches(rows, [&](absl::Span<Streamed> batch, absl::Span<const KeyImage> images) {
        uint32_t numbers[kKeyBatch];
        tables.keys().Find(images, numbers);
        for (size_t i = 0; i < batch.size(); ++i) tables.values().LookAhead(numbers[i]);
        for (size_t i = 0; i < batch.size(); ++i) {
          if (!Match(batch[i], numbers[i], filler)) return false;
        }
        return true;
      });
      return more = more && filler.Flush();
    }

    bool Match(Streamed& row, uint32_t number, ChunkFiller<Output>& filler) {
      size_t count = number == KeyTable::kNone ? 0 : tables.values().Count(number);
      if (count == 0) return !Join::kKeepsStreamed || filler.Add(KeyOf(row.first), Join::Make(&row.second, nullptr));
      if constexpr (Join::kKeepsHeld) tables.matched[number] = true;
      for (size_t i = 0; i < count; ++i) {
        W held = tables.values().Value(number, i);
        if (!filler.Add(KeyOf(row.first), Join::Make(&row.second, &held))) return false;
      }
      return true;
    }

    // Keys of the streamed side may be text of the other kind.
    static K KeyOf(const typename Streamed::first_type& key) { return K(key); }

    Tables& tables;
    Sink<Output>& out;
    Chunk<Output> chunk;
    bool more = true;
  };

  static absl::Status EmitUnmatched(const Tables& tables, Sink<Output>& out) {
    Chunk<Output> chunk;
    ChunkFiller<Output> filler(chunk, out);
    for (uint32_t number = 0; number < tables.keys().size(); ++number) {
      if (tables.matched[number]) continue;
      K key{};
      if (!KeyFromBytes(tables.keys().key(number), key)) return DamagedKey();
      for (size_t i = 0; i < tables.values().Count(number); ++i) {
        W held = tables.values().Value(number, i);
        if (!filler.Add(key, Join::Make(nullptr, &held))) return absl::OkStatus();
      }
    }
    filler.Flush();
    return absl::OkStatus();
  }

  const Op<Streamed>& streamed_;
  const Op<Held>& held_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_JOIN_H_
