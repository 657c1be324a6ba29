#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_FILES_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_FILES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/fs/files.h"
#include "common/fs/objects/object_directory.h"
#include "common/fs/objects/object_path.h"
#include "common/fs/objects/object_store.h"

namespace sluice {

// Files of checkpoint directories in object stores; every path is an ObjectPath. There are no folders and no doors:
// what somebody puts who has lost the lease counts for nobody (ObjectView). Published is a file of one object, appended
// to one of several; no file is both. Thread-safe.
class ObjectFiles : public Files {
 public:
  // Of a bucket, with the options of the URI; it lives for ever.
  using OpenStore = std::function<absl::StatusOr<ObjectStore*>(const FileUri& directory)>;
  explicit ObjectFiles(OpenStore open) : open_(std::move(open)) {}

  absl::StatusOr<ObjectStore*> StoreOf(const ObjectPath& path) const { return open_(path.directory); }

  absl::StatusOr<Buffer> Read(const std::string& path) override;
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override;
  absl::Status Publish(const std::string& path, std::string_view contents) override;
  absl::Status Truncate(const std::string& path, int64_t bytes) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status RemoveTree(const std::string& path) override;
  // There is nothing to make, but the bucket must be there.
  absl::Status MakeFolder(const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override;

  // UNIMPLEMENTED.
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override;
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override;

 private:
  using Directory = std::shared_ptr<const ObjectDirectory>;
  absl::StatusOr<Directory> DirectoryOf(const ObjectPath& path);
  absl::StatusOr<Buffer> ReadRange(const ObjectPath& path, int64_t begin, int64_t end);

  const OpenStore open_;
  Mutex mu_;
  std::map<std::string, Directory> held_ ABSL_GUARDED_BY(mu_);  // What holders found does not change.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_FILES_H_
