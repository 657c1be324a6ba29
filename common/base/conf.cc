#include "common/base/conf.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "common/base/printable.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/base/units.h"

namespace sluice {
namespace {

constexpr size_t kValueBytesMax = 32 << 10;

absl::Status WrongValue(std::string_view key, std::string_view value, std::string_view expected) {
  return absl::InvalidArgumentError(
      StrCat(key, " must be ", expected, ": ", key, "=\"", Shortened(value, kNameBytesMax), "\""));
}

std::string Show(int64_t value) { return StrCat(value); }
std::string Show(double value) { return absl::StrFormat("%.15g", value); }
std::string Show(absl::Duration value) { return absl::FormatDuration(value); }

// The value of `key` as `parse` reads it, within the bounds of `setting`.
template <class T, class Parse>
absl::StatusOr<T> Get(const Conf& conf, std::string_view key, const Setting<T>& setting, std::string_view what,
                      Parse parse) {
  auto found = conf.values().find(key);
  if (found == conf.values().end()) return setting.fallback;
  T value;
  if (!parse(found->second, value) || !(value >= setting.min && value <= setting.max)) {
    return WrongValue(key, found->second, StrCat(what, " from ", Show(setting.min), " to ", Show(setting.max)));
  }
  return value;
}

template <class T>
bool Take(absl::StatusOr<T> parsed, T& value) {
  if (parsed.ok()) value = *parsed;
  return parsed.ok();
}

}  // namespace

absl::Status Conf::SetPair(std::string_view pair) {
  const size_t equals = pair.find('=');
  const std::string shown = Shortened(pair, kNameBytesMax);
  if (equals == std::string_view::npos || equals == 0) {
    return absl::InvalidArgumentError(StrCat("a setting must be key=value: \"", shown, "\""));
  }
  const std::string_view key = pair.substr(0, equals), value = pair.substr(equals + 1);
  SLUICE_RETURN_IF_ERROR(CheckSize(StrCat("the name of the setting \"", shown, "\""), key));
  SLUICE_RETURN_IF_ERROR(CheckSize(StrCat("the value of the setting ", key), value, kValueBytesMax));
  if (pair.find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos) {
    return absl::InvalidArgumentError(StrCat("a setting must be one line of text: \"", shown, "\""));
  }
  Set(std::string(key), std::string(value));
  return absl::OkStatus();
}

std::string Conf::GetString(std::string_view key, std::string_view fallback) const {
  auto found = values_.find(key);
  return found == values_.end() ? std::string(fallback) : found->second;
}

absl::StatusOr<bool> Conf::GetBool(std::string_view key, bool fallback) const {
  auto found = values_.find(key);
  if (found == values_.end()) return fallback;
  bool value;
  if (!absl::SimpleAtob(found->second, &value)) return WrongValue(key, found->second, "true or false");
  return value;
}

absl::StatusOr<int64_t> Conf::GetInt(std::string_view key, const Setting<int64_t>& setting) const {
  return Get(*this, key, setting, "a whole number",
             [](const std::string& text, int64_t& value) { return absl::SimpleAtoi(text, &value); });
}

absl::StatusOr<double> Conf::GetDouble(std::string_view key, const Setting<double>& setting) const {
  return Get(*this, key, setting, "a number",
             [](const std::string& text, double& value) { return absl::SimpleAtod(text, &value); });
}

absl::StatusOr<absl::Duration> Conf::GetDuration(std::string_view key, const Setting<absl::Duration>& setting) const {
  return Get(*this, key, setting, "a duration (200ms, 1s, 5m or plain milliseconds)",
             [](const std::string& text, absl::Duration& value) { return Take(ParseDuration(text), value); });
}

absl::StatusOr<int64_t> Conf::GetBytes(std::string_view key, const Setting<int64_t>& setting) const {
  return Get(*this, key, setting, "a size (64k, 512m, 4g or plain bytes)",
             [](const std::string& text, int64_t& value) { return Take(ParseBytes(text), value); });
}

}  // namespace sluice
