#include "driver/gateway/classes/transform_function.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {

const Class& TransformFunction::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.api.python.TransformFunction").Constructor([](Gateway& gateway, Proxy proxy) {
        return std::make_shared<TransformFunction>(gateway, std::move(proxy));
      });
  return type;
}

}  // namespace sluice::gateway
