#include "tests/conformance/value.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/codec/java_hash.h"
#include "common/codec/stable_hash.h"

namespace sluice {
namespace {

constexpr int kDepthMax = 64;

bool DecodeValue(Reader& in, Value& value, int depth) {
  uint8_t kind = 0;
  if (depth > kDepthMax || !DecodeFrom(in, kind)) return false;
  auto decode = [&](auto content) {
    if (!DecodeFrom(in, content)) return false;
    value.data = std::move(content);
    return true;
  };
  switch (kind) {
    case 0: value.data = std::monostate(); return true;
    case 1: return decode(false);
    case 2: return decode(int64_t{0});
    case 3: return decode(std::string());
    case 4: break;
    default: return false;
  }
  uint32_t size = 0;
  if (!DecodeFrom(in, size)) return false;
  ValueList list;
  for (uint32_t i = 0; i < size; ++i) {
    if (!DecodeValue(in, list.emplace_back(), depth + 1)) return false;
  }
  value.data = std::move(list);
  return true;
}

void PrintAll(std::ostream& out, const ValueList& list, const char* open, const char* separator, const char* close) {
  out << open;
  for (size_t i = 0; i < list.size(); ++i) out << (i == 0 ? "" : separator) << list[i];
  out << close;
}

}  // namespace

std::strong_ordering Value::operator<=>(const Value& other) const {
  if (data.index() != other.data.index()) return data.index() <=> other.data.index();
  if (data.index() == 1) return std::get<bool>(data) <=> std::get<bool>(other.data);
  if (data.index() == 2) return number() <=> other.number();
  if (data.index() == 3) return text() <=> other.text();
  if (data.index() == 0) return std::strong_ordering::equal;
  return std::lexicographical_compare_three_way(list().begin(), list().end(), other.list().begin(), other.list().end());
}

int32_t Value::hashCode() const {
  switch (data.index()) {
    case 0: return 0;
    case 1: return JavaHashOfNumber(std::get<bool>(data));
    case 2: return JavaHashOfNumber(number());
    case 3: return JavaHashOfText(text());
    default: return static_cast<int32_t>(HashBytes(Encode(*this)));
  }
}

ValuePair ToPair(const Value& value) {
  if (value.data.index() != 4 || value.list().size() != 2) {
    throw std::invalid_argument("not a pair of key and value: " + JsonText(value));
  }
  return {value.list()[0], value.list()[1]};
}

namespace {

Value ValueOf(const nlohmann::json& json, int depth) {
  if (depth > kDepthMax) throw std::invalid_argument("a value of a conformance case is nested too deep");
  if (json.is_null()) return Value();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_array()) throw std::invalid_argument("not a value of a conformance case: " + json.dump());
  ValueList list;
  for (const nlohmann::json& element : json) list.push_back(ValueOf(element, depth + 1));
  return list;
}

}  // namespace

Value ValueOf(const nlohmann::json& json) { return ValueOf(json, 0); }

nlohmann::json JsonOf(const Value& value) {
  switch (value.data.index()) {
    case 1: return std::get<bool>(value.data);
    case 2: return value.number();
    case 3: return value.text();
    case 4: break;
    default: return nullptr;
  }
  nlohmann::json list = nlohmann::json::array();
  for (const Value& element : value.list()) list.push_back(JsonOf(element));
  return list;
}

std::string JsonText(const Value& value) { return JsonOf(value).dump(); }

std::ostream& operator<<(std::ostream& out, const Value& value) {
  switch (value.data.index()) {
    case 1: return out << (std::get<bool>(value.data) ? "true" : "false");
    case 2: return out << value.number();
    case 3: return out << value.text();
    case 4: break;
    default: return out << "null";
  }
  bool is_pair = value.list().size() == 2;
  PrintAll(out, value.list(), is_pair ? "(" : "[", is_pair ? "," : ", ", is_pair ? ")" : "]");
  return out;
}

void Codec<Value>::Encode(const Value& value, Writer& out) {
  EncodeTo(out, static_cast<uint8_t>(value.data.index()));
  switch (value.data.index()) {
    case 1: return EncodeTo(out, std::get<bool>(value.data));
    case 2: return EncodeTo(out, value.number());
    case 3: return EncodeTo(out, value.text());
    case 4: break;
    default: return;
  }
  EncodeTo(out, static_cast<uint32_t>(value.list().size()));
  for (const Value& element : value.list()) Encode(element, out);
}

bool Codec<Value>::Decode(Reader& in, Value& value) { return DecodeValue(in, value, 0); }

}  // namespace sluice
