#ifndef SLUICE_COMMON_CODEC_STRUCT_CODEC_H_
#define SLUICE_COMMON_CODEC_STRUCT_CODEC_H_

#include <boost/pfr/core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/codec/codec.h"

namespace sluice {

// A struct with public fields, no base class and no constructor of its own, that nothing else here has a codec for.
template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T> && std::default_initializable<T> &&
                      !CodableContainer<T> && !ProtoMessage<T>;

namespace codec_internal {
template <class T, size_t... I>
constexpr bool FieldsCodable(std::index_sequence<I...>) {
  return (Codable<boost::pfr::tuple_element_t<I, T>> && ...);
}
}  // namespace codec_internal

// Its fields, in order; a zero byte if it has none, so that a few bytes cannot claim to be many of them.
template <PlainStruct T>
  requires(codec_internal::FieldsCodable<T>(std::make_index_sequence<boost::pfr::tuple_size_v<T>>()))
struct Codec<T> {
  static constexpr bool kFieldByField = true;

  static void Encode(const T& value, Writer& out) {
    if constexpr (std::is_empty_v<T>) out.PutFixed<uint8_t>(0);
    boost::pfr::for_each_field(value, [&](const auto& field) { EncodeTo(out, field); });
  }
  static bool Decode(Reader& in, T& value) {
    uint8_t zero = 0;
    if constexpr (std::is_empty_v<T>) return in.GetFixed(zero) && zero == 0;
    bool ok = true;
    boost::pfr::for_each_field(value, [&](auto& field) { ok = ok && DecodeFrom(in, field); });
    return ok;
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_STRUCT_CODEC_H_
