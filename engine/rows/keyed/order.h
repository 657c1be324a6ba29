#ifndef SLUICE_ENGINE_ROWS_KEYED_ORDER_H_
#define SLUICE_ENGINE_ROWS_KEYED_ORDER_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/codec/owned.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

// The order that sorting goes by: numbers by value (NaN last, -0.0 before 0.0, as in Spark), text by its bytes, pairs
// and tuples by their parts, anything else by its operator<.
template <class K>
bool OrderedBefore(const K& a, const K& b);

// Types whose order is that of their OrderPrefix.
template <class K>
inline constexpr bool kPrefixOrders = std::is_arithmetic_v<K> || std::is_enum_v<K>;

// The first eight bytes behind `from`, as a number of their order; shorter texts are filled up with zeros.
inline uint64_t TextPrefix(std::string_view text, size_t from = 0) {
  uint64_t bytes = 0;
  if (text.size() > from) std::memcpy(&bytes, text.data() + from, std::min<size_t>(8, text.size() - from));
  return __builtin_bswap64(bytes);
}

inline uint64_t FloatPrefix(double value) {
  if (std::isnan(value)) return ~uint64_t{0};
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  constexpr uint64_t kSign = uint64_t{1} << 63;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

// Of two keys whose prefixes differ, that with the lower prefix comes first.
template <class K>
uint64_t OrderPrefix(const K& key) {
  if constexpr (kIsText<K>) {
    return TextPrefix(key);
  } else if constexpr (std::is_floating_point_v<K>) {
    return FloatPrefix(key);
  } else if constexpr (std::is_signed_v<K>) {
    return static_cast<uint64_t>(static_cast<int64_t>(key)) ^ (uint64_t{1} << 63);
  } else if constexpr (kPrefixOrders<K>) {
    return static_cast<uint64_t>(key);
  } else if constexpr (requires {
                         key.first;
                         key.second;
                       }) {
    return OrderPrefix(key.first);
  } else {
    return 0;
  }
}

namespace order_internal {
template <class A, class B>
bool PartsBefore(const std::pair<A, B>& a, const std::pair<A, B>& b) {
  if (OrderedBefore(a.first, b.first)) return true;
  return !OrderedBefore(b.first, a.first) && OrderedBefore(a.second, b.second);
}
template <size_t kPart = 0, class... T>
bool PartsBefore(const std::tuple<T...>& a, const std::tuple<T...>& b) {
  if constexpr (kPart == sizeof...(T)) {
    return false;
  } else {
    if (OrderedBefore(std::get<kPart>(a), std::get<kPart>(b))) return true;
    return !OrderedBefore(std::get<kPart>(b), std::get<kPart>(a)) && PartsBefore<kPart + 1>(a, b);
  }
}
}  // namespace order_internal

template <class K>
bool OrderedBefore(const K& a, const K& b) {
  if constexpr (kPrefixOrders<K>) {
    return OrderPrefix(a) < OrderPrefix(b);
  } else if constexpr (requires { order_internal::PartsBefore(a, b); }) {
    return order_internal::PartsBefore(a, b);
  } else {
    return a < b;
  }
}

template <class K>
concept Ordered = requires(const K& a, const K& b) {
  { OrderedBefore(a, b) } -> std::same_as<bool>;
  a < b;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_ORDER_H_
