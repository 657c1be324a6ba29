#ifndef SLUICE_COMMON_BASE_RANDOM_H_
#define SLUICE_COMMON_BASE_RANDOM_H_

#include <cstdint>

namespace sluice {

// Spreads the bits of `x`, so that successive numbers look unrelated (the finalizer of SplitMix64).
constexpr uint64_t MixBits(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}
inline constexpr uint64_t kRandomStep = 0x9E3779B97F4A7C15ull;

// A small generator that gives the same numbers for the same seed, on every machine. Not thread-safe, no secrets.
class SeededRandom {
 public:
  explicit constexpr SeededRandom(uint64_t seed) : state_(seed) {}
  constexpr uint64_t Next() { return MixBits(state_ += kRandomStep); }
  // From 0 to `end` - 1; the bias is below 2^-32 for the small ranges this is for. REQUIRES: end > 0.
  constexpr uint64_t Below(uint64_t end) { return Next() % end; }

 private:
  uint64_t state_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_RANDOM_H_
