#ifndef SLUICE_COMMON_CODEC_OWN_ORDER_H_
#define SLUICE_COMMON_CODEC_OWN_ORDER_H_

#include <concepts>
#include <cstddef>
#include <tuple>
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

template <class T, class IsHigh>
void SetFields(T& value, IsHigh is_high) {
  size_t field = 0;
  std::apply([&](auto&... fields) { (Set(fields, is_high(field++)), ...); }, FieldsOf(value));
}

// Of two values that differ in this field, and the other way round in all behind it, this one must decide.
template <class T, size_t kField>
bool Decides() {
  T before{}, after{};
  SetFields(before, [](size_t field) { return field > kField; });
  SetFields(after, [](size_t field) { return field == kField; });
  auto& decisive = std::get<kField>(FieldsOf(after));
  return !Set(decisive, true) || (before < after && !(after < before));
}

}  // namespace own_order_internal

// Whether the operator< of a plain struct says something else than its fields, from the first on, do: found out once,
// by values that differ. A defaulted one, or a tie of all fields, says the same but where a number is NaN or -0.0.
template <HasLess T>
bool HasOwnOrder() {
  static const bool has = []<size_t... kField>(std::index_sequence<kField...>) {
    return !(own_order_internal::Decides<T, kField>() && ...);
  }(std::make_index_sequence<kFieldCount<T>>());
  return has;
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_OWN_ORDER_H_
