#ifndef SLUICE_ENGINE_ROWS_KEYED_SORT_BY_KEY_H_
#define SLUICE_ENGINE_ROWS_KEYED_SORT_BY_KEY_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/exchange/prefix_sort.h"
#include "engine/exchange/spill/spilled_runs.h"
#include "engine/rows/keyed/encoded_partition.h"
#include "engine/rows/keyed/order.h"

namespace sluice {

// The pairs of a partition in the order of their keys, those of one key in the order of arrival. Rows stay where they
// are; what is sorted is the first eight bytes of each key and a place, then the next eight of those that are equal.
// What exceeds the task's memory is written as sorted runs, which are merged.
template <class K, class V>
class SortByKeyOp : public Op<std::pair<K, V>> {
 public:
  using Input = std::pair<K, V>;
  using Sent = std::pair<K, V>;
  using Options = bool;  // Ascending.
  static constexpr int kInputsMin = 1;
  SortByKeyOp(Wiring<Input> wiring, bool ascending)
      : input_(*wiring.inputs[0]), order_(ascending), flip_(ascending ? 0 : ~uint64_t{0}) {}

  absl::Status Run(TaskContext& context, int partition, Sink<Input>& out) const override {
    Rows rows;
    std::vector<PrefixEntry> entries;
    MemoryUse use(context.memory());
    SpilledRuns runs(SpilledRuns::Kind::kRows, context.memory(), order_);
    auto spill = [&] {
      rows.Close();
      Sort(absl::MakeSpan(entries), rows, 1);
      absl::Status written = runs.Add([&](RunWriter& run) { Write(entries, rows, run); });
      std::vector<PrefixEntry>().swap(entries);
      rows.Clear();
      use.Set(0);
      return written;
    };
    SLUICE_RETURN_IF_ERROR(rows.Read(
        input_, context, partition,
        [&](uint64_t place, const Input& row) { entries.push_back({OrderPrefix(row.first) ^ flip_, place}); },
        [&] {
          const size_t bytes = 2 * entries.capacity() * sizeof(PrefixEntry) + rows.memory_bytes();
          return use.Set(static_cast<int64_t>(bytes)) ? spill() : absl::OkStatus();
        }));
    if (runs.empty()) {
      Sort(absl::MakeSpan(entries), rows, 1);
      return Emit(entries, rows, out);
    }
    SLUICE_RETURN_IF_ERROR(spill());
    return EmitMerged(runs, context, out);
  }

 private:
  using Rows = EncodedPartition<Input>;
  using InPlace = std::conditional_t<kIsText<K>, std::string_view, K>;
  static constexpr int kTextLevels = 8;  // Texts alike in 64 bytes are compared whole.
  static constexpr size_t kFewRows = 32;

  // Of the encodings of rows whose prefixes are equal.
  class RowOrder : public RunOrder {
   public:
    explicit RowOrder(bool ascending) : ascending_(ascending) {}
    bool Before(std::string_view a, std::string_view b) const override {
      if constexpr (kPrefixOrders<K>) return false;
      return ascending_ ? OrderedBefore(KeyOf(a), KeyOf(b)) : OrderedBefore(KeyOf(b), KeyOf(a));
    }

   private:
    const bool ascending_;
  };

  // `level`: of how many times eight bytes the prefixes are the last.
  void Sort(absl::Span<PrefixEntry> entries, const Rows& rows, int level) const {
    SortByPrefix(entries);
    if constexpr (!kPrefixOrders<K>) {
      ForEachRun(entries, [&](absl::Span<PrefixEntry> run) { SortRun(run, rows, level); });
    }
  }

  void SortRun(absl::Span<PrefixEntry> run, const Rows& rows, int level) const {
    if constexpr (kIsText<K>) {
      if (level < kTextLevels && run.size() > kFewRows && NextPrefixes(run, rows, level)) {
        return Sort(run, rows, level + 1);
      }
    }
    std::stable_sort(run.begin(), run.end(), [&](const PrefixEntry& a, const PrefixEntry& b) {
      return order_.Before(rows.At(a.place), rows.At(b.place));
    });
  }

  // False if no key is longer than what was compared already.
  bool NextPrefixes(absl::Span<PrefixEntry> run, const Rows& rows, int level) const {
    bool longer = false;
    for (PrefixEntry& entry : run) {
      InPlace key = KeyOf(rows.At(entry.place));
      longer = longer || key.size() > static_cast<size_t>(level) * 8;
      entry.prefix = TextPrefix(key, static_cast<size_t>(level) * 8) ^ flip_;
    }
    return longer;
  }

  // Of a row and what follows it.
  static InPlace KeyOf(std::string_view row) {
    InPlace key{};
    Reader in(row);
    DecodeFrom(in, key);  // Was decoded before.
    return key;
  }

  static absl::Status Emit(const std::vector<PrefixEntry>& entries, const Rows& rows, Sink<Input>& out) {
    constexpr size_t kAhead = 8;
    Chunk<Input> chunk;
    ChunkFiller<Input> filler(chunk, out);
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i + kAhead < entries.size()) rows.LookAhead(entries[i + kAhead].place);
      Input row{};
      Reader in(rows.At(entries[i].place));
      DecodeFrom(in, row);
      if (!filler.Add(std::move(row))) return absl::OkStatus();
    }
    filler.Flush();
    return absl::OkStatus();
  }

  // Entries have lost their first prefixes.
  void Write(const std::vector<PrefixEntry>& entries, const Rows& rows, RunWriter& run) const {
    for (const PrefixEntry& entry : entries) {
      Input row{};
      const std::string_view bytes = rows.At(entry.place);
      Reader in(bytes);
      DecodeFrom(in, row);
      run.Entry(OrderPrefix(row.first) ^ flip_, bytes.substr(0, bytes.size() - in.remaining()), 0);
    }
  }

  static absl::Status EmitMerged(SpilledRuns& runs, TaskContext& context, Sink<Input>& out) {
    RunMerger merger = runs.Merge();
    Chunk<Input> chunk;
    std::vector<std::string> kept(kChunkRows);  // What rows of the chunk point to.
    ChunkFiller<Input> filler(chunk, out);
    for (int64_t i = 0; merger.NextEntry(); ++i) {
      if (i % kChunkRows == 0 && context.cancelled()) return absl::CancelledError("the task was cancelled");
      Input row{};
      Reader in(kept[i % kChunkRows].assign(merger.key()));
      DecodeFrom(in, row);
      if (!filler.Add(std::move(row))) return absl::OkStatus();
    }
    if (merger.status().ok()) filler.Flush();
    return merger.status();
  }

  const Op<Input>& input_;
  const RowOrder order_;
  const uint64_t flip_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_SORT_BY_KEY_H_
