#ifndef SLUICE_DRIVER_GATEWAY_JAVA_ERROR_H_
#define SLUICE_DRIVER_GATEWAY_JAVA_ERROR_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "driver/gateway/classes/throwable.h"

namespace sluice::gateway {

inline constexpr char kSparkException[] = "org.apache.spark.SparkException";
// What is said of an exception of a function over RDDs begins so.
inline constexpr char kRaisedByPython[] = "An exception was raised by Python:";

// An error that Python sees as an exception of this class of the JVM.
absl::Status JavaError(std::string_view class_name, std::string_view message);

// The exception that Python is to see of an error: of that class, or of the one that fits its code. What a Python
// worker said is it alone, without what the scheduler said about it.
std::shared_ptr<Throwable> ToThrowable(const absl::Status& error);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_JAVA_ERROR_H_
