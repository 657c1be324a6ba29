#include "api/application.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/rdd/local_properties.h"
#include "engine/rdd/variables/variable_key.h"

namespace sluice {

void Application::setLocalProperty(const std::string& key, std::optional<std::string> value) {
  if (value.has_value()) {
    LocalProperties()[key] = *std::move(value);
  } else {
    LocalProperties().erase(key);
  }
}

std::optional<std::string> Application::getLocalProperty(const std::string& key) const {
  auto found = LocalProperties().find(key);
  return found == LocalProperties().end() ? std::nullopt : std::optional(found->second);
}

void Application::setCheckpointDir(const std::string& directory) {
  if (directory.empty()) return jobs_.SetCheckpointFolder("");
  const std::string folder = std::filesystem::absolute(directory).string();
  jobs_.SetCheckpointFolder(absl::StrCat(folder, "/rdds-", absl::Hex(NewVariableKey())));
}

std::optional<std::string> Application::getCheckpointDir() const {
  std::string folder = jobs_.checkpoint_folder();
  return folder.empty() ? std::nullopt : std::optional(std::move(folder));
}

}  // namespace sluice
