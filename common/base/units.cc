#include "common/base/units.h"

#include <limits>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

struct Unit {
  std::string_view name;
  int64_t factor;
};
constexpr Unit kMicros[] = {{"us", 1},         {"ms", 1000},        {"", 1000},           {"s", 1'000'000},
                            {"m", 60'000'000}, {"min", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}};
constexpr Unit kBytes[] = {
    {"", 1},         {"b", 1},       {"k", 1 << 10},  {"kb", 1 << 10},         {"m", 1 << 20},
    {"mb", 1 << 20}, {"g", 1 << 30}, {"gb", 1 << 30}, {"t", int64_t{1} << 40}, {"tb", int64_t{1} << 40}};

// A whole number and one of `units`, as a multiple of the smallest.
template <size_t kCount>
absl::StatusOr<int64_t> ParseWithUnit(std::string_view text, const Unit (&units)[kCount], std::string_view expected) {
  std::string trimmed = absl::AsciiStrToLower(absl::StripAsciiWhitespace(ToAbsl(text)));
  size_t digits = 0;
  while (digits < trimmed.size() && absl::ascii_isdigit(trimmed[digits])) ++digits;
  std::string_view name = ToStd(absl::StripLeadingAsciiWhitespace(absl::string_view(trimmed).substr(digits)));
  int64_t number;
  if (absl::SimpleAtoi(trimmed.substr(0, digits), &number)) {
    for (const Unit& unit : units) {
      if (name == unit.name && number <= std::numeric_limits<int64_t>::max() / unit.factor) return number * unit.factor;
    }
  }
  return absl::InvalidArgumentError(StrCat("expected ", expected, ", got \"", text, "\""));
}

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(std::string_view text) {
  absl::StatusOr<int64_t> micros =
      ParseWithUnit(text, kMicros, "a duration such as 200ms, 1s, 5m or plain milliseconds");
  if (!micros.ok()) return micros.status();
  return absl::Microseconds(*micros);
}

absl::StatusOr<int64_t> ParseBytes(std::string_view text) {
  return ParseWithUnit(text, kBytes, "a size such as 64k, 512m, 4g or plain bytes");
}

}  // namespace sluice
