#include "engine/exchange/key_table.h"

#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

// Not the order of a CombineTable's slots: keys that come in that order would pile up here.
uint32_t TagOf(const KeyImage& key) { return static_cast<uint32_t>((TableHash(key) * 0x9e3779b97f4a7c15ull) >> 32); }

}  // namespace

void KeyTable::Add(absl::Span<const KeyImage> keys, bool copies, uint32_t* numbers) {
  while (keys_.size() + keys.size() > slots_.size() / 2) Grow();
  uint32_t tags[kKeyBatch];
  LookAhead(keys, tags);
  for (size_t i = 0; i < keys.size(); ++i) {
    Slot& slot = slots_[Probe(keys[i], tags[i])];
    if (slot.number == kNone) {
      slot = {tags[i], static_cast<uint32_t>(keys_.size())};
      keys_.push_back(keys[i]);
      bool elsewhere = copies && !keys[i].is_inline();
      if (elsewhere) keys_.back().high = reinterpret_cast<uintptr_t>(arena_.Copy(keys[i].view()));
    }
    numbers[i] = slot.number;
  }
}

void KeyTable::Clear() {
  slots_ = std::vector<Slot>(kSlotsMin);
  shift_ = kShiftMax;
  keys_ = {};
  arena_ = {};
}

void KeyTable::Find(absl::Span<const KeyImage> keys, uint32_t* numbers) const {
  uint32_t tags[kKeyBatch];
  LookAhead(keys, tags);
  for (size_t i = 0; i < keys.size(); ++i) numbers[i] = slots_[Probe(keys[i], tags[i])].number;
}

void KeyTable::LookAhead(absl::Span<const KeyImage> keys, uint32_t* tags) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    tags[i] = TagOf(keys[i]);
    __builtin_prefetch(&slots_[Home(tags[i])], 1);
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    const Slot& slot = slots_[Home(tags[i])];
    if (slot.number != kNone) __builtin_prefetch(&keys_[slot.number]);
  }
}

size_t KeyTable::Probe(const KeyImage& key, uint32_t tag) const {
  const size_t mask = slots_.size() - 1;
  for (size_t i = Home(tag);; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.number == kNone || (slot.tag == tag && SameKey(keys_[slot.number], key))) return i;
  }
}

void KeyTable::Grow() {
  if (shift_ == 1) throw std::length_error("more than a billion keys in one partition: use more partitions");
  std::vector<Slot> old(slots_.size() * 2);
  std::swap(old, slots_);
  --shift_;
  const size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kNone) continue;
    size_t i = Home(slot.tag);
    while (slots_[i].number != kNone) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace sluice
