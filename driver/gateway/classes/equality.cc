#include "driver/gateway/classes/equality.h"

#include "common/base/overloaded.h"
#include "common/base/str_cat.h"
#include "driver/gateway/object.h"
#include "engine/rows/text.h"

namespace sluice::gateway {

bool IsEqual(const Value& a, const Value& b) {
  const ObjectPtr* const first = std::get_if<ObjectPtr>(&a);
  const ObjectPtr* const second = std::get_if<ObjectPtr>(&b);
  return first != nullptr && second != nullptr ? (*first)->Equals(**second) : a == b;
}

std::string ToText(const Value& value) {
  return std::visit(
      Overloaded{[](Null) -> std::string { return "null"; }, [](Void) -> std::string { return "void"; },
                 [](const std::string& text) { return text; }, [](const Bytes&) -> std::string { return "[B"; },
                 [](const Decimal& decimal) { return decimal.digits; },
                 [](const Reference& reference) { return reference.id; }, [](const Proxy& proxy) { return proxy.id; },
                 [](const ObjectPtr& object) { return object->ToString(); },
                 [](auto number) {
                   std::string text;
                   AppendText(number, text);
                   return text;
                 }},
      value);
}

}  // namespace sluice::gateway
