#include "driver/gateway/python_transform.h"

#include <string>

#include "common/base/status.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

absl::StatusOr<std::shared_ptr<JavaRdd>> PythonTransform::operator()(
    BatchTime time, const std::vector<std::shared_ptr<JavaRdd>>& rdds) const {
  std::vector<Value> values;
  for (const auto& rdd : rdds) values.push_back(rdd != nullptr ? Value(ObjectPtr(rdd)) : Value(Null{}));
  const Value arguments[] = {int64_t{time.value()}, ObjectPtr(std::make_shared<ArrayList>(std::move(values)))};
  SLUICE_ASSIGN_OR_RETURN(const Value result, gateway_.python().Call(proxy_, "call", arguments));
  SLUICE_RETURN_IF_ERROR(LastFailure());
  return Argument<std::shared_ptr<JavaRdd>>::Take(result).value_or(nullptr);
}

absl::Status PythonTransform::LastFailure() const {
  SLUICE_ASSIGN_OR_RETURN(const Value failure, gateway_.python().Call(proxy_, "getLastFailure", {}));
  const std::string* const traceback = std::get_if<std::string>(&failure);
  if (traceback == nullptr) return absl::OkStatus();
  return JavaError(kSparkException, StrCat(kRaisedByPython, "\n", *traceback));
}

}  // namespace sluice::gateway
