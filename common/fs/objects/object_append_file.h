#ifndef SLUICE_COMMON_FS_OBJECTS_OBJECT_APPEND_FILE_H_
#define SLUICE_COMMON_FS_OBJECTS_OBJECT_APPEND_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/fs/files.h"
#include "common/fs/objects/object_directory.h"

namespace sluice {

// A file that grows by objects. What was appended is put by Sync: with what the last object has as long as that is
// small, so that a log of many small records does not become as many objects.
class ObjectAppendFile : public AppendFile {
 public:
  // Goes on behind what is there, or makes the file. FAILED_PRECONDITION: it was published, and is of one object.
  static absl::StatusOr<std::unique_ptr<AppendFile>> Open(std::shared_ptr<const ObjectDirectory> directory,
                                                          const std::string& file);

  absl::Status Append(std::string_view bytes) override {
    pending_ += bytes;
    return absl::OkStatus();
  }
  // ABORTED: somebody else appends to the same file. After an error every later one is the same.
  absl::Status Sync() override;

 private:
  ObjectAppendFile(std::shared_ptr<const ObjectDirectory> directory, std::string file, int64_t begin)
      : directory_(std::move(directory)), file_(std::move(file)), begin_(begin) {}
  absl::Status PutLast();

  const std::shared_ptr<const ObjectDirectory> directory_;
  const std::string file_;
  int64_t begin_;        // Where the last object begins in the file.
  std::string last_;     // What it has, and `pending_` once that is being put.
  std::string version_;  // Empty: it is not there yet.
  std::string pending_;
  absl::Status failed_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_OBJECTS_OBJECT_APPEND_FILE_H_
