#ifndef SLUICE_COMMON_CODEC_STRUCT_CODEC_H_
#define SLUICE_COMMON_CODEC_STRUCT_CODEC_H_

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/codec/codec.h"
#include "common/codec/struct_fields.h"

namespace sluice {

// A struct with public fields, no base class and no constructor of its own, that nothing else here has a codec for.
template <class T>
concept PlainStruct = !CodableContainer<T> && !ProtoMessage<T> && !requires { std::tuple_size<T>::value; } &&
                      std::default_initializable<T> && HasFields<T>;

namespace codec_internal {

template <class Whole, class T, class... Above>
constexpr bool IsOrContains();
template <class Whole, class... Above, class... Part>
constexpr bool AnyContains(const std::variant<Part...>*) {
  return (IsOrContains<Whole, Part, Above...>() || ...);
}
template <class Whole, class Tuple, class... Above, size_t... kPart>
constexpr bool AnyPartContains(std::index_sequence<kPart...>) {
  return (IsOrContains<Whole, std::remove_cvref_t<std::tuple_element_t<kPart, Tuple>>, Above...>() || ...);
}
template <class Whole, class Tuple, class... Above>
constexpr bool TupleContains() {
  return AnyPartContains<Whole, Tuple, Above...>(std::make_index_sequence<std::tuple_size_v<Tuple>>());
}

template <class T>
inline constexpr bool kIsArrayOrOptional = false;
template <class T, size_t N>
inline constexpr bool kIsArrayOrOptional<std::array<T, N>> = true;
template <class T>
inline constexpr bool kIsArrayOrOptional<std::optional<T>> = true;

// `Above`: what is being looked into, T among it. A container is not made by its elements' fields but by their codecs.
template <class Whole, class T, class... Above>
constexpr bool Contains() {
  if constexpr (CodableContainer<T> || kIsArrayOrOptional<T>) {
    return IsOrContains<Whole, MutableElement<typename T::value_type>, Above...>();
  } else if constexpr (requires { std::variant_size<T>::value; }) {
    return AnyContains<Whole, Above...>(static_cast<const T*>(nullptr));
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    return TupleContains<Whole, T, Above...>();
  } else if constexpr (PlainStruct<T> && !CodableContainer<Whole>) {
    return TupleContains<Whole, decltype(FieldsOf(std::declval<T&>())), Above...>();
  } else {
    return false;
  }
}
template <class Whole, class T, class... Above>
constexpr bool IsOrContains() {
  if constexpr (std::is_same_v<T, Whole>) {
    return true;
  } else if constexpr ((std::is_same_v<T, Above> || ...)) {
    return false;
  } else {
    return Contains<Whole, T, Above..., T>();
  }
}

template <class... Field>
constexpr bool AreCodable(const std::tuple<Field&...>*) {
  return (Codable<Field> && ...);
}
}  // namespace codec_internal

template <class T>
constexpr bool ContainsItself() {
  return codec_internal::Contains<T, T>();
}

// Its fields, in order; a zero byte if it has none, so that a few bytes cannot claim to be many of them.
template <PlainStruct T>
  requires(!ContainsItself<T>()) &&
          (codec_internal::AreCodable(static_cast<decltype(FieldsOf(std::declval<T&>()))*>(nullptr)))
struct Codec<T> {
  static constexpr bool kFieldByField = true;

  static void Encode(const T& value, Writer& out) {
    if constexpr (kFieldCount<T> == 0) out.PutFixed<uint8_t>(0);
    std::apply([&](const auto&... field) { EncodeTo(out, field...); }, FieldsOf(value));
  }
  static bool Decode(Reader& in, T& value) {
    uint8_t zero = 0;
    if constexpr (kFieldCount<T> == 0) return in.GetFixed(zero) && zero == 0;
    return std::apply([&](auto&... field) { return DecodeFrom(in, field...); }, FieldsOf(value));
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_STRUCT_CODEC_H_
