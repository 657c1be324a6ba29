#include "tools/checkpoint/flipped_bit.h"

#include <cstring>

#include "common/base/crc32c.h"

namespace sluice {
namespace {

constexpr size_t kTriedBytesMax = 16 << 10;
constexpr size_t kCrcBytes = 4;

bool IsWholeWithout(std::string& bytes, size_t bit, const IsWhole& is_whole) {
  bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  const bool whole = is_whole(bytes);
  bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  return whole;
}

// Which bit of `size` bytes changes their crc32c by `difference` if it is flipped. A crc is linear, so it is the same
// for all bytes: each bit later in the message changes it by one division step less.
std::optional<size_t> BitWithDifference(size_t size, uint32_t difference) {
  constexpr uint32_t kPolynomial = 0x82F63B78;  // Castagnoli, lowest bit first.
  uint32_t change = kPolynomial;
  for (size_t bit = 8 * size; bit-- > 0;) {
    if (change == difference) return bit;
    change = change >> 1 ^ (change & 1 ? kPolynomial : 0);
  }
  return std::nullopt;
}

}  // namespace

std::optional<size_t> FindFlippedBit(std::string_view bytes, const IsWhole& is_whole) {
  if (bytes.size() > kTriedBytesMax) return std::nullopt;
  std::string copy(bytes);
  for (size_t bit = 0; bit < 8 * copy.size(); ++bit) {
    if (IsWholeWithout(copy, bit, is_whole)) return bit / 8;
  }
  return std::nullopt;
}

std::optional<size_t> FindFlippedBitByCrc(std::string_view crc_and_bytes, const IsWhole& is_whole) {
  if (crc_and_bytes.size() < kCrcBytes) return std::nullopt;
  uint32_t crc;
  std::memcpy(&crc, crc_and_bytes.data(), kCrcBytes);
  const std::string_view bytes = crc_and_bytes.substr(kCrcBytes);
  const uint32_t difference = crc ^ Crc32c(bytes);
  std::string copy(crc_and_bytes);
  for (size_t bit = 0; bit < 8 * kCrcBytes; ++bit) {
    if (difference == uint32_t{1} << bit && IsWholeWithout(copy, bit, is_whole)) return bit / 8;
  }
  const std::optional<size_t> bit = BitWithDifference(bytes.size(), difference);
  if (!bit.has_value() || !IsWholeWithout(copy, 8 * kCrcBytes + *bit, is_whole)) return std::nullopt;
  return kCrcBytes + *bit / 8;
}

}  // namespace sluice
