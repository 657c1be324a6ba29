#include "state/store/state_index.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kSlotsMin = 64;

uint64_t SlotOf(uint32_t tag, uint32_t number) { return uint64_t{tag} << 32 | (number + 1); }

}  // namespace

StateIndex::StateIndex() : slots_(kSlotsMin), mask_(kSlotsMin - 1) {}

void StateIndex::Clear() {
  slots_ = ZeroedArray<uint64_t>(kSlotsMin);
  mask_ = kSlotsMin - 1;
  size_ = 0;
}

void StateIndex::Put(uint64_t slot) {
  size_t i = (slot >> 32) & mask_;
  while (slots_[i] != 0) i = (i + 1) & mask_;
  slots_[i] = slot;
}

void StateIndex::Rehash(size_t slots) {
  ZeroedArray<uint64_t> old = std::exchange(slots_, ZeroedArray<uint64_t>(slots));
  mask_ = slots - 1;
  for (uint64_t slot : old) {
    if (slot != 0) Put(slot);
  }
}

void StateIndex::Add(uint32_t tag, uint32_t number) {
  if (size_ + 1 > slots_.size() / 3 * 2) Rehash(slots_.size() * 2);
  Put(SlotOf(tag, number));
  ++size_;
}

void StateIndex::Erase(uint32_t tag, uint32_t number) {
  size_t hole = tag & mask_;
  while (slots_[hole] != SlotOf(tag, number)) hole = (hole + 1) & mask_;
  // Slots after the hole that would not be found any more move into it.
  for (size_t i = (hole + 1) & mask_; slots_[i] != 0; i = (i + 1) & mask_) {
    size_t home = (slots_[i] >> 32) & mask_;
    if (((i - home) & mask_) < ((i - hole) & mask_)) continue;
    slots_[hole] = slots_[i];
    hole = i;
  }
  slots_[hole] = 0;
  --size_;
}

void StateIndex::Compact() {
  if (size_ < slots_.size() / 4) Rehash(std::bit_ceil(std::max(kSlotsMin, size_ * 2)));
}

}  // namespace sluice
