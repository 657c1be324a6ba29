#include "driver/gateway/classes/streaming_context_python_helper.h"

#include <memory>
#include <optional>
#include <string>

#include "common/base/status.h"
#include "driver/gateway/class.h"
#include "driver/gateway/classes/java_streaming_context.h"
#include "driver/gateway/classes/option.h"
#include "driver/gateway/recorded_program.h"

namespace sluice::gateway {
namespace {

absl::StatusOr<std::shared_ptr<Option>> Recover(StreamingContextPythonHelper& self, const std::string& folder) {
  SLUICE_ASSIGN_OR_RETURN(const std::shared_ptr<RecordedProgram> program, RecoverProgram(self.gateway(), folder));
  if (program == nullptr) return std::make_shared<Option>(std::nullopt);
  return std::make_shared<Option>(
      Value(ObjectPtr(std::make_shared<JavaStreamingContext>(program->context(), program))));
}

}  // namespace

const Class& StreamingContextPythonHelper::Describe() {
  static const Class type =
      Class("org.apache.spark.streaming.StreamingContextPythonHelper")
          .Constructor([](Gateway& gateway) { return std::make_shared<StreamingContextPythonHelper>(gateway); })
          .Has("tryRecoverFromCheckpoint", &Recover);
  return type;
}

}  // namespace sluice::gateway
