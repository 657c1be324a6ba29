#ifndef SLUICE_COMMON_CODEC_STRUCT_CODEC_H_
#define SLUICE_COMMON_CODEC_STRUCT_CODEC_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/codec/codec.h"
#include "common/codec/struct_fields.h"

namespace sluice {

// A struct with public fields, no base class and no constructor of its own, that nothing else here has a codec for.
template <class T>
concept PlainStruct = !CodableContainer<T> && !ProtoMessage<T> && !requires { std::tuple_size<T>::value; } &&
                      std::default_initializable<T> && HasFields<T>;

namespace codec_internal {
template <class... Field>
constexpr bool AreCodable(const std::tuple<Field&...>*) {
  return (Codable<Field> && ...);
}
}  // namespace codec_internal

// Its fields, in order; a zero byte if it has none, so that a few bytes cannot claim to be many of them.
template <PlainStruct T>
  requires(codec_internal::AreCodable(static_cast<decltype(FieldsOf(std::declval<T&>()))*>(nullptr)))
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
