#ifndef SLUICE_COMMON_CODEC_BASIC_CODECS_H_
#define SLUICE_COMMON_CODEC_BASIC_CODECS_H_

#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "common/codec/codec.h"

namespace sluice {

template <std::integral T>
struct Codec<T> {
  static void Encode(T value, Writer& out) { out.PutFixed(value); }
  static bool Decode(Reader& in, T& value) { return in.GetFixed(value); }
};

// Keys are compared by their encodings: every NaN has the same one, as in Java, and what fills up a long double is
// zero.
template <std::floating_point T>
struct Codec<T> {
  static void Encode(T value, Writer& out) {
    if (std::isnan(value)) value = std::numeric_limits<T>::quiet_NaN();
    out.PutFixed(value);
  }
  static bool Decode(Reader& in, T& value) { return in.GetFixed(value); }
};
template <>
struct Codec<long double> {
  static void Encode(long double value, Writer& out) {
    constexpr size_t kUsed = 10;  // x86 keeps 80 bits; the other bytes have no meaning.
    if (std::isnan(value)) value = std::numeric_limits<long double>::quiet_NaN();
    char bytes[sizeof(value)] = {};
    std::memcpy(bytes, &value, kUsed);
    out.PutBytes(bytes, sizeof(bytes));
  }
  static bool Decode(Reader& in, long double& value) { return in.GetFixed(value); }
};

template <class T>
  requires std::is_enum_v<T>
struct Codec<T> {
  using Number = std::underlying_type_t<T>;
  static void Encode(T value, Writer& out) { Codec<Number>::Encode(static_cast<Number>(value), out); }
  static bool Decode(Reader& in, T& value) {
    Number number;
    if (!Codec<Number>::Decode(in, number)) return false;
    value = static_cast<T>(number);
    return true;
  }
};

// 0 or 1; another byte in a bool's place would be undefined behaviour.
template <>
struct Codec<bool> {
  static void Encode(const bool& value, Writer& out) { out.PutFixed<uint8_t>(value); }
  static bool Decode(Reader& in, bool& value) {
    uint8_t byte;
    if (!in.GetFixed(byte) || byte > 1) return false;
    value = byte == 1;
    return true;
  }
};

template <>
struct Codec<std::string_view> {
  static void Encode(std::string_view value, Writer& out) {
    out.PutVarint(value.size());
    out.PutBytes(value.data(), value.size());
  }
  static bool Decode(Reader& in, std::string_view& value) {
    uint64_t length;
    return in.GetVarint(length) && in.GetBytes(length, value);
  }
};

template <>
struct Codec<std::string> {
  static void Encode(const std::string& value, Writer& out) { Codec<std::string_view>::Encode(value, out); }
  static bool Decode(Reader& in, std::string& value) {
    std::string_view bytes;
    if (!Codec<std::string_view>::Decode(in, bytes)) return false;
    value.assign(bytes);
    return true;
  }
};

// A protobuf message, known by its members so that protobuf's headers are not needed here.
template <class T>
concept ProtoMessage = requires(const T& in, T& out, std::string* text) {
  { in.SerializeToString(text) } -> std::same_as<bool>;
  { out.ParseFromArray(nullptr, 0) } -> std::same_as<bool>;
  in.GetDescriptor();
};

template <ProtoMessage T>
struct Codec<T> {
  static void Encode(const T& value, Writer& out) {
    std::string text;
    value.SerializeToString(&text);
    Codec<std::string>::Encode(text, out);
  }
  static bool Decode(Reader& in, T& value) {
    std::string_view bytes;
    return Codec<std::string_view>::Decode(in, bytes) && value.ParseFromArray(bytes.data(), bytes.size());
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_BASIC_CODECS_H_
