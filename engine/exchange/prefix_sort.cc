#include "engine/exchange/prefix_sort.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace sluice {
namespace {

constexpr size_t kRadixRows = 2048;  // Fewer are sorted by comparing.
constexpr int kDigits = 8;
using Histogram = std::array<std::array<size_t, 256>, kDigits>;

int DigitOf(uint64_t prefix, int digit) { return static_cast<int>(prefix >> (8 * digit) & 255); }

// One stable pass over a digit; false if all entries have the same, so that nothing moved.
bool MoveByDigit(const PrefixEntry* from, size_t count, PrefixEntry* to, int digit, std::array<size_t, 256>& counts) {
  if (counts[DigitOf(from[0].prefix, digit)] == count) return false;
  size_t start = 0;
  for (size_t& each : counts) start += std::exchange(each, start);
  for (size_t i = 0; i < count; ++i) to[counts[DigitOf(from[i].prefix, digit)]++] = from[i];
  return true;
}

}  // namespace

void SortByPrefix(absl::Span<PrefixEntry> entries) {
  if (entries.size() < kRadixRows) {
    std::stable_sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.prefix < b.prefix; });
    return;
  }
  auto histogram = std::make_unique<Histogram>();
  for (const PrefixEntry& entry : entries) {
    for (int digit = 0; digit < kDigits; ++digit) ++(*histogram)[digit][DigitOf(entry.prefix, digit)];
  }
  std::unique_ptr<PrefixEntry[]> room(new PrefixEntry[entries.size()]);
  PrefixEntry* from = entries.data();
  PrefixEntry* to = room.get();
  for (int digit = 0; digit < kDigits; ++digit) {
    if (MoveByDigit(from, entries.size(), to, digit, (*histogram)[digit])) std::swap(from, to);
  }
  if (from != entries.data()) std::copy_n(from, entries.size(), entries.data());
}

}  // namespace sluice
