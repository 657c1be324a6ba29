#include "driver/gateway/classes/python_utils.h"

#include "driver/gateway/class.h"

namespace sluice::gateway {
namespace {

constexpr int64_t kBroadcastThreshold = 1 << 20;  // A longer function is broadcast.
constexpr int64_t kSecretPatienceSeconds = 15;
constexpr int32_t kBufferBytes = 64 << 10;

}  // namespace

const Class& PythonUtilsClass() {
  static const Class type = Class("org.apache.spark.api.python.PythonUtils")
                                .Static("isEncryptionEnabled", [](Value) { return false; })
                                .Static("getPythonAuthSocketTimeout", [](Value) { return kSecretPatienceSeconds; })
                                .Static("getSparkBufferSize", [](Value) { return kBufferBytes; })
                                .Static("getBroadcastThreshold", [](Value) { return kBroadcastThreshold; });
  return type;
}

}  // namespace sluice::gateway
