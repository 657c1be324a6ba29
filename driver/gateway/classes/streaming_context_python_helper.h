#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_PYTHON_HELPER_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_PYTHON_HELPER_H_

#include <string_view>

#include "driver/gateway/object.h"

namespace sluice::gateway {

class Gateway;

// What StreamingContext.getOrCreate asks for the context of a former run.
class StreamingContextPythonHelper : public ObjectOf<StreamingContextPythonHelper> {
 public:
  static constexpr std::string_view kName = "StreamingContextPythonHelper";
  static const Class& Describe();
  explicit StreamingContextPythonHelper(Gateway& gateway) : gateway_(gateway) {}
  Gateway& gateway() { return gateway_; }

 private:
  Gateway& gateway_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_STREAMING_CONTEXT_PYTHON_HELPER_H_
