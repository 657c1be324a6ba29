#include "engine/rows/exchange.h"

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <limits>

namespace sluice {
namespace {

constexpr uint32_t kSeedOfArrays = 0x3c074a61;

// MurmurHash3 of a number's bytes, highest byte first.
uint32_t Murmur3(uint64_t number, uint32_t seed) {
  uint32_t hash = seed;
  const uint64_t bytes = __builtin_bswap64(number);
  for (uint32_t block : {static_cast<uint32_t>(bytes), static_cast<uint32_t>(bytes >> 32)}) {
    hash ^= std::rotl(block * 0xcc9e2d51, 15) * 0x1b873593;
    hash = std::rotl(hash, 13) * 5 + 0xe6546b64;
  }
  hash ^= sizeof(number);
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

class XorShiftRandom {
 public:
  explicit XorShiftRandom(uint64_t seed) {
    const uint32_t low = Murmur3(seed, kSeedOfArrays);
    state_ = uint64_t{Murmur3(seed, low)} << 32 | low;
  }

  // From 0 to bound - 1, as Java's Random takes it from 31 bits.
  int64_t NextInt(int64_t bound) {
    int64_t bits = Next31Bits();
    if ((bound & (bound - 1)) == 0) return bound * bits >> 31;
    while (bits - bits % bound + bound - 1 > std::numeric_limits<int32_t>::max()) bits = Next31Bits();
    return bits % bound;
  }

 private:
  int64_t Next31Bits() {
    state_ ^= state_ << 21;
    state_ ^= state_ >> 35;
    state_ ^= state_ << 4;
    return static_cast<int64_t>(state_ & 0x7fffffff);
  }

  uint64_t state_;
};

}  // namespace

int RoundRobin::First(int map) const {
  return static_cast<int>((XorShiftRandom(static_cast<uint64_t>(map)).NextInt(reducers) + 1) % reducers);
}

}  // namespace sluice
