#include "common/http/request_target.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

// -1: it is no hexadecimal digit.
int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::optional<std::string> PercentDecoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' && plus_is_space ? ' ' : text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

std::string_view WithoutHost(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const size_t slash = text.find('/', scheme.size());
    return slash == text.npos ? "/" : text.substr(slash);
  }
  return text;
}

bool HasControlCharacters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::optional<std::map<std::string, std::string>> ParseQuery(std::string_view text) {
  std::map<std::string, std::string> query;
  for (const absl::string_view part : absl::StrSplit(ToAbsl(text), '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> sides = absl::StrSplit(part, absl::MaxSplits('=', 1));
    const auto key = PercentDecoded(ToStd(sides.first), true), value = PercentDecoded(ToStd(sides.second), true);
    if (!key.has_value() || !value.has_value()) return std::nullopt;
    query[*key] = *value;
  }
  return query;
}

}  // namespace

std::optional<RequestTarget> ParseTarget(std::string_view text) {
  text = WithoutHost(text);
  text = text.substr(0, text.find('#'));
  const size_t question_mark = std::min(text.find('?'), text.size());
  const auto path = PercentDecoded(text.substr(0, question_mark), false);
  const auto query = ParseQuery(text.substr(std::min(question_mark + 1, text.size())));
  if (!path.has_value() || !query.has_value()) return std::nullopt;
  if (!path->starts_with('/') || HasControlCharacters(*path)) return std::nullopt;
  return RequestTarget{*path, *query};
}

}  // namespace sluice
