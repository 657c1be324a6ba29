#ifndef SLUICE_ENGINE_ROWS_KEYED_RANGE_ROUTER_H_
#define SLUICE_ENGINE_ROWS_KEYED_RANGE_ROUTER_H_

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/exchange/key_router.h"
#include "engine/rows/keyed/order.h"

namespace sluice {

// Neighbouring keys to one partition: that many bounds are before the key. Descending, the last keys go to partition 0.
template <class K>
class RangeRouter : public KeyRouter {
 public:
  struct Options {
    std::vector<K> bounds;  // Sorted, each once; there is one less than partitions.
    bool ascending = true;
  };
  RangeRouter(Options options, int) : options_(std::move(options)) {
    for (const K& bound : options_.bounds) prefixes_.push_back(OrderPrefix(bound));
  }

  void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const override {
    for (size_t i = 0; i < keys.size(); ++i) {
      InPlace key{};
      if (!KeyFromBytes(keys[i].view(), key)) throw std::invalid_argument("a key cannot be decoded");
      int32_t before = BoundsBefore(key);
      partitions[i] = options_.ascending ? before : static_cast<int32_t>(prefixes_.size()) - before;
    }
  }

 private:
  using InPlace = std::conditional_t<kIsText<K>, std::string_view, K>;

  int32_t BoundsBefore(const InPlace& key) const {
    const uint64_t prefix = OrderPrefix(key);
    size_t at = std::lower_bound(prefixes_.begin(), prefixes_.end(), prefix) - prefixes_.begin();
    if constexpr (!kPrefixOrders<K>) {
      while (at < prefixes_.size() && prefixes_[at] == prefix && OrderedBefore<InPlace>(options_.bounds[at], key)) ++at;
    }
    return static_cast<int32_t>(at);
  }

  const Options options_;
  std::vector<uint64_t> prefixes_;
};

// A key that was seen, and how many rows it stands for.
template <class K>
using WeightedKey = std::pair<K, double>;

// Bounds of at most `partitions` ranges of about the same weight.
template <class K>
std::vector<K> RangeBounds(std::vector<WeightedKey<K>> seen, int partitions) {
  std::stable_sort(seen.begin(), seen.end(),
                   [](const auto& a, const auto& b) { return OrderedBefore(a.first, b.first); });
  double total = 0;
  for (const auto& [key, weight] : seen) total += weight;
  std::vector<K> bounds;
  const double step = total / partitions;
  double sum = 0, target = step;
  for (const auto& [key, weight] : seen) {
    sum += weight;
    if (sum < target || static_cast<int>(bounds.size()) == partitions - 1) continue;
    if (!bounds.empty() && !OrderedBefore<K>(bounds.back(), key)) continue;
    bounds.push_back(key);
    target += step;
  }
  return bounds;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_RANGE_ROUTER_H_
