#ifndef SLUICE_COMMON_FS_MEMORY_FILES_H_
#define SLUICE_COMMON_FS_MEMORY_FILES_H_

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/base/random.h"
#include "common/fs/files.h"

namespace sluice {

// The twin of LocalFiles: a disk that can fill up and fail, and a machine that can lose power.
class MemoryFiles : public Files {
 public:
  absl::StatusOr<Buffer> Read(const std::string& path) override;
  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override;
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override;
  absl::Status Publish(const std::string& path, std::string_view contents) override;
  absl::Status Truncate(const std::string& path, int64_t bytes) override;
  absl::Status Remove(const std::string& path) override;
  absl::Status RemoveTree(const std::string& path) override;
  absl::Status MakeFolder(const std::string& path) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override;
  absl::Status RemoveThrough(const std::string& door, const std::string& path) override;
  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override;

  // Appends and publishes that would need more in total find the disk full.
  void SetCapacity(int64_t bytes);
  int64_t used() const;  // Bytes.
  // Every change fails, as when the system has mounted the disk anew after an error.
  void SetReadOnly(bool read_only);
  // Syncs fail, and so does what syncs. What a sync was to keep can be read on, and syncs that come later say nothing
  // of it; but it is gone when power is lost.
  void SetSyncsFail(bool fail);
  // Loss of power: of what was not synced, a file keeps some first part, in which some stretch may have become zeros.
  // Files that were open write into nowhere from now on.
  void Crash(SeededRandom& random);
  // The same of the machine that appends to `file`, which is one of these, and of no other. True: something was lost.
  bool CrashWriterOf(AppendFile& file, SeededRandom& random);
  // What rot does. REQUIRES: the file is there and long enough.
  void FlipBit(const std::string& path, int64_t bit);

 private:
  friend class MemoryAppendFile;
  struct Contents {
    std::string bytes;
    size_t synced = 0;
    std::vector<std::pair<size_t, size_t>> unwritten = {};  // Pieces (from, to) of it whose sync has failed.
  };

  absl::Status AppendTo(Contents& contents, std::string_view bytes, const std::string& path);
  absl::Status Sync(Contents& contents, const std::string& path);
  static std::shared_ptr<Contents> AfterCrash(const Contents& contents, SeededRandom& random);
  int64_t UsedBytes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  int64_t FreeBytes() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status MayChange(const std::string& path) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status MaySync(const std::string& path) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status NeedsFolderOf(const std::string& path) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status NeedsDoor(const std::string& door) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status PublishLocked(const std::string& path, std::string_view contents) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status RemoveTreeLocked(const std::string& path) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable Mutex mu_;
  int64_t capacity_ ABSL_GUARDED_BY(mu_) = std::numeric_limits<int64_t>::max();
  bool read_only_ ABSL_GUARDED_BY(mu_) = false;
  bool syncs_fail_ ABSL_GUARDED_BY(mu_) = false;
  std::map<std::string, std::shared_ptr<Contents>> files_ ABSL_GUARDED_BY(mu_);
  std::set<std::string> folders_ ABSL_GUARDED_BY(mu_) = {"", "/"};
};

}  // namespace sluice

#endif  // SLUICE_COMMON_FS_MEMORY_FILES_H_
