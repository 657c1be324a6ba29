#ifndef SLUICE_COMMON_BASE_UNITS_H_
#define SLUICE_COMMON_BASE_UNITS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sluice {

// "200ms", "1s", "5m", "2h", "1d", "50us"; a plain number is milliseconds. INVALID_ARGUMENT quotes `text`.
absl::StatusOr<absl::Duration> ParseDuration(std::string_view text);

// "512m", "4g", "64k", "1t", each with or without a final b, in powers of 1024; a plain number is bytes.
absl::StatusOr<int64_t> ParseBytes(std::string_view text);

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_UNITS_H_
