#ifndef SLUICE_ENGINE_ROWS_KEYED_SPILLING_COMBINER_H_
#define SLUICE_ENGINE_ROWS_KEYED_SPILLING_COMBINER_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "engine/rows/keyed/combine_table.h"
#include "engine/rows/keyed/group_emitter.h"
#include "engine/rows/keyed/grouping.h"
#include "engine/rows/keyed/heap_bytes.h"
#include "engine/rows/keyed/key_batches.h"

namespace sluice {

template <class K, class Combining>
void CombineRows(absl::Span<std::pair<K, typename Combining::Value>> rows, CombineTable<Combining>& table) {
  ForKeyBatches(rows, [&](auto batch, absl::Span<const KeyImage> keys) {
    table.Add(
        static_cast<int>(keys.size()), [&](int i) { return keys[i]; },
        [&](int i) -> typename Combining::Value&& { return std::move(batch[i].second); });
    return true;
  });
}

// How much a table holds, what its values have on the heap included; for that they are looked at now and then.
template <class Combining>
class CombineMeter {
 public:
  explicit CombineMeter(TaskMemory& memory) : use_(memory) {}

  // After `rows` more rows: whether the table should be emptied.
  bool IsTooMuch(CombineTable<Combining>& table, size_t rows) {
    constexpr int64_t kOrderBytes = 64;  // Sorting an entry for the disk takes so much.
    if constexpr (!std::is_trivially_destructible_v<Stored>) {
      rows_since_look_ += static_cast<int64_t>(rows);
      if (rows_since_look_ >= next_look_) Look(table);
    }
    // Twice: a table that grows needs more for a moment.
    return use_.Set(static_cast<int64_t>(2 * table.memory_bytes() + table.size() * kOrderBytes) + heap_);
  }
  // The table was emptied.
  void Clear() {
    heap_ = rows_since_look_ = 0;
    next_look_ = kLookRows;
    use_.Set(0);
  }

 private:
  using Stored = Owned<typename Combining::Combined>;
  static constexpr int64_t kLookRows = 4096;
  static constexpr int64_t kBytesPerLook = 64;  // About so much a step of the look tells of.

  void Look(CombineTable<Combining>& table) {
    heap_ = 0;
    table.ForEach([this](std::string_view, const Stored& value) {
      heap_ += HeapBytes(value);
      return true;
    });
    rows_since_look_ = 0;
    next_look_ = std::max({kLookRows, static_cast<int64_t>(table.size()), heap_ / kBytesPerLook});
  }

  MemoryUse use_;
  int64_t heap_ = 0;
  int64_t rows_since_look_ = 0;
  int64_t next_look_ = kLookRows;
};

// Combines the rows of one partition by their keys: in a table, until it exceeds the task's memory. Then the table is
// put on disk, sorted by key, and so are all later rows, and what belongs together is combined when it is merged, in
// the order in which it came.
template <class K, class Combining>
class SpillingCombiner {
 public:
  using C = typename Combining::Combined;
  using Row = std::pair<K, typename Combining::Value>;
  SpillingCombiner(const Combining& combining, int hash_bits, TaskContext& context)
      : combining_(combining),
        context_(context),
        table_(combining, hash_bits),
        meter_(context.memory()),
        combined_(SpilledRuns::Kind::kGroups, context.memory(), KeyOrder()) {}

  absl::Status Add(absl::Span<Row> rows) {
    if (rest_) return rest_->template Add<0>(rows);
    CombineRows<K>(rows, table_);
    return meter_.IsTooMuch(table_, rows.size()) ? SpillTable() : absl::OkStatus();
  }

  // One pair for each key. Once.
  template <class Key>
  absl::Status Emit(Sink<std::pair<Key, C>>& out) {
    return rest_ ? EmitMerged<Key>(out) : EmitTable<Key>(out);
  }
  int64_t emitted_keys() const { return emitted_keys_; }

 private:
  using Stored = Owned<C>;
  static constexpr size_t kCombined = 0, kRest = 1;  // Sides of the merge.

  struct Entry {
    uint64_t prefix;
    std::string_view key;
    const Stored* value;
    bool operator<(const Entry& other) const {
      return prefix != other.prefix ? prefix < other.prefix : key < other.key;
    }
  };

  absl::Status SpillTable() {
    std::vector<Entry> entries;
    entries.reserve(table_.size());
    table_.ForEach([&](std::string_view key, const Stored& value) {
      entries.push_back({KeyOrderPrefix(key), key, &value});
      return true;
    });
    std::sort(entries.begin(), entries.end());
    Writer encoded;
    SLUICE_RETURN_IF_ERROR(combined_.Add([&](RunWriter& run) {
      for (const Entry& entry : entries) {
        run.Entry(entry.prefix, entry.key, 1);
        encoded.Clear();
        EncodeTo(encoded, *entry.value);
        run.Item(encoded.view());
      }
    }));
    table_.Clear();
    meter_.Clear();
    rest_.emplace(context_);
    return absl::OkStatus();
  }

  template <class Key>
  absl::Status EmitTable(Sink<std::pair<Key, C>>& out) {
    Chunk<std::pair<Key, C>> chunk;
    ChunkFiller<std::pair<Key, C>> filler(chunk, out);
    bool decoded = true;
    bool more = table_.ForEach([&](std::string_view bytes, Stored& value) {
      Key key{};
      decoded = KeyFromBytes(bytes, key);
      return decoded && filler.Add(std::move(key), ViewOf<C>(value));
    });
    if (!decoded) return DamagedKey();
    if (more) filler.Flush();
    emitted_keys_ = static_cast<int64_t>(table_.size());
    return absl::OkStatus();
  }

  template <class Key>
  absl::Status EmitMerged(Sink<std::pair<Key, C>>& out) {
    SLUICE_RETURN_IF_ERROR(rest_->Spill());
    std::vector<RunMerger> sides;
    sides.push_back(combined_.Merge());
    sides.push_back(rest_->template Merge<0>());
    SideMerger merger(std::move(sides), KeyOrder());
    Chunk<std::pair<Key, C>> chunk;
    std::vector<std::pair<std::string, Stored>> kept(kChunkRows);  // What rows of the chunk point to.
    ChunkFiller<std::pair<Key, C>> filler(chunk, out);
    for (; merger.NextKey(); ++emitted_keys_) {
      if (emitted_keys_ % kChunkRows == 0 && context_.cancelled())
        return absl::CancelledError("the task was cancelled");
      auto& [bytes, value] = kept[emitted_keys_ % kChunkRows];
      Key key{};
      if (!KeyFromBytes(bytes.assign(merger.key()), key)) return DamagedKey();
      if (!CombineKey(merger, value)) break;
      if (!filler.Add(std::move(key), ViewOf<C>(value))) return absl::OkStatus();
    }
    SLUICE_RETURN_IF_ERROR(merger.status());
    if (is_damaged_) return DamagedValue();
    filler.Flush();
    return absl::OkStatus();
  }

  // All of one key. False: it cannot be read.
  bool CombineKey(SideMerger& merger, Stored& value) {
    std::string_view item;
    bool empty = !merger.NextItem(kCombined, item);
    if (!empty && !Decode(item, value)) is_damaged_ = true;
    while (!is_damaged_ && merger.NextItem(kRest, item)) {
      typename Combining::Value row{};
      if (!Decode(item, row)) {
        is_damaged_ = true;
      } else if (std::exchange(empty, false)) {
        value = ToOwned<C>(combining_.Create(std::move(row)));
      } else if constexpr (kOwnsItself<C>) {
        value = combining_.Merge(std::move(value), std::move(row));
      } else {
        value = ToOwned<C>(combining_.Merge(ViewOf<C>(value), std::move(row)));
      }
    }
    return !is_damaged_ && merger.status().ok();
  }

  const Combining& combining_;
  TaskContext& context_;
  CombineTable<Combining> table_;
  CombineMeter<Combining> meter_;
  SpilledRuns combined_;               // The table, once it was too large, and
  std::optional<Grouping<Row>> rest_;  // what came then.
  int64_t emitted_keys_ = 0;
  bool is_damaged_ = false;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_SPILLING_COMBINER_H_
