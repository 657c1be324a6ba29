#include "driver/gateway/function_pickler.h"

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "driver/gateway/java_error.h"
#include "driver/gateway/python_callbacks.h"

namespace sluice::gateway {

void FunctionPickler::Register(Proxy serializer) {
  MutexLock lock(&mu_);
  serializer_ = std::move(serializer);
}

absl::StatusOr<Value> FunctionPickler::Ask(std::string_view method, absl::Span<const Value> arguments) {
  std::optional<Proxy> serializer;
  {
    MutexLock lock(&mu_);
    serializer = serializer_;
  }
  if (!serializer.has_value()) return absl::FailedPreconditionError("Serializer has not been registered!");
  SLUICE_ASSIGN_OR_RETURN(Value result, python_.Call(*serializer, method, arguments));
  SLUICE_RETURN_IF_ERROR(LastFailure(python_, *serializer));
  return result;
}

absl::StatusOr<std::string> FunctionPickler::Pickle(const std::string& function_id) {
  const Value argument = function_id;
  SLUICE_ASSIGN_OR_RETURN(Value result, Ask("dumps", {&argument, 1}));
  Bytes* const pickled = std::get_if<Bytes>(&result);
  if (pickled == nullptr) return JavaError(kSparkException, "the serializer of functions gives no bytes");
  return std::move(pickled->bytes);
}

absl::StatusOr<Proxy> FunctionPickler::Unpickle(std::string pickled) {
  const Value argument = Bytes{std::move(pickled)};
  SLUICE_ASSIGN_OR_RETURN(Value result, Ask("loads", {&argument, 1}));
  Proxy* const function = std::get_if<Proxy>(&result);
  if (function == nullptr) return JavaError(kSparkException, "the serializer of functions gives no function");
  return std::move(*function);
}

}  // namespace sluice::gateway
