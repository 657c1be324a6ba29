#ifndef SLUICE_COMMON_FS_FENCED_FILES_H_
#define SLUICE_COMMON_FS_FENCED_FILES_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/fs/files.h"

namespace sluice {

// Files for somebody who may lose the right to change them at any moment: each change is asked for before it is made,
// and goes by way of a door (see Files), so that whoever takes that away also stops a change that has been allowed and
// not yet made. Only what is appended to a file that is open, and folders that are made, go by the question alone: the
// new owner begins files of his own, and removes the others.
class FencedFiles : public Files {
 public:
  // `door`: empty if paths tell by themselves who writes, as those of an object store do, so that what somebody else
  // writes counts for nobody. `may_change` is asked on the thread that changes something, and is thread-safe; its error
  // is that of the change. `files` outlives it.
  FencedFiles(Files& files, std::string door, std::function<absl::Status()> may_change)
      : files_(files), door_(std::move(door)), may_change_(std::move(may_change)) {}

  // What processes that write for the same owner go through.
  const std::string& door() const { return door_; }

  absl::StatusOr<Buffer> Read(const std::string& path) override { return files_.Read(path); }
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override {
    return files_.ReadPart(path, offset, bytes);
  }
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override { return files_.List(folder); }
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override;
  absl::Status Publish(const std::string& path, std::string_view contents) override;
  absl::Status Truncate(const std::string& path, int64_t bytes) override;
  absl::Status Remove(const std::string& path) override { return RemoveTree(path); }  // OK when there is nothing.
  absl::Status RemoveTree(const std::string& path) override;
  absl::Status MakeFolder(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override;
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override;

 private:
  // Of a change that was tried: ABORTED becomes what `may_change_` says now.
  absl::Status Outcome(absl::Status changed) const;
  absl::StatusOr<std::unique_ptr<AppendFile>> MakeAppendFile(const std::string& path);

  Files& files_;
  const std::string door_;
  const std::function<absl::Status()> may_change_;
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_FENCED_FILES_H_
