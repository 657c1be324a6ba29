#ifndef SLUICE_DRIVER_GATEWAY_PYTHON_TRANSFORM_H_
#define SLUICE_DRIVER_GATEWAY_PYTHON_TRANSFORM_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/batch_key.h"
#include "driver/gateway/classes/java_rdd.h"
#include "driver/gateway/gateway.h"

namespace sluice::gateway {

// A function of the program over RDDs of a batch, which it may make others of by calling us. Thread-safe.
class PythonTransform {
 public:
  PythonTransform(Gateway& gateway, Proxy proxy) : gateway_(gateway), proxy_(std::move(proxy)) {}

  // An RDD, or none. A missing RDD is null for Python. A SparkException: the function has thrown. CANCELLED: since a
  // job of it was cancelled, because its streams or its application stop.
  absl::StatusOr<std::shared_ptr<JavaRdd>> operator()(BatchTime time,
                                                      const std::vector<std::shared_ptr<JavaRdd>>& rdds) const;

 private:
  Gateway& gateway_;
  const Proxy proxy_;
};

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_PYTHON_TRANSFORM_H_
