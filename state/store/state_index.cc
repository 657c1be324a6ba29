#include "state/store/state_index.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kBucketsMin = 64;

uint64_t BucketOf(uint32_t tag, uint32_t number) { return uint64_t{tag} << 32 | (number + 1); }

}  // namespace

StateIndex::StateIndex() : buckets_(kBucketsMin), mask_(kBucketsMin - 1) {}

void StateIndex::Clear() {
  buckets_ = ZeroedArray<uint64_t>(kBucketsMin);
  mask_ = kBucketsMin - 1;
  size_ = 0;
}

void StateIndex::Put(uint64_t bucket) {
  size_t i = (bucket >> 32) & mask_;
  while (buckets_[i] != 0) i = (i + 1) & mask_;
  buckets_[i] = bucket;
}

void StateIndex::Rehash(size_t buckets) {
  ZeroedArray<uint64_t> old = std::exchange(buckets_, ZeroedArray<uint64_t>(buckets));
  mask_ = buckets - 1;
  for (uint64_t bucket : old) {
    if (bucket != 0) Put(bucket);
  }
}

void StateIndex::Add(uint32_t tag, uint32_t number) {
  if (size_ + 1 > buckets_.size() / 3 * 2) Rehash(buckets_.size() * 2);
  Put(BucketOf(tag, number));
  ++size_;
}

void StateIndex::Erase(uint32_t tag, uint32_t number) {
  size_t hole = tag & mask_;
  while (buckets_[hole] != BucketOf(tag, number)) hole = (hole + 1) & mask_;
  // Buckets after the hole that would not be found any more move into it.
  for (size_t i = (hole + 1) & mask_; buckets_[i] != 0; i = (i + 1) & mask_) {
    size_t home = (buckets_[i] >> 32) & mask_;
    if (((i - home) & mask_) < ((i - hole) & mask_)) continue;
    buckets_[hole] = buckets_[i];
    hole = i;
  }
  buckets_[hole] = 0;
  --size_;
}

void StateIndex::Compact() {
  if (size_ < buckets_.size() / 4) Rehash(std::bit_ceil(std::max(kBucketsMin, size_ * 2)));
}

}  // namespace sluice
