#include "state/cold/cold_changes.h"

#include <algorithm>
#include <cstring>

namespace sluice {
namespace {

constexpr size_t kBytesKept = 64 << 10;

// Numbers in the order of the keys; equal for keys that begin alike.
uint64_t OrderOf(std::string_view key) {
  uint64_t first = 0;
  std::memcpy(&first, key.data(), std::min(key.size(), sizeof(first)));
  return __builtin_bswap64(first);
}

}  // namespace

void ColdChanges::Add(std::string_view key, std::string_view value, bool removes) {
  places_.push_back({.order = OrderOf(key),
                     .key_begin = static_cast<uint32_t>(text_.size()),
                     .key_bytes = static_cast<uint32_t>(key.size()),
                     .value_bytes = static_cast<uint32_t>(value.size()),
                     .removes = removes});
  text_.append(key).append(value);
}

void ColdChanges::Sort() {
  std::stable_sort(places_.begin(), places_.end(), [this](const Place& a, const Place& b) {
    return a.order != b.order ? a.order < b.order : KeyAt(a) < KeyAt(b);
  });
  auto same_key = [this](const Place& a, const Place& b) { return KeyAt(a) == KeyAt(b); };
  places_.erase(places_.begin(), std::unique(places_.rbegin(), places_.rend(), same_key).base());
}

ColdChanges::Change ColdChanges::operator[](size_t i) const {
  const Place& place = places_[i];
  return {KeyAt(place), {text_.data() + place.key_begin + place.key_bytes, place.value_bytes}, place.removes != 0};
}

void ColdChanges::Clear() {
  text_.clear();
  places_.clear();
  if (text_.capacity() <= kBytesKept) return;
  text_.shrink_to_fit();
  places_.shrink_to_fit();
}

}  // namespace sluice
