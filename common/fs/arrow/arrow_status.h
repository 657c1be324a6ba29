#ifndef SLUICE_COMMON_FS_ARROW_ARROW_STATUS_H_
#define SLUICE_COMMON_FS_ARROW_ARROW_STATUS_H_

#include <arrow/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sluice {

// What Arrow says of what was done with `path`, with what to do about it. Arrow knows little but "IOError", so what it
// is stands in the text.
absl::Status FromArrow(const arrow::Status& status, std::string_view what, const std::string& path);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ARROW_ARROW_STATUS_H_
