#ifndef SLUICE_STATE_STORE_STATE_TABLE_H_
#define SLUICE_STATE_STORE_STATE_TABLE_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "state/store/zeroed_array.h"

namespace sluice {

// One key and its value, as bytes. Short ones are inside, long ones in memory of their own.
class StateEntry {
 public:
  static constexpr size_t kInlineBytes = 20;

  std::string_view key() const { return key_.view(); }
  // False: the key has no value; it was removed, or has not got one yet.
  bool exists() const { return size_ != kAbsent; }
  // REQUIRES: exists(). Valid until the value is set.
  std::string_view value() const { return {size_ <= kInlineBytes ? near_ : far(), size_}; }
  uint32_t number() const { return number_; }

 private:
  friend class StateTable;
  static constexpr uint32_t kAbsent = UINT32_MAX;
  enum Flag : uint8_t { kChanged = 1, kUsed = 2, kCold = 4, kColdIsOld = 8 };

  char* far() const {
    char* bytes;
    std::memcpy(&bytes, near_, sizeof(bytes));
    return bytes;
  }
  bool has_far() const { return size_ != kAbsent && size_ > kInlineBytes; }

  KeyImage key_;  // Not set: the entry is free.
  char near_[kInlineBytes];
  uint32_t size_;
  uint32_t number_ : 28;
  uint32_t flags_ : 4;
};

// The part of a store's state that is in memory: an index of hashes over entries that lie densely and never move. Takes
// keys by the batch, so that their memory is on its way before the first is looked at; a new value of a size that fits
// in the place of the old one allocates nothing. Not thread-safe.
class StateTable {
 public:
  static constexpr int kBatchKeys = 64;

  StateTable();
  ~StateTable() { FreeAll(); }
  StateTable(const StateTable&) = delete;
  void Clear();

  static uint32_t TagOf(const KeyImage& key) { return (TableHash(key) * 0x9E3779B97F4A7C15ull) >> 32; }
  // Gives each key's tag, and brings its entry near. At most kBatchKeys.
  template <class KeyOf>
  void Prefetch(int count, KeyOf key_of, uint32_t* tags) const;

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

  bool changed(const StateEntry& entry) const { return entry.flags_ & StateEntry::kChanged; }
  // Numbers of the changed and the added entries, some perhaps twice or of others by now; their flags stay.
  std::vector<uint32_t> TakeChanged() { return std::exchange(changed_, {}); }
  void ClearChanged(StateEntry& entry) { entry.flags_ &= ~StateEntry::kChanged; }
  // A copy of the entry is in the cold tier, of this value or of an older one.
  bool is_cold(const StateEntry& entry) const { return entry.flags_ & StateEntry::kCold; }
  bool is_cold_old(const StateEntry& entry) const { return entry.flags_ & StateEntry::kColdIsOld; }
  void Place(StateEntry& entry, std::string_view value);  // Its value as it comes from there: no change.

  // Makes an entry, if there is none, as if its value were in the cold tier; tells if it did.
  bool AddOverCold(const KeyImage& key, uint32_t tag);

  // The next entries, going round and round, that were not found since this was last called about them; at most all
  // are looked at twice. Brings near what erasing them needs. Returns how many: none if there are none.
  int NextUnused(absl::Span<StateEntry*> entries);

  // Numbers below this belong to entries, or to none: then Get gives null.
  uint32_t end() const { return end_; }
  StateEntry* Get(uint32_t number) {
    ZeroedArray<StateEntry>& chunk = chunks_[number >> kChunkBits].entries;
    if (chunk.is_null()) [[unlikely]]
      return nullptr;
    StateEntry& entry = chunk[number & (kChunkEntries - 1)];
    return entry.key_.is_set() ? &entry : nullptr;
  }
  void PrefetchEntry(uint32_t number) const {
    if (!chunks_[number >> kChunkBits].entries.is_null()) __builtin_prefetch(&At(number));
  }
  // Gives back most of what the index and the lists of numbers have for entries that were erased.
  void Compact();
  size_t size() const { return used_; }          // Entries.
  size_t existing() const { return existing_; }  // So many have a value.
  int64_t bytes() const { return used_ * kEntryBytes + far_bytes_; }

 private:
  static constexpr int kChunkBits = 12;
  static constexpr uint32_t kChunkEntries = 1 << kChunkBits;
  // With its share of the index, two thirds to one third full, and of the lists of numbers.
  static constexpr int64_t kEntryBytes = sizeof(StateEntry) + 24 + 8;

  struct Chunk {
    ZeroedArray<StateEntry> entries;  // Null: released.
    uint32_t used = 0;
  };

  const StateEntry& At(uint32_t number) const {
    return chunks_[number >> kChunkBits].entries[number & (kChunkEntries - 1)];
  }
  StateEntry& At(uint32_t number) { return chunks_[number >> kChunkBits].entries[number & (kChunkEntries - 1)]; }
  size_t PositionOf(const KeyImage& key, uint32_t tag) const;  // Finds its slot, or the free one where it belongs.
  StateEntry& Add(const KeyImage& key, uint32_t tag, size_t position);
  uint32_t TakeFreeNumber();
  void HaveEntries(uint32_t number);  // Memory for them.
  void CompactChanged();
  void FreeAll();
  void Rehash(size_t slots);
  void SetFar(StateEntry& entry, std::string_view value);
  void FreeFar(StateEntry& entry);
  void Store(StateEntry& entry, std::string_view value);
  void MarkChanged(StateEntry& entry);

  // A slot: tag in the upper half, number + 1 in the lower; 0: free. A tag's lower bits say where it belongs.
  ZeroedArray<uint64_t> index_;
  size_t mask_;
  std::vector<Chunk> chunks_;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> changed_;
  uint32_t end_ = 0;
  uint32_t hand_ = 0;
  size_t used_ = 0;
  size_t existing_ = 0;
  int64_t far_bytes_ = 0;
};

template <class KeyOf>
void StateTable::Prefetch(int count, KeyOf key_of, uint32_t* tags) const {
  for (int i = 0; i < count; ++i) {
    tags[i] = TagOf(key_of(i));
    __builtin_prefetch(&index_[tags[i] & mask_]);
  }
  for (int i = 0; i < count; ++i) {
    uint64_t slot = index_[tags[i] & mask_];
    if (slot != 0) __builtin_prefetch(&At(static_cast<uint32_t>(slot) - 1), 1);
  }
}

inline size_t StateTable::PositionOf(const KeyImage& key, uint32_t tag) const {
  for (size_t i = tag & mask_;; i = (i + 1) & mask_) {
    uint64_t slot = index_[i];
    if (slot == 0) return i;
    if (slot >> 32 == tag && SameKey(At(static_cast<uint32_t>(slot) - 1).key_, key)) return i;
  }
}

inline StateEntry* StateTable::Find(const KeyImage& key, uint32_t tag) {
  uint64_t slot = index_[PositionOf(key, tag)];
  if (slot == 0) return nullptr;
  StateEntry& entry = At(static_cast<uint32_t>(slot) - 1);
  entry.flags_ |= StateEntry::kUsed;
  return &entry;
}

inline StateEntry& StateTable::FindOrAdd(const KeyImage& key, uint32_t tag) {
  size_t position = PositionOf(key, tag);
  uint64_t slot = index_[position];
  if (slot == 0) [[unlikely]]
    return Add(key, tag, position);
  StateEntry& entry = At(static_cast<uint32_t>(slot) - 1);
  entry.flags_ |= StateEntry::kUsed;
  return entry;
}

inline void StateTable::MarkChanged(StateEntry& entry) {
  if (changed(entry)) return;
  entry.flags_ |= StateEntry::kChanged | StateEntry::kColdIsOld;
  changed_.push_back(entry.number());
}

inline void StateTable::Set(StateEntry& entry, std::string_view value) {
  if (entry.size_ == value.size() && std::memcmp(entry.value().data(), value.data(), value.size()) == 0) return;
  MarkChanged(entry);
  Store(entry, value);
}

inline void StateTable::Store(StateEntry& entry, std::string_view value) {
  existing_ += !entry.exists();
  if (value.size() > StateEntry::kInlineBytes || entry.has_far()) return SetFar(entry, value);
  std::memcpy(entry.near_, value.data(), value.size());
  entry.size_ = static_cast<uint32_t>(value.size());
}

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_TABLE_H_
