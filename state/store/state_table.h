#ifndef SLUICE_STATE_STORE_STATE_TABLE_H_
#define SLUICE_STATE_STORE_STATE_TABLE_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "state/store/state_arena.h"
#include "state/store/state_entry.h"
#include "state/store/state_index.h"

namespace sluice {

// The part of a store's state that is in memory: an index of hashes over entries in an arena, which of them changed,
// which were used lately, and which are in the cold tier too. Takes keys by the batch, so that their memory is on its
// way before the first is looked at; a new value of a size that fits in the place of the old one allocates nothing. Not
// thread-safe.
class StateTable {
 public:
  static constexpr int kBatchKeys = 64;

  void Clear();

  static uint32_t TagOf(const KeyImage& key) { return (TableHash(key) * 0x9E3779B97F4A7C15ull) >> 32; }
  // Gives each key's tag, and brings its entry near. At most kBatchKeys.
  void Prefetch(absl::Span<const KeyImage> keys, uint32_t* tags) const;

  // Entries stay where they are until they are erased. Null: there is none.
  StateEntry* Find(const KeyImage& key, uint32_t tag);
  StateEntry& FindOrAdd(const KeyImage& key, uint32_t tag);  // A new one does not exist() yet.
  void Set(StateEntry& entry, std::string_view value);
  void Apply(StateEntry& entry, std::optional<std::string_view> value) {
    if (value.has_value()) {
      Set(entry, *value);
    } else {
      Remove(entry);
    }
  }
  void Remove(StateEntry& entry);  // Stays, to be known as changed, until it is erased.
  void Erase(StateEntry& entry);

  bool changed(const StateEntry& entry) const { return CellOf(entry).has(StateCell::kChanged); }
  // Numbers of the changed and the added entries, some perhaps twice or of others by now; they stay marked as changed.
  std::vector<uint32_t> TakeChanged() { return std::exchange(changed_, {}); }
  void ClearChanged(StateEntry& entry) { CellOf(entry).Drop(StateCell::kChanged); }
  // A copy of the entry is in the cold tier, of this value or of an older one.
  bool is_cold(const StateEntry& entry) const { return CellOf(entry).has(StateCell::kCold); }
  bool is_cold_old(const StateEntry& entry) const { return CellOf(entry).has(StateCell::kColdIsOld); }
  void Place(StateEntry& entry, std::string_view value);  // Its value as it comes from there: no change.

  // Makes an entry, if there is none, as if its value were in the cold tier; tells if it did.
  bool AddOverCold(const KeyImage& key, uint32_t tag);

  // The next entries, going round and round, that were not found since this was last called about them; at most all
  // are looked at twice. Brings near what erasing them needs. Returns how many: none if there are none.
  int NextUnused(absl::Span<StateEntry*> entries);

  // Numbers below this belong to entries, or to none: then Get gives null.
  uint32_t end() const { return arena_.end(); }
  StateEntry* Get(uint32_t number) { return arena_.Get(number); }
  void PrefetchEntry(uint32_t number) const { arena_.Prefetch(number); }
  // Gives back most of what the index and the lists of numbers have for entries that were erased.
  void Compact();
  size_t size() const { return arena_.size(); }            // Entries.
  size_t existing() const { return arena_.with_value(); }  // So many have a value.
  // With the index and the list of changes, as if all had changed.
  int64_t bytes() const {
    return arena_.bytes() + static_cast<int64_t>(size()) * (StateIndex::kAverageBytesOfOne + sizeof(uint32_t));
  }

 private:
  // All entries that are given out lie in the arena.
  static StateCell& CellOf(StateEntry& entry) { return static_cast<StateCell&>(entry); }
  static const StateCell& CellOf(const StateEntry& entry) { return static_cast<const StateCell&>(entry); }
  uint32_t NumberOf(const KeyImage& key, uint32_t tag) const;
  StateCell& Add(const KeyImage& key, uint32_t tag);
  void MarkChanged(StateCell& cell);
  void CompactChanged();

  StateIndex index_;
  StateArena arena_;
  std::vector<uint32_t> changed_;
  uint32_t hand_ = 0;  // NextUnused goes on here.
};

inline void StateTable::Prefetch(absl::Span<const KeyImage> keys, uint32_t* tags) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    tags[i] = TagOf(keys[i]);
    index_.Prefetch(tags[i]);
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    uint32_t number = index_.First(tags[i]);
    if (number != StateIndex::kNone) __builtin_prefetch(&arena_.At(number), 1);
  }
}

inline uint32_t StateTable::NumberOf(const KeyImage& key, uint32_t tag) const {
  return index_.Find(tag, [&](uint32_t number) { return SameKey(arena_.At(number).image(), key); });
}

inline StateEntry* StateTable::Find(const KeyImage& key, uint32_t tag) {
  uint32_t number = NumberOf(key, tag);
  if (number == StateIndex::kNone) return nullptr;
  StateCell& cell = arena_.At(number);
  cell.Add(StateCell::kUsed);
  return &cell;
}

inline StateEntry& StateTable::FindOrAdd(const KeyImage& key, uint32_t tag) {
  uint32_t number = NumberOf(key, tag);
  if (number == StateIndex::kNone) [[unlikely]]
    return Add(key, tag);
  StateCell& cell = arena_.At(number);
  cell.Add(StateCell::kUsed);
  return cell;
}

inline void StateTable::MarkChanged(StateCell& cell) {
  if (cell.has(StateCell::kChanged)) return;
  cell.Add(StateCell::kChanged | StateCell::kColdIsOld);
  changed_.push_back(cell.number());
}

inline void StateTable::Set(StateEntry& entry, std::string_view value) {
  if (entry.exists() && entry.value() == value) return;
  MarkChanged(CellOf(entry));
  arena_.SetValue(CellOf(entry), value);
}

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_TABLE_H_
