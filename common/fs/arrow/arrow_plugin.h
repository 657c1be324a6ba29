#ifndef SLUICE_COMMON_FS_ARROW_ARROW_PLUGIN_H_
#define SLUICE_COMMON_FS_ARROW_ARROW_PLUGIN_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/fs/file_system.h"

// The border between a program and the library inside it that uses Arrow. Both are compiled together, so C++ types may
// cross it. `root` is a URI without a path.
extern "C" void SluiceOpenArrowFileSystem(const std::string& root,
                                          absl::StatusOr<std::unique_ptr<sluice::FileSystem>>& opened);

#endif  // SLUICE_COMMON_FS_ARROW_ARROW_PLUGIN_H_
