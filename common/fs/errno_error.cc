#include "common/fs/errno_error.h"

#include <cerrno>

#include "common/base/str_cat.h"

namespace sluice {

absl::Status ErrnoError(int error, std::string_view what) {
  absl::Status failed = absl::ErrnoToStatus(error, ToAbsl(what));
  return absl::IsNotFound(failed) && error != ENOENT ? absl::UnavailableError(failed.message()) : failed;
}

}  // namespace sluice
