#ifndef SLUICE_COMMON_FS_RENAMED_FILE_H_
#define SLUICE_COMMON_FS_RENAMED_FILE_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

namespace sluice {

// Opens a file that was found before, as FileSystem::Open does. If it was renamed in its folder since, that file is
// opened, not the shorter one that may have come in its place. NOT_FOUND: it is nowhere in its folder. A file whose
// inode is not known goes by its name.
absl::StatusOr<std::unique_ptr<FileReader>> OpenFound(FileSystem& files, const FoundFile& found, int64_t begin,
                                                      int64_t end);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_RENAMED_FILE_H_
