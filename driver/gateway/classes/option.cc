#include "driver/gateway/classes/option.h"

#include "driver/gateway/class.h"
#include "driver/gateway/classes/equality.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

const Class& Option::Describe() {
  static const Class type = Class("scala.Option")
                                .Has("isDefined", [](Option& self) { return self.value().has_value(); })
                                .Has("nonEmpty", [](Option& self) { return self.value().has_value(); })
                                .Has("isEmpty", [](Option& self) { return !self.value().has_value(); })
                                .Has("get", [](Option& self) -> absl::StatusOr<Value> {
                                  if (self.value().has_value()) return *self.value();
                                  return JavaError("java.util.NoSuchElementException", "None.get");
                                });
  return type;
}

std::string Option::ToString() const { return value_.has_value() ? "Some(" + ToText(*value_) + ")" : "None"; }

int32_t Option::HashCode() const {
  const ObjectPtr* const object = value_.has_value() ? std::get_if<ObjectPtr>(&*value_) : nullptr;
  return object != nullptr ? (*object)->HashCode() : Object::HashCode();
}

}  // namespace sluice::gateway
