#ifndef SLUICE_COMMON_FS_GLOB_H_
#define SLUICE_COMMON_FS_GLOB_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

namespace sluice {

// The files and folders that a path stands for, in the order of their paths: * ? and [..] stand for parts of one name,
// {a,b} for either; behind a backslash, or as [{], each stands for itself. Names of what is not meant for readers
// (visible_file.h) must be asked for, by such a name. None: nothing is there. An error: nobody knows what is there.
absl::StatusOr<std::vector<FoundFile>> Glob(const std::string& pattern);

// The same for patterns of a file system that is known.
absl::StatusOr<std::vector<FoundFile>> Glob(FileSystem& files, const std::string& pattern);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_GLOB_H_
