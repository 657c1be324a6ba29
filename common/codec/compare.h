#ifndef SLUICE_COMMON_CODEC_COMPARE_H_
#define SLUICE_COMMON_CODEC_COMPARE_H_

#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/codec/codec.h"
#include "common/codec/own_order.h"

namespace sluice {

// The one order of values in RDDs and streams: numbers by value, as Java compares them (-0.0 before 0.0; NaN equals
// itself and is behind all), text by its bytes, nullopt first, variants by alternative, and pairs, tuples, containers
// that have an order and plain structs by their first part that differs.

// Types that can be sorted.
template <class T>
constexpr bool HasOrder();
template <class T>
concept Ordered = HasOrder<T>();

// Whether sorting puts `a` before `b`. Where a type has an order of its own (own_order.h), or none of the above, its
// operator< decides.
template <class T>
bool OrderedBefore(const T& a, const T& b);

// Keys are equal if their encodings are. Those of other types than above are in the order of their encodings.
template <Codable K>
std::weak_ordering CompareKeys(const K& a, const K& b);

namespace compare_internal {

enum class Purpose { kSorting, kKeys };

template <class T>
concept Text = std::is_convertible_v<const T&, std::string_view>;
template <class T>
concept Optional = requires(const T& value) {
  value.has_value();
  *value;
};
template <class T>
concept Variant = requires { std::variant_size<T>::value; };
template <class T>
concept Tuple = requires { std::tuple_size<T>::value; };
template <class T>
concept Sequence = CodableContainer<T> && !UnorderedContainer<T>;
template <class T>
concept FieldByField = PlainStruct<T> && requires { Codec<T>::kFieldByField; };

template <class Tuple>
using Parts = std::make_index_sequence<std::tuple_size_v<Tuple>>;
template <class T>
using Fields = decltype(FieldsOf(std::declval<const T&>()));

template <class Tuple, size_t... I>
constexpr bool HaveOrder(std::index_sequence<I...>) {
  return (HasOrder<std::remove_cvref_t<std::tuple_element_t<I, Tuple>>>() && ...);
}
template <class... T>
constexpr bool AlternativesHaveOrder(const std::variant<T...>*) {
  return (HasOrder<T>() && ...);
}

template <std::floating_point N>
std::weak_ordering CompareFloats(N a, N b) {
  if (a < b) return std::weak_ordering::less;
  if (b < a) return std::weak_ordering::greater;
  auto rank = [](N number) { return std::isnan(number) ? 2 : std::signbit(number) ? 0 : 1; };
  return rank(a) <=> rank(b);
}

template <class T>
std::weak_ordering CompareByLess(const T& a, const T& b) {
  if (a < b) return std::weak_ordering::less;
  return b < a ? std::weak_ordering::greater : std::weak_ordering::equivalent;
}

template <Purpose kPurpose, class T>
std::weak_ordering Compare(const T& a, const T& b);

template <Purpose kPurpose, class Tuple, size_t... I>
std::weak_ordering CompareParts(const Tuple& a, const Tuple& b, std::index_sequence<I...>) {
  std::weak_ordering order = std::weak_ordering::equivalent;
  static_cast<void>(((order = Compare<kPurpose>(std::get<I>(a), std::get<I>(b)), order != 0) || ...));
  return order;
}

template <Purpose kPurpose, class T, size_t... I>
std::weak_ordering CompareVariants(const T& a, const T& b, std::index_sequence<I...>) {
  std::weak_ordering order = a.index() <=> b.index();
  if (order != 0) return order;
  ((a.index() == I && (order = Compare<kPurpose>(*std::get_if<I>(&a), *std::get_if<I>(&b)), true)) || ...);
  return order;
}

template <Purpose kPurpose, class T>
std::weak_ordering CompareSequences(const T& a, const T& b) {
  auto from_b = b.begin();
  for (auto from_a = a.begin(); from_a != a.end() && from_b != b.end(); ++from_a, ++from_b) {
    const std::weak_ordering order = Compare<kPurpose, typename T::value_type>(*from_a, *from_b);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

template <Purpose kPurpose, class T>
std::weak_ordering CompareOthers(const T& a, const T& b) {
  constexpr bool kSorting = kPurpose == Purpose::kSorting;
  if constexpr (FieldByField<T>) {
    constexpr bool kByFields = !kSorting || HaveOrder<Fields<T>>(Parts<Fields<T>>());
    if constexpr (kSorting && HasLess<T>) {
      if (!kByFields || HasOwnOrder<T>()) return CompareByLess(a, b);
    }
    if constexpr (kByFields) {
      return CompareParts<kPurpose>(FieldsOf(a), FieldsOf(b), Parts<Fields<T>>());
    }
  } else if constexpr (kSorting) {
    return CompareByLess(a, b);
  } else {
    return Encode(a) <=> Encode(b);
  }
}

template <Purpose kPurpose, class T>
std::weak_ordering Compare(const T& a, const T& b) {
  if constexpr (Text<T>) {
    return std::string_view(a) <=> std::string_view(b);
  } else if constexpr (std::is_floating_point_v<T>) {
    return CompareFloats(a, b);
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    return a <=> b;
  } else if constexpr (Optional<T>) {
    if (!a.has_value() || !b.has_value()) return a.has_value() <=> b.has_value();
    return Compare<kPurpose>(*a, *b);
  } else if constexpr (Variant<T>) {
    return CompareVariants<kPurpose>(a, b, std::make_index_sequence<std::variant_size_v<T>>());
  } else if constexpr (Tuple<T>) {
    return CompareParts<kPurpose>(a, b, Parts<T>());
  } else if constexpr (Sequence<T>) {
    return CompareSequences<kPurpose>(a, b);
  } else {
    return CompareOthers<kPurpose>(a, b);
  }
}

}  // namespace compare_internal

template <class T>
constexpr bool HasOrder() {
  using namespace compare_internal;
  if constexpr (Text<T> || std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return true;
  } else if constexpr (Optional<T>) {
    return HasOrder<std::remove_cvref_t<decltype(*std::declval<const T&>())>>();
  } else if constexpr (Variant<T>) {
    return AlternativesHaveOrder(static_cast<const T*>(nullptr));
  } else if constexpr (Tuple<T>) {
    return HaveOrder<T>(Parts<T>());
  } else if constexpr (Sequence<T>) {
    return HasOrder<typename T::value_type>();
  } else if constexpr (FieldByField<T>) {
    return HasLess<T> || HaveOrder<Fields<T>>(Parts<Fields<T>>());
  } else {
    return HasLess<T>;
  }
}

template <class T>
constexpr void CheckHasOrder() {
  static_assert(Ordered<T>,
                "SLUICE: values of this type have no order to sort them by. Give the type an operator<, or sort by a "
                "function of the rows");
}

template <class T>
bool OrderedBefore(const T& a, const T& b) {
  CheckHasOrder<T>();
  if constexpr (Ordered<T>) {
    return compare_internal::Compare<compare_internal::Purpose::kSorting>(a, b) < 0;
  } else {
    return false;
  }
}

template <Codable K>
std::weak_ordering CompareKeys(const K& a, const K& b) {
  return compare_internal::Compare<compare_internal::Purpose::kKeys>(a, b);
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_COMPARE_H_
