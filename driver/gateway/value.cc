#include "driver/gateway/value.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/overloaded.h"
#include "common/base/printable.h"
#include "common/base/str_cat.h"

namespace sluice::gateway {
namespace {

absl::Status NoValue(std::string_view part) {
  return absl::InvalidArgumentError(StrCat("what Python sent is no value: \"", Printable(part.substr(0, 80)), "\""));
}

template <class T>
absl::StatusOr<Value> ParseInteger(std::string_view part) {
  T number{};
  const char* const end = part.data() + part.size();
  const auto [rest, error] = std::from_chars(part.data() + 1, end, number);
  if (error != std::errc() || rest != end) return NoValue(part);
  return Value(number);
}

absl::StatusOr<Value> ParseDouble(std::string_view part) {
  const std::string_view digits = part.substr(1);
  if (digits == "Infinity") return Value(std::numeric_limits<double>::infinity());
  if (digits == "-Infinity") return Value(-std::numeric_limits<double>::infinity());
  if (digits == "NaN") return Value(std::numeric_limits<double>::quiet_NaN());
  double number = 0;
  if (!absl::SimpleAtod(ToAbsl(digits), &number)) return NoValue(part);
  return Value(number);
}

std::optional<std::string> Unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      plain += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    switch (text[i]) {
      case 'n': plain += '\n'; break;
      case 'r': plain += '\r'; break;
      default: plain += text[i];
    }
  }
  return plain;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '\\': escaped += "\\\\"; break;
      case '\n': escaped += "\\n"; break;
      case '\r': escaped += "\\r"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

Value ParseProxy(std::string_view names) {
  std::vector<std::string> all = absl::StrSplit(ToAbsl(names), ';', absl::SkipEmpty());
  Proxy proxy;
  if (!all.empty()) proxy.id = all.front();
  if (!all.empty()) proxy.interfaces.assign(all.begin() + 1, all.end());
  return proxy;
}

std::string DoubleText(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof(digits), number).ptr);
}

}  // namespace

absl::StatusOr<Value> ParseValue(std::string_view part) {
  if (part.empty()) return NoValue(part);
  const std::string_view rest = part.substr(1);
  switch (part[0]) {
    case 'n': return Value(Null{});
    case 'v': return Value(Void{});
    case 'b': return Value(rest == "True" || rest == "true");
    case 'i': return ParseInteger<int32_t>(part);
    case 'L': return ParseInteger<int64_t>(part);
    case 'd': return ParseDouble(part);
    case 'D': return Value(Decimal{std::string(rest)});
    case 'f': return ParseProxy(rest);
    case 'r':
    case 'l':
    case 'a':
    case 'h':
    case 'g':
    case 't': return Value(Reference{part[0], std::string(rest)});
    case 's': {
      std::optional<std::string> text = Unescaped(rest);
      if (!text.has_value()) return NoValue(part);
      return Value(*std::move(text));
    }
    case 'j': {
      std::string bytes;
      if (!absl::Base64Unescape(ToAbsl(rest), &bytes)) return NoValue(part);
      return Value(Bytes{std::move(bytes)});
    }
    default: return NoValue(part);
  }
}

std::string ToPart(const Value& value) {
  return std::visit(
      Overloaded{[](Null) -> std::string { return "n"; }, [](Void) -> std::string { return "v"; },
                 [](bool truth) -> std::string { return truth ? "btrue" : "bfalse"; },
                 [](int32_t number) { return StrCat("i", number); }, [](int64_t number) { return StrCat("L", number); },
                 [](double number) { return "d" + DoubleText(number); },
                 [](const std::string& text) { return "s" + Escaped(text); },
                 [](const Bytes& bytes) { return "j" + absl::Base64Escape(bytes.bytes); },
                 [](const Decimal& decimal) { return "D" + decimal.digits; },
                 [](const Reference& reference) { return std::string(1, reference.code) + reference.id; },
                 [](const Proxy& proxy) {
                   std::string part = "f" + proxy.id;
                   for (const std::string& name : proxy.interfaces) part += ";" + name;
                   return part;
                 },
                 [](const ObjectPtr&) -> std::string { return "n"; }},
      value);
}

}  // namespace sluice::gateway
