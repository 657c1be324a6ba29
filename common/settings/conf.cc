#include "common/settings/conf.h"

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

// The value of `setting` as `parse` reads it, within its bounds.
template <class T, class Unit, class Parse>
absl::StatusOr<T> Read(const Conf& conf, const BoundedSetting<T, Unit>& setting, std::string_view what, Parse parse) {
  auto found = conf.values().find(setting.key);
  if (found == conf.values().end()) return setting.fallback;
  T value;
  if (!parse(found->second, value) || !(value >= setting.min && value <= setting.max)) {
    return WrongValue(setting.key, found->second, StrCat(what, " from ", Show(setting.min), " to ", Show(setting.max)));
  }
  return value;
}

template <class T>
bool Take(absl::StatusOr<T> parsed, T& value) {
  if (parsed.ok()) value = *parsed;
  return parsed.ok();
}

}  // namespace

void Conf::Set(std::string_view key, std::string value) {
  values_.insert_or_assign(std::string(key), std::move(value));
}

bool Conf::Has(std::string_view key) const { return values_.find(key) != values_.end(); }

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
  Set(key, std::string(value));
  return absl::OkStatus();
}

std::string Conf::Get(const TextSetting& setting) const {
  auto found = values_.find(setting.key);
  return found == values_.end() ? std::string(setting.fallback) : found->second;
}

absl::StatusOr<bool> Conf::Get(const BoolSetting& setting) const {
  auto found = values_.find(setting.key);
  if (found == values_.end()) return setting.fallback;
  bool value;
  if (!absl::SimpleAtob(found->second, &value)) return WrongValue(setting.key, found->second, "true or false");
  return value;
}

absl::StatusOr<int64_t> Conf::Get(const IntSetting& setting) const {
  return Read(*this, setting, "a whole number",
              [](const std::string& text, int64_t& value) { return absl::SimpleAtoi(text, &value); });
}

absl::StatusOr<int64_t> Conf::Get(const BytesSetting& setting) const {
  return Read(*this, setting, "a size (64k, 512m, 4g or plain bytes)",
              [](const std::string& text, int64_t& value) { return Take(ParseBytes(text), value); });
}

absl::StatusOr<double> Conf::Get(const DoubleSetting& setting) const {
  return Read(*this, setting, "a number",
              [](const std::string& text, double& value) { return absl::SimpleAtod(text, &value); });
}

absl::StatusOr<absl::Duration> Conf::Get(const DurationSetting& setting) const {
  return Read(*this, setting, "a duration (200ms, 1s, 5m or plain milliseconds)",
              [](const std::string& text, absl::Duration& value) { return Take(ParseDuration(text), value); });
}

}  // namespace sluice
