#ifndef SLUICE_COMMON_FS_ARROW_LOAD_ARROW_H_
#define SLUICE_COMMON_FS_ARROW_LOAD_ARROW_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

namespace sluice {

// What Arrow makes of a URI without a path. Arrow's libraries are loaded by the first call: they cost 30 ms and 14 MiB,
// and programs that stay on their disks need not have them.
absl::StatusOr<std::unique_ptr<FileSystem>> OpenArrowFileSystem(const std::string& root);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ARROW_LOAD_ARROW_H_
