#include "driver/gateway/classes/throwable.h"

#include <vector>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/array.h"

namespace sluice::gateway {
namespace {

constexpr char kWhere[] = "Sluice(Native Method)";

}  // namespace

const Class& Throwable::Describe() {
  static const Class type = Class("java.lang.Throwable")
                                .Has("getMessage", [](Throwable& self) { return self.message(); })
                                .Has("getLocalizedMessage", [](Throwable& self) { return self.message(); })
                                .Has("getCause", [](Throwable&) -> Value { return Null{}; })
                                .Has("getStackTrace", [](Throwable&) {
                                  return std::make_shared<Array>(std::vector<Value>{std::string(kWhere)});
                                });
  return type;
}

std::string Throwable::StackTrace() const { return ToString() + "\n\tat " + kWhere + "\n"; }

}  // namespace sluice::gateway
