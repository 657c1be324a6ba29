#ifndef SLUICE_COMMON_CODEC_OWN_ORDER_H_
#define SLUICE_COMMON_CODEC_OWN_ORDER_H_

#include <boost/pfr/core.hpp>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "common/codec/codec.h"

namespace sluice {

template <class T>
concept HasLess = requires(const T& a, const T& b) {
  { a < b } -> std::convertible_to<bool>;
};

namespace own_order_internal {

// Gives a number or a text one of two values; false for fields of other types.
template <class Field>
bool Set(Field& field, bool high) {
  if constexpr (std::is_arithmetic_v<Field> || std::is_enum_v<Field>) {
    field = static_cast<Field>(high);
    return true;
  } else if constexpr (requires { field = "text"; }) {
    field = high ? "b" : "a";
    return true;
  } else if constexpr (requires { field.has_value(); }) {
    return Set(field.emplace(), high);
  } else {
    return false;
  }
}

// Of two values that differ in this field, and the other way round in all behind it, this one must decide.
template <class T, size_t kField>
bool Decides() {
  T before{}, after{};
  bool is_set = false;
  boost::pfr::for_each_field(before, [](auto& field, size_t i) { Set(field, i > kField); });
  boost::pfr::for_each_field(after, [&](auto& field, size_t i) { is_set |= Set(field, i == kField) && i == kField; });
  return !is_set || (before < after && !(after < before));
}

}  // namespace own_order_internal

// Whether the operator< of a plain struct says something else than its fields, from the first on, do: found out once,
// by values that differ. A defaulted one, or a tie of all fields, says the same but where a number is NaN or -0.0.
template <HasLess T>
bool HasOwnOrder() {
  static const bool has = []<size_t... kField>(std::index_sequence<kField...>) {
    return !(own_order_internal::Decides<T, kField>() && ...);
  }(std::make_index_sequence<boost::pfr::tuple_size_v<T>>());
  return has;
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_OWN_ORDER_H_
