#ifndef SLUICE_ENGINE_EXCHANGE_PREFIX_SORT_H_
#define SLUICE_ENGINE_EXCHANGE_PREFIX_SORT_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace sluice {

// Stands for a row where rows are sorted: moving one costs 16 bytes, comparing two usually nothing else.
struct PrefixEntry {
  uint64_t prefix = 0;
  uint64_t place = 0;
};

// Sorts by prefix; entries of one prefix stay in their order. Needs room for as many entries again.
void SortByPrefix(absl::Span<PrefixEntry> entries);

// Calls `visit` for every run of more than one entry of the same prefix.
template <class Visit>
void ForEachRun(absl::Span<PrefixEntry> entries, Visit visit) {
  for (size_t from = 0; from < entries.size();) {
    size_t to = from + 1;
    while (to < entries.size() && entries[to].prefix == entries[from].prefix) ++to;
    if (to - from > 1) visit(entries.subspan(from, to - from));
    from = to;
  }
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_EXCHANGE_PREFIX_SORT_H_
