#ifndef SLUICE_ENGINE_ROWS_KEYED_COMBINE_TABLE_H_
#define SLUICE_ENGINE_ROWS_KEYED_COMBINE_TABLE_H_

#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "common/codec/owned.h"
#include "engine/exchange/key_arena.h"

namespace sluice {

// Values of one type, combined by a function of two. An example of what a CombineTable is told: `Create` makes of a
// key's first value what its further values are merged into.
template <class V, class Function>
struct Reducing {
  using Value = V;
  using Combined = V;
  Function function;
  V Create(V&& value) const { return std::move(value); }
  V Merge(V combined, V&& value) const { return function(std::move(combined), std::move(value)); }
};

// One combined value for each key: a flat table with linear probing. Takes rows by the batch, so that the memory of all
// buckets of a batch is on its way before the first is looked at. Allocates only to grow, and for long keys.
template <class Combining>
class CombineTable {
 public:
  using V = typename Combining::Value;
  using C = typename Combining::Combined;
  static constexpr int kBatchRows = 64;
  // Tables that feed one another take different `hash_bits` (0 or 1): rows in the bucket order of one table would pile
  // up in the buckets of another of the same order.
  CombineTable(const Combining& combining, int hash_bits) : combining_(combining), shift_(hash_bits * 32) {
    Resize(64);
  }
  CombineTable(const CombineTable&) = delete;
  ~CombineTable() { Destroy(buckets_.get(), mask_ + 1); }

  // `image_of(i)` gives the key of row i, `value_of(i)` its value, to be moved from. At most kBatchRows.
  template <class ImageOf, class ValueOf>
  void Add(int rows, ImageOf image_of, ValueOf value_of) {
    if (size_ + rows > (mask_ + 1) / 2) Resize((mask_ + 1) * 2);
    KeyImage images[kBatchRows];
    uint64_t hashes[kBatchRows];
    for (int i = 0; i < rows; ++i) {
      images[i] = image_of(i);
      hashes[i] = TableHash(images[i]);
      __builtin_prefetch(&buckets_[BucketOf(hashes[i])], 1);
    }
    for (int i = 0; i < rows; ++i) AddOne(images[i], hashes[i], value_of(i));
  }

  size_t size() const { return size_; }
  // Without what values hold on the heap.
  size_t memory_bytes() const { return (mask_ + 1) * sizeof(Bucket) + arena_.memory_bytes(); }

  // Forgets all rows and gives their memory back.
  void Clear() {
    Destroy(buckets_.get(), mask_ + 1);
    buckets_.reset();
    arena_ = {};
    size_ = 0;
    Resize(64);
  }

  // Calls `visit(key, value)`, both valid as long as the table, until it returns false.
  template <class Visit>
  bool ForEach(Visit visit) {
    for (size_t i = 0; i <= mask_; ++i) {
      if (buckets_[i].key.is_set() && !visit(buckets_[i].key.view(), buckets_[i].value())) return false;
    }
    return true;
  }

 private:
  using Stored = Owned<C>;
  struct Bucket {
    KeyImage key;
    uint64_t hash;
    alignas(Stored) std::byte room[sizeof(Stored)];
    Stored& value() { return *std::launder(reinterpret_cast<Stored*>(room)); }
  };

  size_t BucketOf(uint64_t hash) const { return (hash >> shift_) & mask_; }

  void AddOne(const KeyImage& key, uint64_t hash, V&& value) {
    for (size_t i = BucketOf(hash);; i = (i + 1) & mask_) {
      Bucket& bucket = buckets_[i];
      if (bucket.hash == hash && SameKey(bucket.key, key)) return Combine(bucket.value(), std::move(value));
      if (!bucket.key.is_set()) return Insert(bucket, key, hash, std::move(value));
    }
  }

  void Combine(Stored& stored, V&& value) {
    if constexpr (kOwnsItself<C>) {
      stored = combining_.Merge(std::move(stored), std::move(value));
    } else {
      stored = ToOwned<C>(combining_.Merge(ViewOf<C>(stored), std::move(value)));
    }
  }

  void Insert(Bucket& bucket, const KeyImage& key, uint64_t hash, V&& value) {
    if constexpr (kOwnsItself<C>) {
      new (bucket.room) Stored(combining_.Create(std::move(value)));
    } else {
      new (bucket.room) Stored(ToOwned<C>(combining_.Create(std::move(value))));
    }
    bucket.key = key;
    bucket.hash = hash;
    if (!key.is_inline()) bucket.key.high = reinterpret_cast<uintptr_t>(arena_.Copy(key.view()));
    ++size_;
  }

  void Resize(size_t count) {
    std::unique_ptr<Bucket[], Free> old(static_cast<Bucket*>(std::calloc(count, sizeof(Bucket))));
    if (!old) throw std::bad_alloc();
    std::swap(old, buckets_);
    size_t old_count = old ? mask_ + 1 : 0;
    MakeWritable(buckets_.get(), count * sizeof(Bucket));
    mask_ = count - 1;
    for (size_t i = 0; i < old_count; ++i) {
      if (old[i].key.is_set()) Move(old[i]);
    }
  }

  // A page that is read before it is written costs a second fault, and an interrupt of every other thread of the
  // process.
  static void MakeWritable(void* zeros, size_t bytes) {
    constexpr size_t kPage = 4096;
    for (size_t at = 0; at < bytes; at += kPage) static_cast<volatile char*>(zeros)[at] = 0;
  }

  void Move(Bucket& from) {
    size_t i = BucketOf(from.hash);
    while (buckets_[i].key.is_set()) i = (i + 1) & mask_;
    buckets_[i].key = from.key;
    buckets_[i].hash = from.hash;
    new (buckets_[i].room) Stored(std::move(from.value()));
    from.value().~Stored();
  }

  void Destroy(Bucket* buckets, size_t count) {
    if (buckets == nullptr) return;
    if constexpr (!std::is_trivially_destructible_v<Stored>) {
      for (size_t i = 0; i < count; ++i) {
        if (buckets[i].key.is_set()) buckets[i].value().~Stored();
      }
    }
  }

  struct Free {
    void operator()(Bucket* buckets) const { std::free(buckets); }
  };

  const Combining& combining_;
  const int shift_;
  std::unique_ptr<Bucket[], Free> buckets_;
  size_t mask_ = 0;
  size_t size_ = 0;
  KeyArena arena_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_COMBINE_TABLE_H_
