#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_TRANSFORM_FUNCTION_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_TRANSFORM_FUNCTION_H_

#include <string_view>
#include <utility>

#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

class Gateway;

// A function of Python that is given to JavaStreamingContext.transform.
class TransformFunction : public ObjectOf<TransformFunction> {
 public:
  static constexpr std::string_view kName = "TransformFunction";
  static const Class& Describe();
  TransformFunction(Gateway& gateway, Proxy proxy) : gateway_(gateway), proxy_(std::move(proxy)) {}
  Gateway& gateway() { return gateway_; }
  const Proxy& proxy() const { return proxy_; }

 private:
  Gateway& gateway_;
  const Proxy proxy_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_TRANSFORM_FUNCTION_H_
