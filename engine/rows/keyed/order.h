#ifndef SLUICE_ENGINE_ROWS_KEYED_ORDER_H_
#define SLUICE_ENGINE_ROWS_KEYED_ORDER_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "common/codec/compare.h"
#include "engine/rows/keyed/key_bytes.h"

namespace sluice {

// Orders of values (common/codec/compare.h) as numbers, which sorts and ranges look at first.

// Types whose order is that of their OrderPrefix.
template <class K>
inline constexpr bool kPrefixOrders = (std::is_arithmetic_v<K> || std::is_enum_v<K>) && !std::is_same_v<K, long double>;

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
    return FloatPrefix(static_cast<double>(key));
  } else if constexpr (std::is_enum_v<K>) {
    return OrderPrefix(static_cast<std::underlying_type_t<K>>(key));
  } else if constexpr (std::is_signed_v<K>) {
    return static_cast<uint64_t>(static_cast<int64_t>(key)) ^ (uint64_t{1} << 63);
  } else if constexpr (std::is_integral_v<K>) {
    return static_cast<uint64_t>(key);
  } else if constexpr (requires { requires std::tuple_size<K>::value != 0; }) {
    return OrderPrefix(std::get<0>(key));
  } else {
    return 0;
  }
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_ORDER_H_
