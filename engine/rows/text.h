#ifndef SLUICE_ENGINE_ROWS_TEXT_H_
#define SLUICE_ENGINE_ROWS_TEXT_H_

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <ostream>
#include <ranges>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "common/codec/struct_fields.h"
#include "engine/rows/number_text.h"

namespace sluice {

// A null pointer, or what says so of itself, as JSON libraries' values do. No row of plain C++ types is.
template <class T>
bool IsNull(const T& value) {
  if constexpr (std::is_pointer_v<T> || requires {
                  typename T::element_type;
                  value.get();
                }) {
    return value == nullptr;
  } else if constexpr (requires {
                         { value.is_null() } -> std::same_as<bool>;
                       }) {
    return value.is_null();
  } else {
    return false;
  }
}

// A row as print() and saveAsTextFile() show it: text as it is, numbers as Java shows them, (a,b) for a pair, tuple or
// plain struct, [a, b] for a container, Some(a) or None for an optional, null for what IsNull, else what operator<<
// prints; what a variant holds; the number of an enum.
template <class T>
void AppendText(const T& value, std::string& out);

namespace text_internal {

void AppendInUtf8(uint32_t code_point, std::string& out);

template <class T>
void AppendInteger(T value, std::string& out) {
  char digits[64];
  out.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

template <class T>
concept WideCharacter = std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> || std::is_same_v<T, char16_t> ||
                        std::is_same_v<T, char32_t>;

template <class... T>
void AppendFields(std::string& out, const T&... fields) {
  out += '(';
  [[maybe_unused]] const char* separator = "";
  ((out += separator, separator = ",", AppendText(fields, out)), ...);
  out += ')';
}

template <class T>
concept TupleLike = requires { std::tuple_size<T>::value; } && !std::ranges::range<T>;
template <class T>
concept Printable = requires(std::ostream& stream, const T& value) { stream << value; };

template <class Range>
void AppendElements(const Range& range, std::string& out) {
  out += '[';
  const char* separator = "";
  for (const auto& element : range) {
    out += separator;
    separator = ", ";
    AppendText(element, out);
  }
  out += ']';
}

}  // namespace text_internal

template <class T>
void AppendText(const T& value, std::string& out) {
  if (IsNull(value)) return void(out += "null");
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    out += std::string_view(value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, char>) {
    out += value;
  } else if constexpr (text_internal::WideCharacter<T>) {
    text_internal::AppendInUtf8(static_cast<uint32_t>(value), out);
  } else if constexpr (std::is_floating_point_v<T>) {
    AppendFloat(value, out);
  } else if constexpr (std::is_integral_v<T>) {
    text_internal::AppendInteger(value, out);
  } else if constexpr (text_internal::TupleLike<T>) {
    std::apply([&](const auto&... fields) { text_internal::AppendFields(out, fields...); }, value);
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    if (!value.has_value()) return void(out += "None");
    out += "Some";
    text_internal::AppendFields(out, *value);
  } else if constexpr (text_internal::Printable<T>) {
    std::ostringstream stream;
    stream << value;
    out += stream.str();
  } else if constexpr (std::ranges::range<T>) {
    text_internal::AppendElements(value, out);
  } else if constexpr (std::is_enum_v<T>) {
    text_internal::AppendInteger(+static_cast<std::underlying_type_t<T>>(value), out);
  } else if constexpr (requires { std::variant_size<T>::value; }) {
    std::visit([&](const auto& alternative) { AppendText(alternative, out); }, value);
  } else {
    static_assert(HasFields<T>, "SLUICE: give this row type an operator<<(std::ostream&, ...) to print it");
    if constexpr (HasFields<T>) {
      std::apply([&](const auto&... fields) { text_internal::AppendFields(out, fields...); }, FieldsOf(value));
    }
  }
}

template <class T>
std::string ToText(const T& value) {
  std::string text;
  AppendText(value, text);
  return text;
}

}  // namespace sluice

#endif  // SLUICE_ENGINE_ROWS_TEXT_H_
