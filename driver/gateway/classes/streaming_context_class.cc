#include "driver/gateway/classes/streaming_context_class.h"

#include <memory>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {
namespace {

std::shared_ptr<Option> Active(Gateway& gateway) {
  const std::shared_ptr<internal::StreamingProgram> program = internal::StreamingProgram::Active();
  if (program == nullptr || gateway.context() == nullptr) return std::make_shared<Option>(std::nullopt);
  return std::make_shared<Option>(Value(ObjectPtr(std::make_shared<JavaStreamingContext>(gateway.context(), program))));
}

}  // namespace

const Class& StreamingContextClass() {
  static const Class type = Class("org.apache.spark.streaming.StreamingContext").Static("getActive", &Active);
  return type;
}

}  // namespace sluice::gateway
