#include "state/store/key_set.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

size_t BucketsOf(int64_t bytes) { return static_cast<size_t>(bytes) / sizeof(KeyFingerprint); }

}  // namespace

KeyFingerprint FingerprintOf(std::string_view key, uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(key.data(), key.size(), seed);
  return static_cast<KeyFingerprint>(hash.high64) << 64 | hash.low64 | 1;
}

// One more bucket than it uses, which stays free: every run ends.
KeySet::KeySet(const FingerprintRange& range, int64_t bytes_max)
    : range_(range), buckets_(std::max(BucketsOf(bytes_max), kHomesMin + kSpill + 1)) {}

std::optional<FingerprintRange> KeySet::MakeRoom() {
  const size_t buckets_before = homes_ + kSpill;
  const size_t homes_max = buckets_.size() - kSpill - 1;
  std::optional<FingerprintRange> forgotten;
  if (homes_ < homes_max) {
    homes_ = std::min(homes_ * 2, homes_max);
  } else {
    forgotten = range_.UpperHalf();
    range_ = range_.LowerHalf();
  }
  Spread(buckets_before);
  return forgotten;
}

// Those in the range, in order to the end, then each to its new home or as soon after it as there is a place. As all of
// them fit, none goes further up than it came from.
void KeySet::Spread(size_t buckets_before) {
  const size_t end = homes_ + kSpill;
  size_t first = end;
  for (size_t i = buckets_before; i-- > 0;) {
    const KeyFingerprint key = std::exchange(buckets_[i], 0);
    if (key != 0 && range_.Has(key)) buckets_[--first] = key;
  }
  size_ = end - first;
  size_t next = 0;
  for (size_t i = first; i < end; ++i) {
    const KeyFingerprint key = std::exchange(buckets_[i], 0);
    next = std::max(next, HomeOf(key));
    SLUICE_CHECK(next <= i);
    buckets_[next++] = key;
  }
}

}  // namespace sluice
