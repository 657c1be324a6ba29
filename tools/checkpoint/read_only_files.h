#ifndef SLUICE_TOOLS_CHECKPOINT_READ_ONLY_FILES_H_
#define SLUICE_TOOLS_CHECKPOINT_READ_ONLY_FILES_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/fs/file_system.h"
#include "common/fs/files.h"

namespace sluice {

// What is below a folder of any filesystem, named relative to it; nothing is ever written. Thread-safe.
class ReadOnlyFiles : public Files {
 public:
  // NOT_FOUND: no such folder. Others as FileSystemOf.
  static absl::StatusOr<ReadOnlyFiles> In(const std::string& folder);

  // Files below `folder`, however deep, sorted; the path of each is relative to the root. Empty if there is no such
  // folder.
  absl::StatusOr<std::vector<FoundFile>> Walk(const std::string& folder = "") const;

  absl::StatusOr<Buffer> Read(const std::string& path) override;
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override;

  // PERMISSION_DENIED.
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override { return Refusal(path); }
  absl::Status Publish(const std::string& path, std::string_view) override { return Refusal(path); }
  absl::Status Truncate(const std::string& path, int64_t) override { return Refusal(path); }
  absl::Status Remove(const std::string& path) override { return Refusal(path); }
  absl::Status RemoveTree(const std::string& path) override { return Refusal(path); }
  absl::Status MakeFolder(const std::string& path) override { return Refusal(path); }
  absl::Status Rename(const std::string& from, const std::string&) override { return Refusal(from); }
  absl::Status PublishThrough(const std::string&, const std::string& path, std::string_view) override {
    return Refusal(path);
  }
  absl::Status RemoveThrough(const std::string&, const std::string& path) override { return Refusal(path); }

 private:
  ReadOnlyFiles(FileSystem& files, std::string root) : files_(files), root_(std::move(root)) {}
  std::string PathOf(const std::string& relative) const;
  absl::StatusOr<std::vector<FoundFile>> FilesIn(const std::string& folder) const;
  static absl::Status Refusal(const std::string& path);

  FileSystem& files_;
  const std::string root_;
};

}  // namespace sluice

#endif  // SLUICE_TOOLS_CHECKPOINT_READ_ONLY_FILES_H_
