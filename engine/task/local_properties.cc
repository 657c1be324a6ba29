#include "engine/task/local_properties.h"

#include <utility>

#include "common/actor/task_local.h"

namespace sluice {

std::map<std::string, std::string>& LocalProperties() {
  return TaskLocal<std::map<std::string, std::string>, class LocalPropertiesName>::Value();
}

ScopedLocalProperties::ScopedLocalProperties(std::map<std::string, std::string> properties)
    : former_(std::exchange(LocalProperties(), std::move(properties))) {}

ScopedLocalProperties::~ScopedLocalProperties() { LocalProperties() = std::move(former_); }

}  // namespace sluice
