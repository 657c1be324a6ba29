#ifndef SLUICE_COMMON_SETTINGS_SETTING_H_
#define SLUICE_COMMON_SETTINGS_SETTING_H_

#include <cstdint>
#include <string_view>

#include "absl/time/time.h"

namespace sluice {

// A setting of an application is declared once, as a constant of one of these types in a header of this folder. Readers
// hand the constant to Conf::Get; the warning about unknown keys and docs/settings.md are made of the same constants.

// `doc` is what docs/settings.md says: whole sentences. `fallback` is the value when nobody sets it.
struct BoolSetting {
  std::string_view key;
  bool fallback;
  std::string_view doc;
};

struct TextSetting {
  std::string_view key;
  std::string_view fallback;
  std::string_view doc;
};

// `Unit` tells sizes from other whole numbers.
template <class T, class Unit = void>
struct BoundedSetting {
  std::string_view key;
  T fallback;
  T min;
  T max;
  std::string_view doc;
  std::string_view fallback_doc = {};  // What a reader hands to Or, in words.

  // The same setting for a reader that knows a fallback or a bound only when the program runs.
  constexpr BoundedSetting Or(T other_fallback) const {
    BoundedSetting setting = *this;
    setting.fallback = other_fallback;
    return setting;
  }
  constexpr BoundedSetting AtLeast(T other_min) const {
    BoundedSetting setting = *this;
    setting.min = other_min;
    return setting;
  }
};

using IntSetting = BoundedSetting<int64_t>;
using BytesSetting = BoundedSetting<int64_t, struct BytesUnit>;
using DoubleSetting = BoundedSetting<double>;
using DurationSetting = BoundedSetting<absl::Duration>;

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_SETTING_H_
