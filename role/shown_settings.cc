#include "role/shown_settings.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/settings/all_settings.h"
#include "common/settings/default_text.h"

namespace sluice {
namespace {

constexpr char kHidden[] = "*********(redacted)";
constexpr std::string_view kSecrets[] = {"secret", "password", "token", "accesskey", "access.key"};

bool SpeaksOfSecrets(const std::string& text) {
  const std::string lower = absl::AsciiStrToLower(text);
  return std::any_of(std::begin(kSecrets), std::end(kSecrets),
                     [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

std::vector<SettingView> ShownSettings(const RoleEnvironment& environment) {
  std::map<std::string, SettingView> shown;
  for (const SettingsChapter& chapter : AllSettings()) {
    for (const AnySetting& setting : chapter.settings) {
      const std::string key(KeyOf(setting));
      shown[key] = {key, DefaultText(setting), SettingView::Source::kDefault};
    }
  }
  // Who runs embedded has them of its environment; to others a daemon passes on what somebody has submitted.
  const auto source =
      environment.role == Role::kEmbedded ? SettingView::Source::kEnvironment : SettingView::Source::kSet;
  for (const auto& [key, value] : environment.conf.values()) {
    shown[key] = {key, SpeaksOfSecrets(key) || SpeaksOfSecrets(value) ? kHidden : value, source};
  }
  std::vector<SettingView> settings;
  for (auto& [key, setting] : shown) settings.push_back(std::move(setting));
  return settings;
}

}  // namespace sluice
