#ifndef SLUICE_STATE_STORE_STATE_INDEX_H_
#define SLUICE_STATE_STORE_STATE_INDEX_H_

#include <cstddef>
#include <cstdint>

#include "state/store/zeroed_array.h"

namespace sluice {

// Numbers by tag: open addressing, two thirds to one third full. A tag is a hash of what the number stands for, several
// may share it; the index knows nothing else of them, so that it grows without looking at any. Not thread-safe.
class StateIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr int64_t kAverageBytesOfOne = 24;

  StateIndex();
  void Clear();

  void Prefetch(uint32_t tag) const { __builtin_prefetch(&buckets_[tag & mask_]); }
  // The number that Find looks at first, or kNone.
  uint32_t First(uint32_t tag) const { return NumberIn(buckets_[tag & mask_]); }
  // The number with this tag for which `is_it(number)` holds, or kNone.
  template <class IsIt>
  uint32_t Find(uint32_t tag, IsIt is_it) const {
    for (size_t i = tag & mask_;; i = (i + 1) & mask_) {
      uint64_t bucket = buckets_[i];
      if (bucket == 0) return kNone;
      if (bucket >> 32 == tag && is_it(NumberIn(bucket))) return NumberIn(bucket);
    }
  }
  // REQUIRES: it is not there.
  void Add(uint32_t tag, uint32_t number);
  // REQUIRES: it is there, with this tag.
  void Erase(uint32_t tag, uint32_t number);

  void Compact();  // Gives back memory, if most of it is not needed.
  size_t size() const { return size_; }

 private:
  static uint32_t NumberIn(uint64_t bucket) { return static_cast<uint32_t>(bucket) - 1; }
  void Rehash(size_t buckets);
  void Put(uint64_t bucket);

  // A bucket has the tag in its upper half, number + 1 in the lower; 0: free. A tag's lower bits say where it belongs.
  ZeroedArray<uint64_t> buckets_;
  size_t mask_;
  size_t size_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_INDEX_H_
