#ifndef SLUICE_STATE_STORE_KEY_SET_H_
#define SLUICE_STATE_STORE_KEY_SET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "state/store/zeroed_array.h"

namespace sluice {

// Stands for a key where no key may be missed for another: two of ten million keys have the same one with a probability
// of 2^-81, which is far less than that of a disk that returns wrong bytes with the right checksum. Nobody can choose
// keys that have, as nobody knows the seed before they are written. Never 0.
using KeyFingerprint = unsigned __int128;
KeyFingerprint FingerprintOf(std::string_view key, uint64_t seed);

// The fingerprints that begin with these bits.
struct FingerprintRange {
  uint64_t prefix = 0;
  int bits = 0;

  // The first 64 bits behind the prefix.
  uint64_t Within(KeyFingerprint key) const { return static_cast<uint64_t>(key >> 64) << bits; }
  bool Has(KeyFingerprint key) const { return bits == 0 || static_cast<uint64_t>(key >> 64) >> (64 - bits) == prefix; }
  FingerprintRange LowerHalf() const { return {prefix * 2, bits + 1}; }
  FingerprintRange UpperHalf() const { return {prefix * 2 + 1, bits + 1}; }
};

// Which keys of a range were seen: 16 bytes each in an array that is between one and two thirds full. It grows in
// place, as all keys in it are in order, up to its bound; then it goes on with half of its range. Not thread-safe.
class KeySet {
 public:
  // At least 6 KiB, however little `bytes_max` is.
  KeySet(const FingerprintRange& range, int64_t bytes_max);

  const FingerprintRange& range() const { return range_; }
  size_t size() const { return size_; }
  int64_t bytes() const {
    return static_cast<int64_t>(buckets_.size() * sizeof(KeyFingerprint));
  }  // Once it has grown.

  void Prefetch(KeyFingerprint key) const { __builtin_prefetch(&buckets_[HomeOf(key)], 1); }
  // REQUIRES: the key is in the range.
  bool Has(KeyFingerprint key) const { return buckets_[PositionOf(key)] == key; }
  bool has_room() const { return size_ * 3 < homes_ * 2 && buckets_[homes_ + kSpill - 1] == 0; }
  // If that takes forgetting half of the range: that half.
  std::optional<FingerprintRange> MakeRoom();
  // False: it was there. REQUIRES: there is room, and the key is in the range.
  bool Add(KeyFingerprint key);

 private:
  // Buckets behind the last home, for keys whose home is taken. Two thirds full, one of 10^4 arrays needs more, and
  // makes room early; one third full, as after that, one of 10^24.
  static constexpr size_t kSpill = 128;
  static constexpr size_t kHomesMin = 256;

  // In the order of keys.
  size_t HomeOf(KeyFingerprint key) const {
    return static_cast<size_t>((static_cast<unsigned __int128>(range_.Within(key)) * homes_) >> 64);
  }
  // Where the key is, or belongs.
  size_t PositionOf(KeyFingerprint key) const {
    size_t i = HomeOf(key);
    while (buckets_[i] != 0 && buckets_[i] < key) ++i;
    return i;
  }
  void Spread(size_t buckets_before);

  FingerprintRange range_;
  ZeroedArray<KeyFingerprint> buckets_;  // 0: free, as are all behind the homes and their spill.
  size_t homes_ = kHomesMin;
  size_t size_ = 0;
};

inline bool KeySet::Add(KeyFingerprint key) {
  size_t i = PositionOf(key);
  if (buckets_[i] == key) return false;
  while (key != 0) std::swap(key, buckets_[i++]);  // What stands there moves up, to the next free bucket.
  ++size_;
  return true;
}

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_KEY_SET_H_
