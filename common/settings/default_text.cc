#include "common/settings/default_text.h"

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

template <class T, class Unit>
std::string Default(const BoundedSetting<T, Unit>& setting) {
  return setting.fallback_doc.empty() ? TextOf(setting, setting.fallback) : std::string(setting.fallback_doc);
}
std::string Default(const BoolSetting& setting) { return setting.fallback ? "true" : "false"; }
std::string Default(const TextSetting& setting) { return std::string(setting.fallback); }

}  // namespace

std::string TextOf(const BytesSetting&, int64_t bytes) {
  int unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit < 4) bytes /= 1024, ++unit;
  return StrCat(bytes, std::string_view("kmgt").substr(unit - (unit > 0), unit > 0));
}
std::string TextOf(const IntSetting&, int64_t count) { return StrCat(count); }
std::string TextOf(const DoubleSetting&, double number) { return absl::StrFormat("%.15g", number); }
std::string TextOf(const DurationSetting&, absl::Duration time) { return absl::FormatDuration(time); }

std::string DefaultText(const AnySetting& setting) {
  return std::visit([](const auto* declared) { return Default(*declared); }, setting);
}

}  // namespace sluice
