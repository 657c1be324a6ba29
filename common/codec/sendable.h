#ifndef SLUICE_COMMON_CODEC_SENDABLE_H_
#define SLUICE_COMMON_CODEC_SENDABLE_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/codec.h"
#include "common/codec/owned.h"

namespace sluice {

// Whether there is a std::string_view in it, as far as its codec is one of ours.
template <class T>
constexpr bool HasViews();

namespace sendable_internal {

template <class... T>
constexpr bool AnyHasViews(const std::variant<T...>*) {
  return (HasViews<T>() || ...);
}
template <class Tuple, size_t... I>
constexpr bool AnyHasViews(std::index_sequence<I...>) {
  return (HasViews<std::remove_cvref_t<std::tuple_element_t<I, Tuple>>>() || ...);
}
template <class Tuple>
constexpr bool AnyPartHasViews() {
  return AnyHasViews<Tuple>(std::make_index_sequence<std::tuple_size_v<Tuple>>());
}

}  // namespace sendable_internal

template <class T>
constexpr bool HasViews() {
  using namespace sendable_internal;
  if constexpr (std::is_same_v<T, std::string_view>) {
    return true;
  } else if constexpr (requires { std::variant_size<T>::value; }) {
    return AnyHasViews(static_cast<const T*>(nullptr));
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    return AnyPartHasViews<T>();
  } else if constexpr (CodableContainer<T> || requires(T value) { *value, value.has_value(); }) {
    return HasViews<typename T::value_type>();
  } else if constexpr (requires { Codec<T>::kFieldByField; }) {
    return AnyPartHasViews<decltype(FieldsOf(std::declval<const T&>()))>();
  } else {
    return false;
  }
}

// The same as std::semiregular, which takes the compiler longer.
template <class T>
inline constexpr bool kHasCopies =
    std::is_default_constructible_v<T> && std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T>;

// What can be sent to another machine, made anew and kept there.
template <class T>
concept Sendable = Codable<T> && kHasCopies<T> && !HasViews<Owned<T>>();

namespace sendable_internal {

template <class T>
struct Check {
  static constexpr bool IsForBitFields() {
    if constexpr (HasFieldCount<T>) return HasBitFields<T>();
    return false;
  }
  static constexpr void Run() {
    static_assert(
        Codable<T> || !IsForBitFields(),
        "SLUICE: rows of this type cannot be sent to other machines: nobody can refer to a bit-field. Make its "
        "bit-fields whole fields, or specialise sluice::Codec for your type");
    static_assert(
        Codable<T> || !ContainsItself<T>(),
        "SLUICE: rows of this type cannot be sent to other machines: it may contain itself, however deep. Put "
        "the parts into one list in which they name each other by number, or specialise sluice::Codec for "
        "your type");
    static_assert(
        Codable<T> || IsForBitFields() || ContainsItself<T>(),
        "SLUICE: rows of this type cannot be sent to other machines. Use numbers, strings, standard containers, "
        "protobuf messages or plain structs of them, or specialise sluice::Codec for your type");
    static_assert(!Codable<T> || kHasCopies<T>,
                  "SLUICE: rows of this type cannot be sent to other machines, where they are made by a default "
                  "constructor, copied and assigned");
    static_assert(!Codable<T> || !kHasCopies<T> || !HasViews<Owned<T>>(),
                  "SLUICE: rows of this type cannot be sent to other machines: a std::string_view in a struct, map or "
                  "set would outlive what it points to. Use std::string");
  }
};
// It is told of the part that is wrong, once.
template <class... T>
struct Check<std::tuple<T...>> {
  static constexpr void Run() { (Check<T>::Run(), ...); }
};
template <class A, class B>
struct Check<std::pair<A, B>> : Check<std::tuple<A, B>> {};
template <class T>
struct Check<std::optional<T>> : Check<T> {};
template <class T>
struct Check<std::vector<T>> : Check<T> {};

}  // namespace sendable_internal

// Of a tuple, whether all its parts are.
template <class T>
inline constexpr bool kAreSendable = Sendable<T>;
template <class... T>
inline constexpr bool kAreSendable<std::tuple<T...>> = (Sendable<T> && ...);

// The one place that refuses other types of rows, keys and states. What would only repeat the error in the compiler's
// own words is hidden behind `if constexpr (Sendable<T>)`.
template <class T>
constexpr void CheckHasCodec() {
  if constexpr (!kAreSendable<T>) sendable_internal::Check<T>::Run();
}

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_SENDABLE_H_
