#include "engine/task/local_properties.h"

namespace sluice {

std::map<std::string, std::string>& LocalProperties() {
  thread_local std::map<std::string, std::string> properties;
  return properties;
}

}  // namespace sluice
