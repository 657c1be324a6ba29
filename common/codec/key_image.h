#ifndef SLUICE_COMMON_CODEC_KEY_IMAGE_H_
#define SLUICE_COMMON_CODEC_KEY_IMAGE_H_

#include <emmintrin.h>

#include <cstdint>
#include <cstring>
#include <string_view>

#include "common/codec/stable_hash.h"

namespace sluice {

// Keys are looked up and routed by the batch of at most this many, so that the memory of all is on its way before the
// first is looked at.
inline constexpr int kKeyBatch = 64;

// A key's bytes as 16 bytes that are compared and hashed without a branch on the length: length + 1, and then either
// all bytes (up to 12, padded with zeros) or the first four and a pointer to all. Never all zeros, so that zeros can
// mean "no key". Does not own what it points to.
struct KeyImage {
  uint64_t low = 0;
  uint64_t high = 0;

  static constexpr size_t kInlineBytes = 12;

  bool is_set() const { return low != 0; }
  size_t size() const { return static_cast<uint32_t>(low) - 1; }
  bool is_inline() const { return size() <= kInlineBytes; }
  const char* data() const {
    return is_inline() ? reinterpret_cast<const char*>(this) + 4 : reinterpret_cast<const char*>(high);
  }
  // Into the image itself if the key is short.
  std::string_view view() const { return {data(), size()}; }

  static KeyImage Of(std::string_view key);
  // The image of the up to 8 bytes of a number.
  template <class N>
  static KeyImage OfNumber(N number) {
    static_assert(sizeof(N) <= 8);
    uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof(N));
    return {(sizeof(N) + 1) | bits << 32, bits >> 32};
  }
};
static_assert(sizeof(KeyImage) == 16);

namespace key_image_internal {

// Bytes n..n+15 keep the first 16 - n bytes of a vector.
alignas(32) inline constexpr uint8_t kKeep[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                                  255, 255, 255, 255, 255, 255, 255, 255};

// 16 bytes from `data`, of which `length` (at most 12) belong to it; the others may be anything.
inline __m128i Load(const char* data, size_t length) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // Reading past the end is harmless within a page of which a byte is ours.
  if (length != 0 && (reinterpret_cast<uintptr_t>(data) & 4095) <= 4096 - 16) [[likely]] {
    asm("" : "+r"(data));  // The compiler shall not conclude anything from the size of what `data` points to.
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
  }
#endif
  char copy[16] = {};
  if (length != 0) std::memcpy(copy, data, length);
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(copy));
}

}  // namespace key_image_internal

inline KeyImage KeyImage::Of(std::string_view key) {
  KeyImage image;
  if (key.size() > kInlineBytes) [[unlikely]] {
    uint32_t first;
    std::memcpy(&first, key.data(), sizeof(first));
    image.low = (uint64_t{first} << 32) | (static_cast<uint32_t>(key.size()) + 1);
    image.high = reinterpret_cast<uintptr_t>(key.data());
    return image;
  }
  __m128i bytes = key_image_internal::Load(key.data(), key.size());
  __m128i keep = _mm_loadu_si128(reinterpret_cast<const __m128i*>(key_image_internal::kKeep + 16 - key.size()));
  __m128i text = _mm_slli_si128(_mm_and_si128(bytes, keep), 4);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&image),
                   _mm_or_si128(text, _mm_cvtsi32_si128(static_cast<int>(key.size()) + 1)));
  return image;
}

// For a hash table in this process only; the same key always gives the same. Not the hash that partitions.
inline uint64_t TableHash(const KeyImage& image) {
  if (!image.is_inline()) [[unlikely]]
    return HashBytes(image.view());
  auto product =
      static_cast<unsigned __int128>(image.low ^ 0xa0761d6478bd642full) * (image.high ^ 0xe7037ed1a0b428dbull);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Whether the keys of two images, whose table hashes are equal, are equal.
inline bool SameKey(const KeyImage& a, const KeyImage& b) {
  if (a.low != b.low) return false;
  if (a.high == b.high) return true;
  return !a.is_inline() && std::memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_KEY_IMAGE_H_
