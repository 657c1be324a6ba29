#include "common/fs/fenced_files.h"

#include <string_view>

#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

class FencedAppendFile : public AppendFile {
 public:
  FencedAppendFile(std::unique_ptr<AppendFile> file, std::function<absl::Status()> may_change)
      : file_(std::move(file)), may_change_(std::move(may_change)) {}

  absl::Status Append(std::string_view bytes) override {
    SLUICE_RETURN_IF_ERROR(may_change_());
    return file_->Append(bytes);
  }
  absl::Status Sync() override { return file_->Sync(); }

 private:
  const std::unique_ptr<AppendFile> file_;
  const std::function<absl::Status()> may_change_;
};

}  // namespace

absl::Status FencedFiles::Outcome(absl::Status changed) const {
  if (!absl::IsAborted(changed)) return changed;
  SLUICE_RETURN_IF_ERROR(may_change_());
  return changed;
}

absl::StatusOr<std::unique_ptr<AppendFile>> FencedFiles::OpenAppend(const std::string& path) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  const bool is_new = !door_.empty() && absl::IsNotFound(files_.Read(path).status());
  absl::StatusOr<std::unique_ptr<AppendFile>> file = is_new ? MakeAppendFile(path) : files_.OpenAppend(path);
  if (!file.ok()) return Outcome(file.status());
  return std::make_unique<FencedAppendFile>(*std::move(file), may_change_);
}

// It is made behind the door and comes out of it, so that nobody makes one who may not.
absl::StatusOr<std::unique_ptr<AppendFile>> FencedFiles::MakeAppendFile(const std::string& path) {
  const std::string passing = StrCat(door_, "/", path.substr(path.rfind('/') + 1), ".tmp");
  SLUICE_RETURN_IF_ERROR(files_.RemoveTree(passing));
  absl::StatusOr<std::unique_ptr<AppendFile>> file = files_.OpenAppend(passing);
  absl::Status made = file.status();
  if (made.ok()) made = files_.Rename(passing, path);
  if (made.ok()) return file;
  return absl::IsNotFound(files_.List(door_).status()) ? absl::AbortedError(StrCat(door_, " is gone")) : made;
}

absl::Status FencedFiles::Publish(const std::string& path, std::string_view contents) {
  return PublishThrough(door_, path, contents);
}

absl::Status FencedFiles::PublishThrough(const std::string& door, const std::string& path, std::string_view contents) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  return Outcome(door.empty() ? files_.Publish(path, contents) : files_.PublishThrough(door, path, contents));
}

absl::Status FencedFiles::Truncate(const std::string& path, int64_t bytes) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  return files_.Truncate(path, bytes);
}

absl::Status FencedFiles::RemoveTree(const std::string& path) { return RemoveThrough(door_, path); }

absl::Status FencedFiles::RemoveThrough(const std::string& door, const std::string& path) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  return Outcome(door.empty() ? files_.RemoveTree(path) : files_.RemoveThrough(door, path));
}

absl::Status FencedFiles::MakeFolder(const std::string& path) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  return files_.MakeFolder(path);
}

absl::Status FencedFiles::Rename(const std::string& from, const std::string& to) {
  SLUICE_RETURN_IF_ERROR(may_change_());
  return files_.Rename(from, to);
}

}  // namespace sluice
