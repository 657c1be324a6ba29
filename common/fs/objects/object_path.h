#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_PATH_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/fs/file_uri.h"

namespace sluice {

// A path in a checkpoint directory that is in an object store: the directory's URI, whose last option says whose view
// of it is meant, then the name below it, as for paths on disks. So paths are made of others with a '/' as everywhere:
// s3://bucket/folder?region=eu-central-1&view=7/state/counts/3.
struct ObjectPath {
  FileUri directory;            // Its options lack the view.
  std::optional<int64_t> view;  // The token of the holder it is of; nothing: of the newest one.
  std::string name;             // Below the directory; empty: the directory itself.

  // What keys in the bucket begin with.
  std::string Prefix() const;
  // For people: "s3://bucket/folder/state/counts/3".
  std::string Text() const;
};

// Not for a URI without a view: that is a path for FileSystem.
bool IsObjectPath(std::string_view path);
// REQUIRES: IsObjectPath.
ObjectPath ParseObjectPath(std::string_view path);

// The directory that users name by `uri`, as its newest holder sees it. REQUIRES: IsFileUri.
std::string InNewestView(std::string_view uri);
// The same path as the holder of that token sees it. A path on a disk has no views and stays as it is.
std::string InViewOf(int64_t holder, const std::string& path);
// The URI by which FileSystem knows it. Another path stays as it is.
std::string UriOf(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_PATH_H_
