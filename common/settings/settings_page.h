#ifndef SLUICE_COMMON_SETTINGS_SETTINGS_PAGE_H_
#define SLUICE_COMMON_SETTINGS_SETTINGS_PAGE_H_

#include <string>

namespace sluice {

// docs/settings.md: every declared setting with its default, its bounds and what it does, in Markdown.
std::string SettingsPage();

}  // namespace sluice

#endif  // SLUICE_COMMON_SETTINGS_SETTINGS_PAGE_H_
