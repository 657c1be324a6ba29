#ifndef SLUICE_STATE_STORE_STATE_ARENA_H_
#define SLUICE_STATE_STORE_STATE_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/codec/key_image.h"
#include "state/store/state_entry.h"
#include "state/store/zeroed_array.h"

namespace sluice {

// Entries by number. They lie densely and never move; the number of one that is gone is given to another, and a chunk
// of memory in which none is left goes back to the system. Knows how much memory they take. Not thread-safe.
class StateArena {
 public:
  StateArena() = default;
  ~StateArena() { FreeAll(); }
  StateArena(const StateArena&) = delete;
  void Clear();

  StateCell& Add(const KeyImage& key);  // It has no value yet.
  void Erase(StateCell& cell);
  void SetValue(StateCell& cell, std::string_view value) {
    with_value_ += !cell.exists();
    far_bytes_ += cell.SetValue(value);
  }
  void DropValue(StateCell& cell) {
    with_value_ -= cell.exists();
    far_bytes_ += cell.DropValue();
  }

  // Numbers below this belong to entries, or to none: then Get gives null.
  uint32_t end() const { return end_; }
  StateCell* Get(uint32_t number) {
    ZeroedArray<StateCell>& chunk = chunks_[number >> kChunkBits].cells;
    if (chunk.is_null()) [[unlikely]]
      return nullptr;
    StateCell& cell = chunk[number & (kChunkCells - 1)];
    return cell.is_free() ? nullptr : &cell;
  }
  // REQUIRES: an entry has that number.
  StateCell& At(uint32_t number) { return chunks_[number >> kChunkBits].cells[number & (kChunkCells - 1)]; }
  const StateCell& At(uint32_t number) const { return chunks_[number >> kChunkBits].cells[number & (kChunkCells - 1)]; }
  void Prefetch(uint32_t number) const {
    if (!chunks_[number >> kChunkBits].cells.is_null()) __builtin_prefetch(&At(number));
  }

  void Compact();  // Gives back most of what the list of free numbers has taken.
  size_t size() const { return size_; }
  size_t with_value() const { return with_value_; }
  // With the numbers of free entries, and what is not inside of entries.
  int64_t bytes() const { return static_cast<int64_t>(size_ * (sizeof(StateCell) + sizeof(uint32_t))) + far_bytes_; }

 private:
  static constexpr int kChunkBits = 12;
  static constexpr uint32_t kChunkCells = 1 << kChunkBits;

  struct Chunk {
    ZeroedArray<StateCell> cells;  // Null: released.
    uint32_t used = 0;
  };

  uint32_t TakeFreeNumber();
  void HaveCell(uint32_t number);
  void FreeAll();

  std::vector<Chunk> chunks_;
  std::vector<uint32_t> free_;
  uint32_t end_ = 0;
  size_t size_ = 0;
  size_t with_value_ = 0;
  int64_t far_bytes_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_ARENA_H_
