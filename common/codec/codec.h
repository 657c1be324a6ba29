#ifndef SLUICE_COMMON_CODEC_CODEC_H_
#define SLUICE_COMMON_CODEC_CODEC_H_

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

#include "common/codec/reader.h"
#include "common/codec/writer.h"

namespace sluice {

// How a T becomes bytes and comes back. Give your own type one by specialising it:
//
//   template <>
//   struct sluice::Codec<Point> {
//     static void Encode(const Point& p, Writer& out) { EncodeTo(out, p.x(), p.y()); }
//     static bool Decode(Reader& in, Point& p) { ... }   // False on bytes that no Encode wrote; never throws or
//     crashes.
//   };
//
// There already: arithmetic types (fixed size, little-endian), enums, strings (length, bytes), string_view (decodes to
// a view into the bytes), pair, tuple, optional, variant, vector, array, maps and sets, protobuf messages, and every
// plain struct whose fields have one. Equal values have equal encodings, by which keys are compared.
template <class T>
struct Codec;

template <class T>
concept Codable = requires(const T& in, T& out, Writer& writer, Reader& reader) {
  Codec<T>::Encode(in, writer);
  { Codec<T>::Decode(reader, out) } -> std::same_as<bool>;
};

template <Codable... T>
void EncodeTo(Writer& out, const T&... values) {
  (Codec<T>::Encode(values, out), ...);
}
template <Codable... T>
bool DecodeFrom(Reader& in, T&... values) {
  return (Codec<T>::Decode(in, values) && ...);
}

template <Codable... T>
std::string Encode(const T&... values) {
  Writer out;
  EncodeTo(out, values...);
  return out.ToString();
}
// False unless `bytes` are exactly these values.
template <Codable... T>
bool Decode(std::string_view bytes, T&... values) {
  Reader in(bytes);
  return DecodeFrom(in, values...) && in.AtEnd();
}

}  // namespace sluice

#include "common/codec/basic_codecs.h"      // IWYU pragma: export
#include "common/codec/container_codecs.h"  // IWYU pragma: export
#include "common/codec/struct_codec.h"      // IWYU pragma: export

#endif  // SLUICE_COMMON_CODEC_CODEC_H_
