#include "common/settings/unread_settings.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/str_cat.h"
#include "common/settings/all_settings.h"
#include "common/settings/program_names.h"
#include "common/settings/python.h"

namespace sluice {
namespace {

std::vector<std::string_view> KnownKeys() {
  std::vector<std::string_view> keys;
  for (const SettingsChapter& chapter : AllSettings()) {
    for (const AnySetting& setting : chapter.settings) keys.push_back(KeyOf(setting));
  }
  return keys;
}

// How many letters must be put in, taken out or changed, whatever their case.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t changed = diagonal + (lower(a[i]) != lower(b[j]));
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, changed}));
    }
  }
  return row.back();
}

// Read by PySpark or by the program itself.
bool IsOfPrograms(std::string_view key) {
  using namespace settings;
  constexpr std::string_view kNames[] = {
      kMaster,     kAppName,    kAppId,        kAppStartTime,       kDriverHost,           kDriverPort,
      kExecutorId, kDeployMode, kPythonMemory, kPythonFaultHandler, "spark.python.profile"};
  return std::find(std::begin(kNames), std::end(kNames), key) != std::end(kNames) ||
         std::find(std::begin(kSetByPySpark), std::end(kSetByPySpark), key) != std::end(kSetByPySpark) ||
         absl::StartsWith(ToAbsl(key), kExecutorEnvironment);
}

std::string Suggestion(std::string_view key, const std::vector<std::string_view>& known) {
  auto is_nearer = [key](std::string_view a, std::string_view b) { return Distance(key, a) < Distance(key, b); };
  if (key.substr(0, settings::kJars.size()) == settings::kJars) return "there is no JVM that could use it";
  std::string_view nearest = *std::min_element(known.begin(), known.end(), is_nearer);
  if (Distance(key, nearest) > key.size() / 4) return "it has no effect";
  return StrCat("did you mean ", nearest, "?");
}

}  // namespace

std::vector<std::string> WarningsAbout(const Conf& conf) {
  const std::vector<std::string_view> known = KnownKeys();
  std::vector<std::string> warnings;
  for (const auto& [key, value] : conf.values()) {
    const bool is_ours = absl::StartsWith(key, "spark.") || absl::StartsWith(key, "sluice.");
    if (!is_ours || IsOfPrograms(key) || std::find(known.begin(), known.end(), key) != known.end()) continue;
    warnings.push_back(StrCat("nothing reads the setting ", key, "=\"", value, "\": ", Suggestion(key, known)));
  }
  return warnings;
}

}  // namespace sluice
