#include "state/store/state_arena.h"

#include "common/base/check.h"

namespace sluice {
namespace {

constexpr uint32_t kNumbersMax = uint32_t{1} << 28;

}  // namespace

void StateArena::FreeAll() {
  for (uint32_t i = 0; i < end_; ++i) {
    if (StateCell* cell = Get(i)) cell->Free();
  }
}

void StateArena::Clear() {
  FreeAll();
  chunks_.clear();
  free_.clear();
  end_ = 0;
  size_ = with_value_ = 0;
  far_bytes_ = 0;
}

void StateArena::HaveCell(uint32_t number) {
  if (number == chunks_.size() << kChunkBits) chunks_.emplace_back();
  ZeroedArray<StateCell>& cells = chunks_[number >> kChunkBits].cells;
  if (cells.is_null()) cells = ZeroedArray<StateCell>(kChunkCells);
}

uint32_t StateArena::TakeFreeNumber() {
  if (!free_.empty()) {
    uint32_t number = free_.back();
    free_.pop_back();
    HaveCell(number);
    return number;
  }
  SLUICE_CHECK(end_ < kNumbersMax);
  HaveCell(end_);
  return end_++;
}

StateCell& StateArena::Add(const KeyImage& key) {
  const uint32_t number = TakeFreeNumber();
  StateCell& cell = At(number);
  far_bytes_ += cell.Occupy(key, number);
  ++chunks_[number >> kChunkBits].used;
  ++size_;
  return cell;
}

void StateArena::Erase(StateCell& cell) {
  const uint32_t number = cell.number();
  with_value_ -= cell.exists();
  far_bytes_ += cell.Free();
  free_.push_back(number);
  --size_;
  Chunk& chunk = chunks_[number >> kChunkBits];
  if (--chunk.used == 0) chunk.cells = ZeroedArray<StateCell>();
}

void StateArena::Compact() {
  if (free_.size() < free_.capacity() / 4) free_.shrink_to_fit();
}

}  // namespace sluice
