#ifndef SLUICE_TESTS_ROWS_ROW_KINDS_H_
#define SLUICE_TESTS_ROWS_ROW_KINDS_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/codec.h"
#include "gtest/gtest.h"

namespace sluice {

enum class Sign : int8_t { kMinus = -1, kZero = 0, kPlus = 1 };
struct Empty {};
using Either = std::variant<std::monostate, bool, std::string>;
struct Everything {
  bool on = false;
  std::vector<bool> bits;
  std::optional<Sign> sign;
  Either either;
  char letter = ' ';
  uint16_t small = 0;
  float part = 0;
  long double large = 0;
  std::array<std::string, 2> texts;
  std::map<std::string, std::tuple<bool, Empty>> by_name;
};

// Rows of a type, of which the first two are equal.
template <class T>
struct ExampleRows {
  static inline const std::vector<T> all = {T(0), T(0), T(1), T(100)};
};
template <>
struct ExampleRows<bool> {
  static inline const std::vector<bool> all = {true, true, false};
};
template <>
struct ExampleRows<Sign> {
  static inline const std::vector<Sign> all = {Sign::kMinus, Sign::kMinus, Sign::kPlus};
};
template <>
struct ExampleRows<Either> {
  static inline const std::vector<Either> all = {true, true, std::monostate(), "text"};
};
template <>
struct ExampleRows<std::optional<bool>> {
  static inline const std::vector<std::optional<bool>> all = {std::nullopt, std::nullopt, false, true};
};
template <>
struct ExampleRows<std::pair<bool, std::array<std::string_view, 2>>> {
  using Row = std::pair<bool, std::array<std::string_view, 2>>;
  static inline const std::vector<Row> all = {{true, {"a", "b"}}, {true, {"a", "b"}}, {false, {"a", "b"}}};
};
template <>
struct ExampleRows<std::tuple<>> {
  static inline const std::vector<std::tuple<>> all = {{}, {}, {}};
};
template <>
struct ExampleRows<Empty> {
  static inline const std::vector<Empty> all = {{}, {}, {}};
};
template <>
struct ExampleRows<std::vector<bool>> {
  static inline const std::vector<std::vector<bool>> all = {{true, false}, {true, false}, {}, {true}};
};
template <>
struct ExampleRows<std::map<std::string, std::vector<bool>>> {
  using Row = std::map<std::string, std::vector<bool>>;
  static inline const std::vector<Row> all = {{{"a", {true}}}, {{"a", {true}}}, {}, {{"a", {}}, {"b", {false}}}};
};
template <>
struct ExampleRows<std::unordered_set<int>> {
  static inline const std::vector<std::unordered_set<int>> all = {{1, 2, 3}, {3, 2, 1}, {}, {7}};
};
template <>
struct ExampleRows<Everything> {
  static inline const Everything full = {true, {false}, Sign::kPlus, "text",     'x',
                                         7,    0.5,     1e100L,      {"a", "b"}, {{"c", {}}}};
  static inline const std::vector<Everything> all = {full, full, {}};
};

// By which rows are compared: equal ones have equal encodings, views and what owns alike.
template <class Rows>
std::multiset<std::string> Encoded(const Rows& rows) {
  std::multiset<std::string> encoded;
  for (auto&& row : rows) encoded.insert(Encode<typename Rows::value_type>(row));
  return encoded;
}
template <class T>
std::multiset<std::string> EncodedRowsOf() {
  return Encoded(ExampleRows<T>::all);
}
template <class T>
int64_t CountRows() {
  return static_cast<int64_t>(ExampleRows<T>::all.size());
}
template <class T>
int64_t CountDistinct() {
  const auto all = EncodedRowsOf<T>();
  return static_cast<int64_t>(std::set<std::string>(all.begin(), all.end()).size());
}

}  // namespace sluice

#endif  // SLUICE_TESTS_ROWS_ROW_KINDS_H_
