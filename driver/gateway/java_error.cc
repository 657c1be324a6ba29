#include "driver/gateway/java_error.h"

#include <optional>
#include <string>

#include "absl/strings/cord.h"
#include "common/base/str_cat.h"

namespace sluice::gateway {
namespace {

constexpr char kClassPayload[] = "sluice/java-class";
constexpr std::string_view kPythonException = "[PYTHON_EXCEPTION]";

constexpr std::string_view kRequirement = "requirement failed: ";

std::string ClassFor(absl::StatusCode code, std::string_view message) {
  if (message.substr(0, kRequirement.size()) == kRequirement) return "java.lang.IllegalArgumentException";
  switch (code) {
    case absl::StatusCode::kInvalidArgument: return "java.lang.IllegalArgumentException";
    case absl::StatusCode::kFailedPrecondition: return "java.lang.IllegalStateException";
    default: return kSparkException;
  }
}

}  // namespace

absl::Status JavaError(std::string_view class_name, std::string_view message) {
  absl::Status error(absl::StatusCode::kAborted, ToAbsl(message));
  error.SetPayload(kClassPayload, absl::Cord(ToAbsl(class_name)));
  return error;
}

std::shared_ptr<Throwable> ToThrowable(const absl::Status& error) {
  const std::string_view message = ToStd(error.message());
  if (const absl::optional<absl::Cord> name = error.GetPayload(kClassPayload)) {
    return std::make_shared<Throwable>(std::string(*name), std::string(message));
  }
  if (const size_t said = message.find(kRaisedByPython); said != std::string_view::npos) {
    return std::make_shared<Throwable>(kSparkException, std::string(message.substr(said)));
  }
  if (const size_t said = message.find(kPythonException); said != std::string_view::npos) {
    return std::make_shared<Throwable>("org.apache.spark.api.python.PythonException",
                                       std::string(message.substr(said)));
  }
  return std::make_shared<Throwable>(ClassFor(error.code(), message), std::string(message));
}

}  // namespace sluice::gateway
