#ifndef SLUICE_COMMON_SETTINGS_ALL_SETTINGS_H_
#define SLUICE_COMMON_SETTINGS_ALL_SETTINGS_H_

#include <span>
#include <string_view>
#include <variant>

#include "common/settings/setting.h"

namespace sluice {

using AnySetting = std::variant<const BoolSetting*, const TextSetting*, const IntSetting*, const BytesSetting*,
                                const DoubleSetting*, const DurationSetting*>;

// The settings that one header of this folder declares.
struct SettingsChapter {
  std::string_view title;
  std::span<const AnySetting> settings;
};

// All that is read anywhere, in the order of docs/settings.md. tools/tidy finds declarations that are missing here.
std::span<const SettingsChapter> AllSettings();

std::string_view KeyOf(const AnySetting& setting);

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_ALL_SETTINGS_H_
