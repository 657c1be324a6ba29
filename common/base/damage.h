#ifndef SLUICE_COMMON_BASE_DAMAGE_H_
#define SLUICE_COMMON_BASE_DAMAGE_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/base/random.h"

namespace sluice {

// What a test of a parser starts its random numbers with: SLUICE_SEED of the environment, else the same in every run.
inline uint64_t FuzzSeed() {
  const char* wanted = std::getenv("SLUICE_SEED");
  const uint64_t seed = wanted == nullptr ? 1 : std::strtoull(wanted, nullptr, 10);
  std::printf("SLUICE_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

// The bytes after one to four accidents: flipped, cut off, put in, made huge.
inline std::string DamagedBytes(std::string bytes, SeededRandom& random) {
  for (uint64_t n = random.Below(4) + 1; n > 0; --n) {
    const size_t at = random.Below(bytes.size() + 1);
    switch (random.Below(6)) {
      case 0: bytes.resize(at); break;
      case 1: bytes.insert(at, random.Below(5), static_cast<char>(random.Next())); break;
      case 2: bytes.replace(at, random.Below(9), std::string(random.Below(9), '\xff')); break;
      case 3: bytes.replace(at, random.Below(9), std::string(random.Below(9), '\0')); break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random.Next());
    }
  }
  return bytes;
}

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_DAMAGE_H_
