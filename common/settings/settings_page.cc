#include "common/settings/settings_page.h"

#include <limits>

#include "common/base/str_cat.h"
#include "common/settings/default_text.h"

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

template <class T, class Unit>
std::string Bounds(const BoundedSetting<T, Unit>& setting) {
  if constexpr (std::numeric_limits<T>::is_specialized) {
    if (setting.max == std::numeric_limits<T>::max()) return StrCat("at least ", TextOf(setting, setting.min));
  }
  return StrCat(TextOf(setting, setting.min), " to ", TextOf(setting, setting.max));
}
template <class Unbounded>
std::string Bounds(const Unbounded&) {
  return "";
}

std::string Row(const AnySetting& any) {
  return std::visit(
      [&any](const auto* setting) {
        return StrCat("| `", setting->key, "` | ", DefaultText(any), " | ", Bounds(*setting), " | ", setting->doc,
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
