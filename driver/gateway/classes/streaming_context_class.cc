#include "driver/gateway/classes/streaming_context_class.h"

#include <memory>

#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/recorded_program.h"

namespace sluice::gateway {
namespace {

std::shared_ptr<Option> Active() {
  // All programs of this process are of its gateway.
  const auto program = std::static_pointer_cast<RecordedProgram>(internal::StreamingProgram::Active());
  if (program == nullptr) return std::make_shared<Option>(std::nullopt);
  return std::make_shared<Option>(
      Value(ObjectPtr(std::make_shared<JavaStreamingContext>(program->context(), program))));
}

}  // namespace

const Class& StreamingContextClass() {
  static const Class type = Class("org.apache.spark.streaming.StreamingContext").Static("getActive", &Active);
  return type;
}

}  // namespace sluice::gateway
