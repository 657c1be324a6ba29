#ifndef SLUICE_COMMON_CODEC_JAVA_HASH_H_
#define SLUICE_COMMON_CODEC_JAVA_HASH_H_

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace sluice {

// What String.hashCode gives for the UTF-8 text; bytes that are none count as U+FFFD.
int32_t JavaHashOfText(std::string_view text);

// What hashCode gives for a Boolean, Byte, Short, Integer, Long, Float or Double.
template <class N>
  requires std::is_arithmetic_v<N>
constexpr int32_t JavaHashOfNumber(N number) {
  if constexpr (std::same_as<N, bool>) {
    return number ? 1231 : 1237;
  } else if constexpr (std::same_as<N, float>) {
    return std::bit_cast<int32_t>(std::isnan(number) ? std::numeric_limits<float>::quiet_NaN() : number);
  } else if constexpr (std::is_floating_point_v<N>) {
    const double value = std::isnan(number) ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(number);
    return JavaHashOfNumber(std::bit_cast<int64_t>(value));
  } else if constexpr (sizeof(N) == 8) {
    const auto bits = static_cast<uint64_t>(number);
    return static_cast<int32_t>(bits ^ bits >> 32);
  } else {
    return static_cast<int32_t>(number);
  }
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_JAVA_HASH_H_
