#ifndef SLUICE_COMMON_FS_OBJECTS_CHECKPOINT_FILES_H_
#define SLUICE_COMMON_FS_OBJECTS_CHECKPOINT_FILES_H_

#include "absl/status/statusor.h"
#include "common/fs/files.h"
#include "common/fs/objects/object_path.h"
#include "common/fs/objects/object_store.h"

namespace sluice {

// Files of checkpoint directories, wherever they are: an ObjectPath is in an object store, any other path on a disk.
// Lives for ever.
Files& CheckpointFiles();

// The bucket of that directory; lives for ever. Errors as of S3Place::Of.
absl::StatusOr<ObjectStore*> ObjectStoreOf(const FileUri& directory);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_CHECKPOINT_FILES_H_
