#ifndef SLUICE_API_DSTREAM_SHOW_H_
#define SLUICE_API_DSTREAM_SHOW_H_

#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/dstream/shown_rows.h"
#include "engine/rows/text.h"

namespace sluice {

class StreamingBackend;

}  // namespace sluice

namespace sluice::internal {

class StreamingProgram;

// A number that JavaScript has, too; bool and characters are text.
template <class T>
concept ShownNumber = std::is_arithmetic_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
                      !text_internal::WideCharacter<T> && sizeof(T) <= sizeof(int64_t);

template <class T>
ShownValue ToShownValue(const T& value) {
  if constexpr (ShownNumber<T>) {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isfinite(value)) return double{value};
    } else if (std::in_range<int64_t>(value)) {
      return static_cast<int64_t>(value);
    }
  }
  return ToText<T>(value);
}

template <class T>
ShownRow ToShownRow(const T& row) {
  if constexpr (text_internal::TupleLike<T>) {
    return std::apply([](const auto&... fields) { return ShownRow{ToShownValue(fields)...}; }, row);
  } else {
    return {ToShownValue(row)};
  }
}

// "key" and "value" of pairs, "_1", "_2", … of tuples, "value" of all else.
template <class T>
std::vector<std::string> ShownColumns() {
  if constexpr (text_internal::TupleLike<T>) {
    if (std::tuple_size_v<T> == 2) return {"key", "value"};
    std::vector<std::string> columns;
    for (size_t i = 1; i <= std::tuple_size_v<T>; ++i) columns.push_back("_" + std::to_string(i));
    return columns;
  } else {
    return {"value"};
  }
}

// Makes `name` a dashboard of the program, which shows `num` rows of a batch. Throws if it cannot be one.
void AddDashboard(StreamingProgram& program, const std::string& name, int num);

// Tells what a batch shows, as much of it as may be shown: see kShownBytesMax.
void Show(StreamingBackend& backend, ShownRows shown);

}  // namespace sluice::internal

#endif  // SLUICE_API_DSTREAM_SHOW_H_
