#ifndef SLUICE_COMMON_FS_ARROW_ARROW_ROOTS_H_
#define SLUICE_COMMON_FS_ARROW_ARROW_ROOTS_H_

#include <arrow/filesystem/type_fwd.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace sluice {

struct ArrowRoot {
  std::shared_ptr<arrow::fs::FileSystem> files;
  std::string path;          // A bucket, or where folders begin.
  bool has_objects = false;  // No folders, no rename; what is written is there when it is complete.
};

// `uri` has no path. Waits for servers are bounded: 5 s for a connection, 10 s without a byte, three attempts.
absl::StatusOr<ArrowRoot> OpenArrowRoot(const std::string& uri);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_ARROW_ARROW_ROOTS_H_
