#ifndef SLUICE_COMMON_SETTINGS_DEFAULT_TEXT_H_
#define SLUICE_COMMON_SETTINGS_DEFAULT_TEXT_H_

#include <string>

#include "common/settings/all_settings.h"

namespace sluice {

// Sizes in the largest unit that leaves no rest.
std::string TextOf(const BytesSetting&, int64_t bytes);
std::string TextOf(const IntSetting&, int64_t count);
std::string TextOf(const DoubleSetting&, double number);
std::string TextOf(const DurationSetting&, absl::Duration time);

// The value of a setting that nobody sets, or in words where it comes from.
std::string DefaultText(const AnySetting& setting);

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_DEFAULT_TEXT_H_
