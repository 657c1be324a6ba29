#include "common/base/crc32c.h"

#include <nmmintrin.h>

#include <cstring>

namespace sluice {

uint32_t Crc32c(std::string_view bytes, uint32_t before) {
  uint64_t crc = ~before;
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    crc = _mm_crc32_u64(crc, word);
  }
  for (; left > 0; ++at, --left) crc = _mm_crc32_u8(static_cast<uint32_t>(crc), static_cast<unsigned char>(*at));
  return ~static_cast<uint32_t>(crc);
}

}  // namespace sluice
