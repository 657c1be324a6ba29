#ifndef SLUICE_DRIVER_APPLICATION_MESSAGE_LIMITS_H_
#define SLUICE_DRIVER_APPLICATION_MESSAGE_LIMITS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/dstream/streaming_backend.h"

// What users may make large and goes with other messages all the same. INVALID_ARGUMENT names it, its size and the
// limit.
namespace sluice {

// The local properties of a thread go with each task of its jobs.
absl::Status CheckProperties(const std::map<std::string, std::string>& properties);
// What their receivers are made of goes with the orders to start them, perhaps all on one executor.
absl::Status CheckReceivers(const std::vector<InputStreamSpec>& inputs);

}  // namespace sluice

#endif  // SLUICE_DRIVER_APPLICATION_MESSAGE_LIMITS_H_
