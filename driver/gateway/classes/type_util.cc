#include "driver/gateway/classes/type_util.h"

#include <string>

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& TypeUtilClass() {
  static const Class type = Class("py4j.reflection.TypeUtil").Static("isInstanceOf", [](std::string name, Value value) {
    const ObjectPtr* const object = std::get_if<ObjectPtr>(&value);
    return object != nullptr && (*object)->type().IsA(name);
  });
  return type;
}

}  // namespace sluice::gateway
