#include "driver/gateway/python_transform.h"

#include "common/base/status.h"
#include "driver/gateway/classes/array_list.h"
#include "driver/gateway/commands.h"

namespace sluice::gateway {

absl::StatusOr<std::shared_ptr<JavaRdd>> PythonTransform::operator()(
    BatchTime time, const std::vector<std::shared_ptr<JavaRdd>>& rdds) const {
  std::vector<Value> values;
  for (const auto& rdd : rdds) values.push_back(rdd != nullptr ? Value(ObjectPtr(rdd)) : Value(Null{}));
  const Value arguments[] = {int64_t{time.value()}, ObjectPtr(std::make_shared<ArrayList>(std::move(values)))};
  TakeCancelledCall();
  SLUICE_ASSIGN_OR_RETURN(const Value result, gateway_.python().Call(proxy_, "call", arguments));
  if (absl::Status failure = LastFailure(gateway_.python(), proxy_); !failure.ok()) {
    return TakeCancelledCall() ? absl::CancelledError(failure.message()) : failure;
  }
  return Argument<std::shared_ptr<JavaRdd>>::Take(result).value_or(nullptr);
}

}  // namespace sluice::gateway
