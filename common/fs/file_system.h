#ifndef SLUICE_COMMON_FS_FILE_SYSTEM_H_
#define SLUICE_COMMON_FS_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sluice {

// A file or folder as a listing shows it.
struct FoundFile {
  std::string path;            // Whole: absolute, or a URI with its options.
  int64_t bytes = 0;           // A folder has none.
  int64_t changed_millis = 0;  // When it last changed; ms since the epoch, rounded down.
  bool is_folder = false;
  uint64_t inode = 0;      // Stays with a file on a disk when it is renamed. 0: not known, or of a link.
  int64_t made_nanos = 0;  // When the file was made, since the epoch; 0: not known.
};

// What is read from front to back. Every error names the file. Not thread-safe.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  // Fills `room`, unless the end comes before; returns how many bytes it has.
  virtual absl::StatusOr<size_t> Read(char* room, size_t bytes) = 0;
};

// A file, read from somewhere on.
class FileReader : public ByteReader {
 public:
  // What the file begins with, so many bytes if it has them. REQUIRES: nothing has been read yet.
  virtual absl::StatusOr<std::string> Head(size_t bytes) = 0;
};

// The files that users name: what streams and RDDs read, and where they are saved. A path is absolute on a disk, or a
// URI (file_uri.h), and the same for all machines. Thread-safe. Every call ends, if the network allows it or not, and
// every error names the path without what is secret in it. NOT_FOUND: nothing is there. UNAVAILABLE: who has it cannot
// be reached. PERMISSION_DENIED: he refuses.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual absl::StatusOr<FoundFile> Look(const std::string& path) = 0;
  // Calls `found` for each file and folder directly in `folder`, in any order.
  virtual absl::Status List(const std::string& folder, absl::FunctionRef<void(FoundFile)> found) = 0;
  // Of what begins at `begin` most likely nothing at or after `end` will be read.
  virtual absl::StatusOr<std::unique_ptr<FileReader>> Open(const std::string& path, int64_t begin, int64_t end) = 0;
  // The file has its former contents or these, whatever happens and whoever else publishes it meanwhile; after OK
  // these. Its folder is made if it is not there.
  virtual absl::Status Publish(const std::string& path, std::string_view contents) = 0;
  virtual absl::Status Remove(const std::string& path) = 0;
  // OK when it is there. NOT_FOUND: the bucket it would be in is not; that is not made.
  virtual absl::Status MakeFolder(const std::string& path) = 0;
};

// The one that has `path`; lives for ever. For a URI the first call loads Arrow and may ask the network.
// INVALID_ARGUMENT: nobody knows the scheme. FAILED_PRECONDITION: Arrow is not installed on this machine.
absl::StatusOr<FileSystem*> FileSystemOf(const std::string& path);

// The disks of this machine, and what is mounted there.
FileSystem& LocalFileSystem();

absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_FILE_SYSTEM_H_
