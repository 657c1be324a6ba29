#ifndef SLUICE_COMMON_FS_INPUT_FILES_H_
#define SLUICE_COMMON_FS_INPUT_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

namespace sluice {

// The files that an input reads: those of each path or glob, and of folders what is directly in them and meant for
// readers (visible_file.h), in the order of `paths` and then of names. A file that several paths have is there as
// often. NOT_FOUND: names every path that nothing is at.
absl::StatusOr<std::vector<FoundFile>> FindInputFiles(const std::vector<std::string>& paths);

// What Hadoop says of a path, or of a glob, that nothing is at.
std::string NothingIsAt(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_INPUT_FILES_H_
