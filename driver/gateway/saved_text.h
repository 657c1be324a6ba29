#ifndef SLUICE_DRIVER_GATEWAY_SAVED_TEXT_H_
#define SLUICE_DRIVER_GATEWAY_SAVED_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "driver/gateway/classes/java_rdd.h"

namespace sluice::gateway {

// Each row as a line of a file; a part for each partition, in a folder that must be new.
absl::Status SaveText(const JavaRdd& rdd, const std::string& path);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_SAVED_TEXT_H_
