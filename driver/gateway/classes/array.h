#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// An array, which Python reads by commands of its own. Thread-safe.
class Array : public ObjectOf<Array> {
 public:
  static constexpr std::string_view kName = "Object[]";
  static const Class& Describe();
  explicit Array(std::vector<Value> values) : values_(std::move(values)) {}

  int32_t size() const;
  std::vector<Value> values() const;
  absl::StatusOr<Value> Get(int32_t index) const;
  absl::Status Set(int32_t index, Value value);

 private:
  absl::Status Check(int32_t index) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  std::vector<Value> values_ ABSL_GUARDED_BY(mu_);
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_ARRAY_H_
