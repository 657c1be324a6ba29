#include "api/core/this_task.h"

#include "engine/task/local_properties.h"

namespace sluice {

std::optional<std::string> ThisTask::getLocalProperty(const std::string& key) {
  auto found = LocalProperties().find(key);
  return found == LocalProperties().end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sluice
