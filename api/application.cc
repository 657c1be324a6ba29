#include "api/application.h"

#include "engine/rdd/local_properties.h"

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

}  // namespace sluice
