#ifndef SLUICE_ENGINE_ROWS_KEYED_MERGE_JOIN_H_
#define SLUICE_ENGINE_ROWS_KEYED_MERGE_JOIN_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "common/base/status.h"
#include "engine/exchange/spill/replayed_items.h"
#include "engine/rows/keyed/group_emitter.h"
#include "engine/rows/row_list.h"

namespace sluice {

// A join of two sides that lie sorted on disk: side 0 is streamed, side 1 is held. Of one key it has no more in memory
// than some streamed rows, and past each such batch the held ones go once more; see join.h for `Join`.
template <class Join, class K, class V, class W>
class MergeJoin {
 public:
  using Output = std::pair<K, typename Join::Row>;
  MergeJoin(TaskContext& context, SideMerger merger, Sink<Output>& out)
      : context_(context), merger_(std::move(merger)), held_(context.memory()), filler_(chunk_, out) {}

  absl::Status Run() {
    while (merger_.NextKey()) {
      if (context_.cancelled()) return absl::CancelledError("the task was cancelled");
      if (!JoinKey()) break;
    }
    status_.Update(merger_.status());
    SLUICE_RETURN_IF_ERROR(status_);
    filler_.Flush();
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kStreamed = 0, kHeld = 1;
  static constexpr size_t kBatchRows = 4096;
  static constexpr size_t kBatchBytes = 1 << 20;
  template <class T>
  static constexpr bool kOwns = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>;

  // False: no more rows are wanted, or `status_` says why not.
  bool JoinKey() {
    const bool both = merger_.items(kStreamed) != 0 && merger_.items(kHeld) != 0;
    if (!both) {
      if (merger_.items(kStreamed) != 0) return !Join::kKeepsStreamed || EmitAlone<V>(kStreamed);
      return !Join::kKeepsHeld || EmitAlone<W>(kHeld);
    }
    if (!MakeRoom() || !SetKey()) return false;
    status_ = held_.Fill([this](std::string_view& item) { return merger_.NextItem(kHeld, item); });
    bool more = status_.ok();
    while (more && TakeBatch()) more = EmitBatch() && MakeRoomInKey();
    return more && status_.ok();
  }

  // The rows of one side, which have no partner.
  template <class Value>
  bool EmitAlone(size_t side) {
    if (!MakeRoom() || !SetKey()) return false;
    for (std::string_view bytes; merger_.NextItem(side, bytes);) {
      Value value{};
      if (!MakeRoomInKey() || !DecodeCopy(bytes, value)) return false;
      bool more = true;
      if constexpr (std::is_same_v<Value, V> && Join::kKeepsStreamed) {
        if (side == kStreamed) more = filler_.Add(key_, Join::Make(&value, nullptr));
      }
      if constexpr (std::is_same_v<Value, W> && Join::kKeepsHeld) {
        if (side == kHeld) more = filler_.Add(key_, Join::Make(nullptr, &value));
      }
      if (!more) return false;
    }
    return true;
  }

  // Some of the key's streamed values.
  bool TakeBatch() {
    batch_.clear();
    size_t bytes = 0;
    for (std::string_view item; bytes < kBatchBytes && batch_.size() < kBatchRows;) {
      if (!merger_.NextItem(kStreamed, item)) break;
      bytes += item.size();
      if (!DecodeCopy(item, batch_.emplace_back())) return false;
    }
    return !batch_.empty();
  }
  // Each of them with every held one.
  bool EmitBatch() {
    bool more = true;
    const absl::Status read = held_.ForEach([&](std::string_view item) {
      W held{};
      if (!Decode(item, held)) status_ = DamagedValue();
      if (!status_.ok()) return false;
      for (const V& streamed : batch_) {
        if (!(more = filler_.Add(key_, Join::Make(&streamed, &held)))) return false;
      }
      return held_.in_memory() || kOwns<W> || (more = filler_.Flush());  // Else the rows' item goes.
    });
    status_.Update(read);
    batch_.clear();
    return more && status_.ok();
  }

  // Rows that are not passed on may point to the arena and to held items.
  bool MakeRoom() {
    if (arena_.memory_bytes() + held_.memory_bytes() < kBatchBytes) return true;
    if (!filler_.Flush()) return false;
    held_.Clear();
    arena_ = {};
    return true;
  }
  // Held items stay.
  bool MakeRoomInKey() {
    if (arena_.memory_bytes() < kBatchBytes) return true;
    if (!filler_.Flush()) return false;
    arena_ = {};
    return SetKey();
  }

  bool SetKey() {
    if (KeyFromBytes(arena_.CopyOf(merger_.key()), key_)) return true;
    status_ = DamagedKey();
    return false;
  }
  template <class Value>
  bool DecodeCopy(std::string_view bytes, Value& value) {
    if (Decode(arena_.CopyOf(bytes), value)) return true;
    status_ = DamagedValue();
    return false;
  }

  TaskContext& context_;
  SideMerger merger_;
  ReplayedItems held_;
  KeyArena arena_;  // What rows of the chunk and of the batch point to.
  RowList<V> batch_;
  K key_{};
  Chunk<Output> chunk_;
  ChunkFiller<Output> filler_;
  absl::Status status_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_MERGE_JOIN_H_
