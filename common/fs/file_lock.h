#ifndef SLUICE_COMMON_FS_FILE_LOCK_H_
#define SLUICE_COMMON_FS_FILE_LOCK_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace sluice {

// Says that a file, and what it stands for, is in use by this process. The kernel gives the lock back however the
// process ends; processes of other users and in other namespaces see it, those of other machines if the file system
// passes it on, as NFS does. One that forks shares it until it becomes another program.
class FileLock {
 public:
  // Makes the file if it is not there. ALREADY_EXISTS: somebody has the lock, perhaps this process. UNIMPLEMENTED: the
  // file system knows no locks.
  static absl::StatusOr<FileLock> Take(const std::string& path);
  // The same of a file that is there; NOT_FOUND: it is not.
  static absl::StatusOr<FileLock> TakeExisting(const std::string& path);

  FileLock(FileLock&& other) : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&& other) {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileLock();

  // What the file is to say to whoever does not get the lock.
  absl::Status Write(const std::string& text);
  // Whether the file is still there: somebody else may have had the lock, and have removed it, before it was taken.
  bool IsLinked() const;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  static absl::StatusOr<FileLock> Take(const std::string& path, int flags);

  int fd_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_FILE_LOCK_H_
