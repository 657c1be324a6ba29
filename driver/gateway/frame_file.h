#ifndef SLUICE_DRIVER_GATEWAY_FRAME_FILE_H_
#define SLUICE_DRIVER_GATEWAY_FRAME_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sluice::gateway {

// The frames of a file of the driver's Python. DATA_LOSS: it ends within one. Safe for any bytes.
absl::StatusOr<std::vector<std::string>> ReadFrames(const std::string& path);
absl::StatusOr<std::vector<std::string>> CutFrames(std::string_view bytes);

}  // namespace sluice::gateway

#endif  // SLUICE_DRIVER_GATEWAY_FRAME_FILE_H_
