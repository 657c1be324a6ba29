#ifndef SLUICE_DRIVER_GATEWAY_REPEATED_CALLS_H_
#define SLUICE_DRIVER_GATEWAY_REPEATED_CALLS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "driver/gateway/recorded_call.h"

namespace sluice::gateway {

class Gateway;
class JavaStreamingContext;

// Builds the streams of a former run again, in a new context. `path`: see GraphRecord::Save.
absl::Status RepeatCalls(Gateway& gateway, const std::shared_ptr<JavaStreamingContext>& context,
                         const std::string& path, const std::vector<RecordedCall>& calls);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_REPEATED_CALLS_H_
