#include "common/settings/settings_page.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "common/base/str_cat.h"
#include "common/settings/all_settings.h"

namespace sluice {
namespace {

constexpr std::string_view kTop =
    "# Settings\n\n"
    "An application takes them from `sluice submit --conf KEY=VALUE`, and from the environment variable `SLUICE_CONF` "
    "(one\n"
    "KEY=VALUE a line) when it runs in one process. Durations are written like `200ms`, `1s`, `5m`, `2h` or as plain\n"
    "milliseconds, sizes like `64k`, `512m`, `4g` or as plain bytes. A value out of its bounds ends the application "
    "with a\n"
    "message; a misspelt key gets a warning with the nearest known one.\n\n"
    "This page is made from the declarations in [common/settings](../common/settings/); its README tells how.\n";

// Sizes in the largest unit that leaves no rest.
std::string Text(const BytesSetting&, int64_t bytes) {
  int unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit < 4) bytes /= 1024, ++unit;
  return StrCat(bytes, std::string_view("kmgt").substr(unit - (unit > 0), unit > 0));
}
std::string Text(const IntSetting&, int64_t count) { return StrCat(count); }
std::string Text(const DoubleSetting&, double number) { return absl::StrFormat("%.15g", number); }
std::string Text(const DurationSetting&, absl::Duration time) { return absl::FormatDuration(time); }

template <class T, class Unit>
std::string Default(const BoundedSetting<T, Unit>& setting) {
  return setting.fallback_doc.empty() ? Text(setting, setting.fallback) : std::string(setting.fallback_doc);
}
std::string Default(const BoolSetting& setting) { return setting.fallback ? "true" : "false"; }
std::string Default(const TextSetting& setting) { return std::string(setting.fallback); }

template <class T, class Unit>
std::string Bounds(const BoundedSetting<T, Unit>& setting) {
  if constexpr (std::numeric_limits<T>::is_specialized) {
    if (setting.max == std::numeric_limits<T>::max()) return StrCat("at least ", Text(setting, setting.min));
  }
  return StrCat(Text(setting, setting.min), " to ", Text(setting, setting.max));
}
template <class Unbounded>
std::string Bounds(const Unbounded&) {
  return "";
}

std::string Row(const AnySetting& any) {
  return std::visit(
      [](const auto* setting) {
        return StrCat("| `", setting->key, "` | ", Default(*setting), " | ", Bounds(*setting), " | ", setting->doc,
                      " |\n");
      },
      any);
}

}  // namespace

std::string SettingsPage() {
  std::string page(kTop);
  for (const SettingsChapter& chapter : AllSettings()) {
    page +=
        StrCat("\n## ", chapter.title, "\n\n| key | default | bounds | what it does |\n| --- | --- | --- | --- |\n");
    for (const AnySetting& setting : chapter.settings) page += Row(setting);
  }
  return page;
}

}  // namespace sluice
