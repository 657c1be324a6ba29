#ifndef SLUICE_ENGINE_EXCHANGE_KEY_TABLE_H_
#define SLUICE_ENGINE_EXCHANGE_KEY_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "engine/exchange/key_arena.h"

namespace sluice {

// Numbers keys 0, 1, 2 and so on, in the order in which they first come. Flat, with linear probing; keys are taken by
// the batch (at most kKeyBatch).
class KeyTable {
 public:
  static constexpr uint32_t kNone = ~uint32_t{0};

  KeyTable();
  ~KeyTable();
  KeyTable(const KeyTable&) = delete;

  // What long keys point to must live as long as the table, unless `copies` says to take it along.
  void Add(absl::Span<const KeyImage> keys, bool copies, uint32_t* numbers);
  // kNone for a key that is not there.
  void Find(absl::Span<const KeyImage> keys, uint32_t* numbers) const;

  // Forgets all keys and gives their memory back.
  void Clear();

  size_t memory_bytes() const {
    return buckets_.capacity() * sizeof(Bucket) + keys_.capacity() * sizeof(KeyImage) + arena_.memory_bytes();
  }
  size_t size() const { return keys_.size(); }
  // The bytes of key number `number`; valid until the next Add.
  std::string_view key(uint32_t number) const { return keys_[number].view(); }

 private:
  static constexpr size_t kBucketsMin = 64;
  static constexpr int kShiftMax = 32 - 6;
  struct Bucket {
    uint32_t tag = 0;
    uint32_t number = kNone;
  };
  size_t Home(uint32_t tag) const { return tag >> shift_; }
  // Where the key is, or the free bucket where it belongs.
  size_t Probe(const KeyImage& key, uint32_t tag) const;
  void LookAhead(absl::Span<const KeyImage> keys, uint32_t* tags) const;
  void Grow();

  std::vector<Bucket> buckets_;  // No more than half of them are full.
  int shift_ = kShiftMax;
  std::vector<KeyImage> keys_;
  KeyArena arena_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_KEY_TABLE_H_
