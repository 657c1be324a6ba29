#ifndef SLUICE_TESTS_CONFORMANCE_VALUE_H_
#define SLUICE_TESTS_CONFORMANCE_VALUE_H_

#include <compare>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/codec/codec.h"

namespace sluice {

struct Value;
using ValueList = std::vector<Value>;

// A row whose type is known only when the program runs: null, a boolean, an integer, text or a list. Ordered by kind,
// then by value. A pair of key and value is a list of two.
struct Value {
  std::variant<std::monostate, bool, int64_t, std::string, ValueList> data;

  Value() = default;
  Value(bool value) : data(value) {}                      // NOLINT: values are written as they are.
  Value(int64_t value) : data(value) {}                   // NOLINT
  Value(std::string value) : data(std::move(value)) {}    // NOLINT
  Value(const char* value) : data(std::string(value)) {}  // NOLINT
  Value(ValueList value) : data(std::move(value)) {}      // NOLINT

  bool is_null() const { return data.index() == 0; }
  // Throw if it is of another kind.
  int64_t number() const { return std::get<int64_t>(data); }
  const std::string& text() const { return std::get<std::string>(data); }
  const ValueList& list() const { return std::get<ValueList>(data); }

  bool operator==(const Value& other) const { return data == other.data; }
  std::strong_ordering operator<=>(const Value& other) const;
  // As Java's Boolean, Long and String; null: 0.
  int32_t hashCode() const;
};

using ValuePair = std::pair<Value, Value>;
inline Value ToValue(ValuePair pair) { return ValueList{std::move(pair.first), std::move(pair.second)}; }
// Throws if it is no list of two.
ValuePair ToPair(const Value& value);

Value ValueOf(const nlohmann::json& json);
nlohmann::json JsonOf(const Value& value);
// As JSON, by which lists without an order are sorted.
std::string JsonText(const Value& value);

// As Spark prints it: (a,b) for a list of two.
std::ostream& operator<<(std::ostream& out, const Value& value);

template <>
struct Codec<Value> {
  static void Encode(const Value& value, Writer& out);
  static bool Decode(Reader& in, Value& value);
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_VALUE_H_
