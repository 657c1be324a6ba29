#ifndef SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_
#define SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/fs/file_lock.h"

namespace sluice {

// A new, empty folder of this machine, for this process alone. It is removed with everything in it when this is
// destroyed; if the process is killed before, by the next one that makes such a folder in the same place.
class TemporaryFolder {
 public:
  // Below $TEST_TMPDIR, else $TMPDIR, else /tmp; `purpose` is in its name.
  static absl::StatusOr<TemporaryFolder> Create(std::string_view purpose);

  TemporaryFolder(TemporaryFolder&& other)
      : root_(std::exchange(other.root_, {})), path_(std::move(other.path_)), lock_(std::move(other.lock_)) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) {
    std::swap(root_, other.root_);
    std::swap(path_, other.path_);
    std::swap(lock_, other.lock_);
    return *this;
  }
  ~TemporaryFolder();

  const std::string& path() const { return path_; }

 private:
  TemporaryFolder(std::string root, std::optional<FileLock> lock);

  std::string root_;  // Has the folder and its lock. Empty: another one owns it now.
  std::string path_;
  std::optional<FileLock> lock_;  // None where the file system knows no locks: then nobody else removes it.
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_
