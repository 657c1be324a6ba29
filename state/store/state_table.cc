#include "state/store/state_table.h"

#include <malloc.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>
#include <utility>

#include "common/base/check.h"

namespace sluice {
namespace {

constexpr size_t kSlotsMin = 64;
constexpr uint32_t kEntriesMax = uint32_t{1} << 28;

char* Allocate(size_t bytes) {
  char* memory = static_cast<char*>(std::malloc(bytes));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

StateTable::StateTable() : index_(kSlotsMin), mask_(kSlotsMin - 1) {}

void StateTable::Clear() {
  FreeAll();
  index_ = ZeroedArray<uint64_t>(kSlotsMin);
  mask_ = kSlotsMin - 1;
  chunks_.clear();
  free_.clear();
  changed_.clear();
  end_ = hand_ = 0;
  used_ = existing_ = 0;
  far_bytes_ = 0;
}

void StateTable::FreeAll() {
  for (uint32_t i = 0; i < end_; ++i) {
    StateEntry* entry = Get(i);
    if (entry == nullptr) continue;
    if (entry->has_far()) std::free(entry->far());
    if (!entry->key_.is_inline()) std::free(const_cast<char*>(entry->key_.data()));
  }
}

StateEntry& StateTable::Add(const KeyImage& key, uint32_t tag, size_t position) {
  if (used_ + 1 > index_.size() / 3 * 2) {
    Rehash(index_.size() * 2);
    position = PositionOf(key, tag);
  }
  uint32_t number = TakeFreeNumber();
  StateEntry& entry = At(number);
  entry.key_ = key;
  if (!key.is_inline()) {
    char* copy = Allocate(key.size());
    std::memcpy(copy, key.data(), key.size());
    entry.key_.high = reinterpret_cast<uintptr_t>(copy);
    far_bytes_ += malloc_usable_size(copy);
  }
  entry.size_ = StateEntry::kAbsent;
  entry.number_ = number;
  entry.flags_ = StateEntry::kUsed;
  index_[position] = uint64_t{tag} << 32 | (number + 1);
  changed_.push_back(number);
  ++chunks_[number >> kChunkBits].used;
  ++used_;
  return entry;
}

void StateTable::HaveEntries(uint32_t number) {
  if (number == chunks_.size() << kChunkBits) chunks_.emplace_back();
  ZeroedArray<StateEntry>& entries = chunks_[number >> kChunkBits].entries;
  if (entries.is_null()) entries = ZeroedArray<StateEntry>(kChunkEntries);
}

uint32_t StateTable::TakeFreeNumber() {
  if (!free_.empty()) {
    uint32_t number = free_.back();
    free_.pop_back();
    HaveEntries(number);
    return number;
  }
  SLUICE_CHECK(end_ < kEntriesMax);
  HaveEntries(end_);
  return end_++;
}

// The tags in the slots are all that is needed: no entry is looked at.
void StateTable::Rehash(size_t slots) {
  ZeroedArray<uint64_t> old = std::exchange(index_, ZeroedArray<uint64_t>(slots));
  mask_ = index_.size() - 1;
  for (uint64_t slot : old) {
    if (slot == 0) continue;
    size_t i = (slot >> 32) & mask_;
    while (index_[i] != 0) i = (i + 1) & mask_;
    index_[i] = slot;
  }
}

// Leaves out the numbers of erased entries, if they are many.
void StateTable::CompactChanged() {
  if (changed_.size() <= 2 * used_ + kSlotsMin) return;
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  std::erase_if(changed_, [this](uint32_t number) {
    const StateEntry* entry = Get(number);
    return entry == nullptr || (entry->exists() && !changed(*entry));
  });
  changed_.shrink_to_fit();
}

void StateTable::Place(StateEntry& entry, std::string_view value) {
  Store(entry, value);
  entry.flags_ |= StateEntry::kCold;
}

void StateTable::Remove(StateEntry& entry) {
  if (!entry.exists()) return;
  MarkChanged(entry);
  FreeFar(entry);
  entry.size_ = StateEntry::kAbsent;
  --existing_;
}

void StateTable::Erase(StateEntry& entry) {
  size_t hole = PositionOf(entry.key_, TagOf(entry.key_));
  // Slots after the hole that would not be found any more move into it.
  for (size_t i = (hole + 1) & mask_; index_[i] != 0; i = (i + 1) & mask_) {
    size_t home = (index_[i] >> 32) & mask_;
    if (((i - home) & mask_) < ((i - hole) & mask_)) continue;
    index_[hole] = index_[i];
    hole = i;
  }
  index_[hole] = 0;
  existing_ -= entry.exists();
  FreeFar(entry);
  if (!entry.key_.is_inline()) {
    char* key = const_cast<char*>(entry.key_.data());
    far_bytes_ -= malloc_usable_size(key);
    std::free(key);
  }
  entry.key_ = KeyImage();
  free_.push_back(entry.number());
  --used_;
  Chunk& chunk = chunks_[entry.number() >> kChunkBits];
  if (--chunk.used == 0) chunk.entries = ZeroedArray<StateEntry>();
}

void StateTable::Compact() {
  CompactChanged();
  if (used_ < index_.size() / 4) Rehash(std::bit_ceil(std::max(kSlotsMin, used_ * 2)));
  if (free_.size() < free_.capacity() / 4) free_.shrink_to_fit();
}

bool StateTable::AddOverCold(const KeyImage& key, uint32_t tag) {
  size_t position = PositionOf(key, tag);
  if (index_[position] != 0) return false;
  Add(key, tag, position).flags_ |= StateEntry::kCold;
  return true;
}

int StateTable::NextUnused(absl::Span<StateEntry*> entries) {
  const size_t most = std::min(entries.size(), used_);
  size_t found = 0;
  while (found < most) {
    if (hand_ >= end_) hand_ = 0;
    StateEntry* entry = Get(hand_++);
    if (entry == nullptr) continue;
    entry->flags_ ^= StateEntry::kUsed;
    if (!(entry->flags_ & StateEntry::kUsed)) continue;  // It was: the next round takes it.
    __builtin_prefetch(&index_[TagOf(entry->key_) & mask_], 1);
    entries[found++] = entry;
  }
  return static_cast<int>(found);
}

void StateTable::SetFar(StateEntry& entry, std::string_view value) {
  char* place = entry.near_;
  if (value.size() > StateEntry::kInlineBytes) {
    bool fits = entry.has_far() && malloc_usable_size(entry.far()) >= value.size();
    place = fits ? entry.far() : Allocate(value.size());
  }
  if (place == entry.near_ || !entry.has_far() || place != entry.far()) {
    FreeFar(entry);
    if (place != entry.near_) {
      std::memcpy(entry.near_, &place, sizeof(place));
      far_bytes_ += malloc_usable_size(place);
    }
  }
  entry.size_ = static_cast<uint32_t>(value.size());
  std::memcpy(place, value.data(), value.size());
}

void StateTable::FreeFar(StateEntry& entry) {
  if (!entry.has_far()) return;
  far_bytes_ -= malloc_usable_size(entry.far());
  std::free(entry.far());
}

}  // namespace sluice
