#include "driver/gateway/classes/java_properties.h"

#include <memory>
#include <optional>

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& JavaProperties::Describe() {
  static const Class type =
      Class("java.util.Properties")
          .Has("clone", [](JavaProperties& self) { return std::make_shared<JavaProperties>(self.values_); })
          .Has("getProperty", [](JavaProperties& self, std::string key) {
            const auto found = self.values_.find(key);
            return found == self.values_.end() ? std::nullopt : std::optional(found->second);
          });
  return type;
}

}  // namespace sluice::gateway
