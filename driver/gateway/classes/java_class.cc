#include "driver/gateway/classes/java_class.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& JavaClass::Describe() {
  static const Class type =
      Class("java.lang.Class")
          .Has("getName", [](JavaClass& self) { return self.name(); })
          .Has("getCanonicalName", [](JavaClass& self) { return self.name(); })
          .Has("getSimpleName", [](JavaClass& self) { return self.name().substr(self.name().find_last_of(".$") + 1); })
          .Static("forName", [](std::string name) { return std::make_shared<JavaClass>(std::move(name)); });
  return type;
}

bool JavaClass::Equals(const Object& other) const {
  const auto* const type = dynamic_cast<const JavaClass*>(&other);
  return type != nullptr && type->name_ == name_;
}

}  // namespace sluice::gateway
