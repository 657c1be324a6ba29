#include "engine/source/count_newlines.h"

#include <emmintrin.h>

#include <algorithm>

namespace sluice {
namespace {

constexpr size_t kLaneBytes = sizeof(__m128i);
constexpr size_t kLanesPerSum = 255;  // A byte counts no further.

// Each byte of `matches` counts the newlines at its place: a match compares to -1.
int64_t CountLanes(const char* data, size_t lanes) {
  const __m128i newline = _mm_set1_epi8('\n');
  __m128i matches = _mm_setzero_si128();
  for (size_t lane = 0; lane < lanes; ++lane) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + lane * kLaneBytes));
    matches = _mm_sub_epi8(matches, _mm_cmpeq_epi8(bytes, newline));
  }
  __m128i sums = _mm_sad_epu8(matches, _mm_setzero_si128());
  return _mm_cvtsi128_si64(sums) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
}

}  // namespace

int64_t CountNewlines(std::string_view bytes) {
  int64_t count = 0;
  while (bytes.size() >= kLaneBytes) {
    size_t lanes = std::min(bytes.size() / kLaneBytes, kLanesPerSum);
    count += CountLanes(bytes.data(), lanes);
    bytes.remove_prefix(lanes * kLaneBytes);
  }
  return count + std::count(bytes.begin(), bytes.end(), '\n');
}

}  // namespace sluice
