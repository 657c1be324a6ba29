#ifndef SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_
#define SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace sluice {

// A new, empty folder of this machine, removed with everything in it when this is destroyed.
class TemporaryFolder {
 public:
  // Below $TEST_TMPDIR, else $TMPDIR, else /tmp; `prefix` begins its name.
  static absl::StatusOr<TemporaryFolder> Create(std::string_view prefix);

  TemporaryFolder(TemporaryFolder&& other) : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&& other) {
    std::swap(path_, other.path_);
    return *this;
  }
  ~TemporaryFolder();

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_TEMPORARY_FOLDER_H_
