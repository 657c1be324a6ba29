#include "driver/gateway/classes/array.h"

#include "common/base/status.h"
#include "driver/gateway/class.h"
#include "driver/gateway/java_error.h"

namespace sluice::gateway {

const Class& Array::Describe() {
  static const Class type("[Ljava.lang.Object;", 't');
  return type;
}

int32_t Array::size() const {
  MutexLock lock(&mu_);
  return static_cast<int32_t>(values_.size());
}

std::vector<Value> Array::values() const {
  MutexLock lock(&mu_);
  return values_;
}

absl::Status Array::Check(int32_t index) const {
  if (index >= 0 && index < static_cast<int64_t>(values_.size())) return absl::OkStatus();
  return JavaError("java.lang.ArrayIndexOutOfBoundsException",
                   StrCat("Index ", index, " out of bounds for length ", values_.size()));
}

absl::StatusOr<Value> Array::Get(int32_t index) const {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index));
  return values_[index];
}

absl::Status Array::Set(int32_t index, Value value) {
  MutexLock lock(&mu_);
  SLUICE_RETURN_IF_ERROR(Check(index));
  values_[index] = std::move(value);
  return absl::OkStatus();
}

}  // namespace sluice::gateway
