#include "engine/exchange/key_table.h"

#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

// Not the order of a CombineTable's buckets: keys that come in that order would pile up here.
uint32_t TagOf(const KeyImage& key) { return static_cast<uint32_t>((TableHash(key) * 0x9e3779b97f4a7c15ull) >> 32); }

}  // namespace

KeyTable::KeyTable() : buckets_(kBucketsMin) {}
KeyTable::~KeyTable() = default;

void KeyTable::Add(absl::Span<const KeyImage> keys, bool copies, uint32_t* numbers) {
  while (keys_.size() + keys.size() > buckets_.size() / 2) Grow();
  uint32_t tags[kKeyBatch];
  LookAhead(keys, tags);
  for (size_t i = 0; i < keys.size(); ++i) {
    Bucket& bucket = buckets_[Probe(keys[i], tags[i])];
    if (bucket.number == kNone) {
      bucket = {tags[i], static_cast<uint32_t>(keys_.size())};
      keys_.push_back(keys[i]);
      bool elsewhere = copies && !keys[i].is_inline();
      if (elsewhere) keys_.back().high = reinterpret_cast<uintptr_t>(arena_.Copy(keys[i].view()));
    }
    numbers[i] = bucket.number;
  }
}

void KeyTable::Clear() {
  buckets_ = std::vector<Bucket>(kBucketsMin);
  shift_ = kShiftMax;
  std::vector<KeyImage>().swap(keys_);
  arena_ = {};
}

void KeyTable::Find(absl::Span<const KeyImage> keys, uint32_t* numbers) const {
  uint32_t tags[kKeyBatch];
  LookAhead(keys, tags);
  for (size_t i = 0; i < keys.size(); ++i) numbers[i] = buckets_[Probe(keys[i], tags[i])].number;
}

void KeyTable::LookAhead(absl::Span<const KeyImage> keys, uint32_t* tags) const {
  for (size_t i = 0; i < keys.size(); ++i) {
    tags[i] = TagOf(keys[i]);
    __builtin_prefetch(&buckets_[Home(tags[i])], 1);
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    const Bucket& bucket = buckets_[Home(tags[i])];
    if (bucket.number != kNone) __builtin_prefetch(&keys_[bucket.number]);
  }
}

size_t KeyTable::Probe(const KeyImage& key, uint32_t tag) const {
  const size_t mask = buckets_.size() - 1;
  for (size_t i = Home(tag);; i = (i + 1) & mask) {
    const Bucket& bucket = buckets_[i];
    if (bucket.number == kNone || (bucket.tag == tag && SameKey(keys_[bucket.number], key))) return i;
  }
}

void KeyTable::Grow() {
  if (shift_ == 1) throw std::length_error("more than a billion keys in one partition: use more partitions");
  std::vector<Bucket> old(buckets_.size() * 2);
  std::swap(old, buckets_);
  --shift_;
  const size_t mask = buckets_.size() - 1;
  for (const Bucket& bucket : old) {
    if (bucket.number == kNone) continue;
    size_t i = Home(bucket.tag);
    while (buckets_[i].number != kNone) i = (i + 1) & mask;
    buckets_[i] = bucket;
  }
}

}  // namespace sluice
