#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_ITERATOR_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_ITERATOR_H_

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "driver/gateway/object.h"
#include "driver/gateway/value.h"

namespace sluice::gateway {

// Goes once over what a collection had when it was made. Thread-safe.
class Iterator : public ObjectOf<Iterator> {
 public:
  static const Class& Describe();
  explicit Iterator(std::vector<Value> values) : values_(std::move(values)) {}

  // Past the end it is an error, by which Python knows it.
  absl::StatusOr<Value> Next();
  bool HasNext();

 private:
  const std::vector<Value> values_;
  Mutex mu_;
  size_t next_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_ITERATOR_H_
