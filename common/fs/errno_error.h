#ifndef SLUICE_COMMON_FS_ERRNO_ERROR_H_
#define SLUICE_COMMON_FS_ERRNO_ERROR_H_

#include <string_view>

#include "absl/status/status.h"

namespace sluice {

// Why the system did not do `what`. Only of a name that is not there it is NOT_FOUND: a device that does not answer any
// more has what it had.
absl::Status ErrnoError(int error, std::string_view what);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ERRNO_ERROR_H_
