#include "engine/exchange/key_order.h"

#include <algorithm>

#include "engine/exchange/prefix_sort.h"

namespace sluice {

const RunOrder& KeyOrder() {
  static const ByteOrder order;
  return order;
}

std::vector<uint32_t> KeysInOrder(const KeyTable& keys) {
  std::vector<PrefixEntry> entries(keys.size());
  for (uint32_t number = 0; number < keys.size(); ++number)
    entries[number] = {KeyOrderPrefix(keys.key(number)), number};
  SortByPrefix(absl::MakeSpan(entries));
  ForEachRun(absl::MakeSpan(entries), [&](absl::Span<PrefixEntry> run) {
    std::sort(run.begin(), run.end(), [&](const PrefixEntry& a, const PrefixEntry& b) {
      return keys.key(static_cast<uint32_t>(a.place)) < keys.key(static_cast<uint32_t>(b.place));
    });
  });
  std::vector<uint32_t> numbers(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) numbers[i] = static_cast<uint32_t>(entries[i].place);
  return numbers;
}

}  // namespace sluice
