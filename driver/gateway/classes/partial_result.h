#ifndef SLUICE_DRIVER_GATEWAY_CLASSES_PARTIAL_RESULT_H_
#define SLUICE_DRIVER_GATEWAY_CLASSES_PARTIAL_RESULT_H_

#include <string>
#include <utility>

#include "api/rdd/bounded_double.h"
#include "api/rdd/partial_result.h"
#include "driver/gateway/object.h"

namespace sluice::gateway {

// What is known of a number when the time for it is up.
class JavaPartialResult : public ObjectOf<JavaPartialResult> {
 public:
  static const Class& Describe();
  explicit JavaPartialResult(PartialResult<BoundedDouble> result) : result_(std::move(result)) {}
  const PartialResult<BoundedDouble>& result() const { return result_; }

 private:
  const PartialResult<BoundedDouble> result_;
};

// A number, and bounds of it.
class JavaBoundedDouble : public ObjectOf<JavaBoundedDouble> {
 public:
  static const Class& Describe();
  explicit JavaBoundedDouble(BoundedDouble number) : number_(number) {}
  std::string ToString() const override { return number_.toString(); }

 private:
  const BoundedDouble number_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_CLASSES_PARTIAL_RESULT_H_
