#include "driver/gateway/class.h"
#include "driver/gateway/classes/equality.h"
#include "driver/gateway/classes/java_class.h"

namespace sluice::gateway {

const Class& ObjectClass() {
  static const Class type =
      Class("java.lang.Object")
          .Has("equals",
               [](Object& self, Value other) {
                 const ObjectPtr* const object = std::get_if<ObjectPtr>(&other);
                 return object != nullptr && self.Equals(**object);
               })
          .Has("hashCode", [](Object& self) { return self.HashCode(); })
          .Has("toString", [](Object& self) { return self.ToString(); })
          .Has("getClass", [](Object& self) { return std::make_shared<JavaClass>(self.ClassName()); });
  return type;
}

}  // namespace sluice::gateway
