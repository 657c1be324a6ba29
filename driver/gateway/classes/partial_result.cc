#include "driver/gateway/classes/partial_result.h"

#include <memory>

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& JavaPartialResult::Describe() {
  static const Class type =
      Class("org.apache.spark.partial.PartialResult")
          .Has(
              "initialValue",
              [](JavaPartialResult& self) { return std::make_shared<JavaBoundedDouble>(self.result().initialValue()); })
          .Has("isInitialValueFinal", [](JavaPartialResult& self) { return self.result().isInitialValueFinal(); })
          .Has("getFinalValue", [](JavaPartialResult& self) {
            return std::make_shared<JavaBoundedDouble>(self.result().getFinalValue());
          });
  return type;
}

const Class& JavaBoundedDouble::Describe() {
  static const Class type = Class("org.apache.spark.partial.BoundedDouble")
                                .Has("mean", [](JavaBoundedDouble& self) { return self.number_.mean; })
                                .Has("confidence", [](JavaBoundedDouble& self) { return self.number_.confidence; })
                                .Has("low", [](JavaBoundedDouble& self) { return self.number_.low; })
                                .Has("high", [](JavaBoundedDouble& self) { return self.number_.high; });
  return type;
}

}  // namespace sluice::gateway
