#include "common/fs/zlib_mark.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "common/fs/decompressor.h"

namespace sluice {
namespace {

constexpr size_t kUnfinishedBytesMin = 64;

enum class Inflated { kDamaged, kUnfinished, kWhole };

// Whole is a proof, for the checksum is right. Unfinished proves little: "HK\nHK\n..." inflates to noise without end.
Inflated Inflate(std::string_view head) {
  const std::unique_ptr<Decompressor> decompressor = MakeDecompressor(Compression::kDeflate);
  char room[4096];
  Decompressor::Step step{.in = head};
  do {
    step.out = room;
    step.room = sizeof(room);
    if (!decompressor->Take(step)) return Inflated::kDamaged;
    if (decompressor->is_between_streams()) return Inflated::kWhole;
  } while (step.room < sizeof(room));
  return Inflated::kUnfinished;
}

// A block that is not compressed: a byte, its length, and the complement of its length.
bool BeginsWithStoredBlock(std::string_view head) {
  auto is_complement = [&](size_t at) { return static_cast<char>(~head[at]) == head[at + 2]; };
  return head.size() >= 7 && (head[2] == 0 || head[2] == 1) && is_complement(3) && is_complement(4);
}

bool IsPrintable(char c) { return (c >= ' ' && c <= '~') || (c >= '\t' && c <= '\r'); }

// Text has none of them, whatever its encoding: \1 to \3 and those before the space part fields, \x1B colours.
bool IsNoText(char c) { return c == '\0' || (c >= '\4' && c <= '\b') || (c >= '\x0E' && c <= '\x1A') || c == '\x7F'; }

}  // namespace

bool HasZlibHeader(std::string_view head) {
  if (head.size() < 2) return false;
  const int first = static_cast<unsigned char>(head[0]), second = static_cast<unsigned char>(head[1]);
  return (first & 0x0F) == Z_DEFLATED && first >> 4 <= 7 && (first * 256 + second) % 31 == 0;
}

bool IsZlib(std::string_view head) {
  if (!HasZlibHeader(head) || std::all_of(head.begin(), head.end(), IsPrintable)) return false;
  const Inflated inflated = Inflate(head);
  if (inflated != Inflated::kUnfinished) return inflated == Inflated::kWhole;
  if (head.size() < kUnfinishedBytesMin) return false;
  return BeginsWithStoredBlock(head) || std::any_of(head.begin(), head.end(), IsNoText);
}

}  // namespace sluice
