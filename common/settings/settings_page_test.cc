#include "common/settings/settings_page.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "common/settings/all_settings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

constexpr char kPage[] = "docs/settings.md";

std::string ReadPage() {
  std::stringstream text;
  text << std::ifstream(kPage).rdbuf();
  return text.str();
}

TEST(SettingsPageTest, DocsTellWhatIsDeclared) {
  if (std::getenv("SLUICE_UPDATE") != nullptr) std::ofstream(kPage) << SettingsPage();
  EXPECT_EQ(ReadPage(), SettingsPage()) << "run: SLUICE_UPDATE=1 bazel run //common/settings:settings_page_test";
}

TEST(SettingsPageTest, EverySettingHasItsOwnKeyAndASentence) {
  std::set<std::string_view> keys;
  for (const SettingsChapter& chapter : AllSettings()) {
    for (const AnySetting& setting : chapter.settings) {
      EXPECT_TRUE(keys.insert(KeyOf(setting)).second) << KeyOf(setting);
      const std::string_view doc = std::visit([](const auto* declared) { return declared->doc; }, setting);
      EXPECT_TRUE(doc.ends_with('.')) << KeyOf(setting);
    }
  }
}

}  // namespace
}  // namespace sluice
