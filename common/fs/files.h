#ifndef SLUICE_COMMON_FS_FILES_H_
#define SLUICE_COMMON_FS_FILES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/buffer.h"

namespace sluice {

// A file that grows at its end. Not thread-safe. The destructor closes it and syncs nothing.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  // RESOURCE_EXHAUSTED: the disk is full; some of the first bytes may have been written.
  virtual absl::Status Append(std::string_view bytes) = 0;
  // What was appended survives a loss of power. After an error nobody knows what did: open the file again and look.
  virtual absl::Status Sync() = 0;
};

// Files of one machine: the disk (LocalFiles) or the simulation of one (MemoryFiles). Thread-safe.
// Every error names the path. NOT_FOUND: no such file or folder. RESOURCE_EXHAUSTED: the disk is full.
class Files {
 public:
  virtual ~Files() = default;
  virtual absl::StatusOr<Buffer> Read(const std::string& path) = 0;
  // So many bytes from `offset` on, fewer if the file ends before.
  virtual absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) = 0;
  // Creates the file when it is not there, for good: its name survives a loss of power.
  virtual absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) = 0;
  // The file has either its former contents or these, whatever happens meanwhile; after OK these, for good.
  virtual absl::Status Publish(const std::string& path, std::string_view contents) = 0;
  // Cuts the end off, for good.
  virtual absl::Status Truncate(const std::string& path, int64_t bytes) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;
  // With everything in it. OK when there is nothing.
  virtual absl::Status RemoveTree(const std::string& path) = 0;
  // With its parents, for good. OK when it is there.
  virtual absl::Status MakeFolder(const std::string& path) = 0;
  // For good. NOT_FOUND: nothing is at `from`, or the folder of `to` is not there. ALREADY_EXISTS: something is at
  // `to`.
  virtual absl::Status Rename(const std::string& from, const std::string& to) = 0;
  // The same as Publish and RemoveTree, by way of `door`, a folder on the same disk: nothing happens, and it is
  // ABORTED, once nobody finds a folder under that name any more. So whoever renames the door shuts out all who go
  // through it.
  virtual absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) = 0;
  virtual absl::Status RemoveThrough(const std::string& door, const std::string& path) = 0;
  // Names in the folder, sorted.
  virtual absl::StatusOr<std::vector<std::string>> List(const std::string& folder) = 0;
};

// The disk of this machine; lives for ever.
Files& LocalFiles();

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_FILES_H_
