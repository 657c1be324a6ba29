#ifndef SLUICE_COMMON_CODEC_CONTAINER_CODECS_H_
#define SLUICE_COMMON_CODEC_CONTAINER_CODECS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/codec.h"

namespace sluice {

template <class A, class B>
  requires Codable<A> && Codable<B>
struct Codec<std::pair<A, B>> {
  static void Encode(const std::pair<A, B>& value, Writer& out) { EncodeTo(out, value.first, value.second); }
  static bool Decode(Reader& in, std::pair<A, B>& value) { return DecodeFrom(in, value.first, value.second); }
};

template <class... T>
  requires(Codable<T> && ...)
struct Codec<std::tuple<T...>> {
  static void Encode(const std::tuple<T...>& value, Writer& out) {
    if constexpr (sizeof...(T) == 0) out.PutFixed<uint8_t>(0);  // As for empty structs.
    std::apply([&](const T&... parts) { EncodeTo(out, parts...); }, value);
  }
  static bool Decode(Reader& in, std::tuple<T...>& value) {
    uint8_t zero = 0;
    if constexpr (sizeof...(T) == 0) return in.GetFixed(zero) && zero == 0;
    return std::apply([&](T&... parts) { return DecodeFrom(in, parts...); }, value);
  }
};

template <class T>
  requires Codable<T>
struct Codec<std::optional<T>> {
  static void Encode(const std::optional<T>& value, Writer& out) {
    EncodeTo(out, value.has_value());
    if (value) EncodeTo(out, *value);
  }
  static bool Decode(Reader& in, std::optional<T>& value) {
    bool there;
    if (!DecodeFrom(in, there)) return false;
    value.reset();
    return !there || DecodeFrom(in, value.emplace());
  }
};

// The index of the alternative, then the alternative.
template <class... T>
  requires(Codable<T> && ...)
struct Codec<std::variant<T...>> {
  static void Encode(const std::variant<T...>& value, Writer& out) {
    out.PutVarint(value.index());
    std::visit([&](const auto& alternative) { EncodeTo(out, alternative); }, value);
  }
  static bool Decode(Reader& in, std::variant<T...>& value) {
    uint64_t index;
    return in.GetVarint(index) && DecodeAlternative(in, index, value, std::index_sequence_for<T...>());
  }

 private:
  template <size_t... I>
  static bool DecodeAlternative(Reader& in, uint64_t index, std::variant<T...>& value, std::index_sequence<I...>) {
    bool ok = false;
    ((I == index && (ok = DecodeFrom(in, value.template emplace<I>()), true)) || ...);
    return ok;
  }
};

template <class T, size_t N>
  requires Codable<T>
struct Codec<std::array<T, N>> {
  static void Encode(const std::array<T, N>& value, Writer& out) {
    if constexpr (N == 0) out.PutFixed<uint8_t>(0);  // As for empty structs.
    for (const T& element : value) EncodeTo(out, element);
  }
  static bool Decode(Reader& in, std::array<T, N>& value) {
    uint8_t zero = 0;
    if constexpr (N == 0) return in.GetFixed(zero) && zero == 0;
    for (T& element : value) {
      if (!DecodeFrom(in, element)) return false;
    }
    return true;
  }
};

// vector, deque, list, set, map, unordered_map, flat_hash_map, ...: the number of elements, then each.
template <class C>
concept CodableContainer = requires(C& container, typename C::value_type element) {
  container.insert(container.end(), std::move(element));
  { container.size() } -> std::convertible_to<size_t>;
  container.clear();
} && !ProtoMessage<C> && !std::is_convertible_v<const C&, std::string_view>;

namespace codec_internal {
template <class T>
struct Mutable {
  using Type = T;
};
template <class K, class V>
struct Mutable<std::pair<const K, V>> {
  using Type = std::pair<K, V>;
};
}  // namespace codec_internal

// An element of a container as a value of its own: the key of a map's is not const.
template <class T>
using MutableElement = typename codec_internal::Mutable<T>::Type;

// Containers whose order says nothing: those of equal elements have one encoding, with the elements in its order.
template <class C>
concept UnorderedContainer = CodableContainer<C> && requires { typename C::hasher; };

// Whether a T may have, in its fields and elements, another T, so that nothing bounds how deep it is.
template <class T>
constexpr bool ContainsItself();

template <CodableContainer C>
  requires(!ContainsItself<C>()) && Codable<MutableElement<typename C::value_type>>
struct Codec<C> {
  using Element = MutableElement<typename C::value_type>;

  static void Encode(const C& value, Writer& out) {
    out.PutVarint(value.size());
    if constexpr (UnorderedContainer<C>) {
      for (const std::string& element : SortedElements(value)) out.PutBytes(element.data(), element.size());
    } else {
      for (const auto& element : value) EncodeElement(element, out);
    }
  }
  static bool Decode(Reader& in, C& value) {
    uint64_t count;
    if (!in.GetCount(count)) return false;  // Each element has at least a byte.
    value.clear();
    for (uint64_t i = 0; i < count; ++i) {
      Element element{};
      if (!Codec<Element>::Decode(in, element)) return false;
      value.insert(value.end(), std::move(element));
    }
    return true;
  }

 private:
  static void EncodeElement(const typename C::value_type& element, Writer& out) {
    if constexpr (std::is_same_v<Element, typename C::value_type>) {
      Codec<Element>::Encode(element, out);
    } else {
      EncodeTo(out, element.first, element.second);
    }
  }
  static std::vector<std::string> SortedElements(const C& value) {
    std::vector<std::string> elements;
    for (const auto& element : value) {
      Writer out;
      EncodeElement(element, out);
      elements.push_back(out.ToString());
    }
    std::sort(elements.begin(), elements.end());
    return elements;
  }
};

}  // namespace sluice

#endif  // SLUICE_COMMON_CODEC_CONTAINER_CODECS_H_
