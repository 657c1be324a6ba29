#ifndef SLUICE_ENGINE_ROWS_KEYED_HEAP_BYTES_H_
#define SLUICE_ENGINE_ROWS_KEYED_HEAP_BYTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "common/codec/struct_codec.h"

namespace sluice {

// What a value holds on the heap, about: of strings, containers, and what is made of them. 0 for types that say
// nothing.
template <class T>
int64_t HeapBytes(const T& value);

namespace heap_bytes_internal {

constexpr int64_t kNodeBytes = 40;  // What a node of a map costs beside its element.

template <class Container>
int64_t OfContainer(const Container& container) {
  using Element = typename Container::value_type;
  int64_t bytes = 0;
  if constexpr (requires { container.capacity(); }) {
    bytes = static_cast<int64_t>(container.capacity() * sizeof(Element));
  } else {
    bytes = static_cast<int64_t>(container.size()) * (static_cast<int64_t>(sizeof(Element)) + kNodeBytes);
  }
  if constexpr (!std::is_trivially_destructible_v<Element>) {
    for (const auto& element : container) bytes += HeapBytes(element);
  }
  return bytes;
}

}  // namespace heap_bytes_internal

template <class T>
int64_t HeapBytes(const T& value) {
  int64_t bytes = 0;
  auto add = [&bytes](const auto&... parts) { ((bytes += HeapBytes(parts)), ...); };
  if constexpr (std::is_trivially_destructible_v<T>) {
    return 0;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return value.capacity() > 15 ? static_cast<int64_t>(value.capacity()) + 1 : 0;
  } else if constexpr (requires {
                         typename T::value_type;
                         value.begin();
                         value.size();
                       }) {
    return heap_bytes_internal::OfContainer(value);
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    std::apply(add, value);
    return bytes;
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value.has_value() ? HeapBytes(*value) : 0;
  } else if constexpr (PlainStruct<T>) {
    std::apply(add, FieldsOf(value));
    return bytes;
  } else {
    return 0;
  }
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_KEYED_HEAP_BYTES_H_
