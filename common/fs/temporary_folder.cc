#include "common/fs/temporary_folder.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "common/base/status.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

constexpr char kNameStart[] = "sluice-";
constexpr int kAttempts = 100;

std::string Parent() {
  for (const char* name : {"TEST_TMPDIR", "TMPDIR"}) {
    const char* value = getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "/tmp";
}

// By this name a folder is known as one of ours.
std::string LockPath(const std::string& root) { return root + "/temporary.lock"; }
std::string FilesPath(const std::string& root) { return root + "/files"; }

// The lock goes last: as long as anything is there, somebody can find out that nobody owns it.
void Remove(const std::string& root) {
  if (!LocalFiles().RemoveTree(FilesPath(root)).ok()) return;
  unlink(LockPath(root).c_str());
  rmdir(root.c_str());
}

bool IsOwnFolder(const std::filesystem::path& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid();
}

// What processes have left that were killed.
void RemoveOrphans(const std::string& parent) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
    const std::filesystem::path& root = entry->path();
    if (!root.filename().native().starts_with(kNameStart) || !IsOwnFolder(root)) continue;
    absl::StatusOr<FileLock> lock = FileLock::TakeExisting(LockPath(root));
    if (lock.ok() && lock->IsLinked()) Remove(root);
  }
}

}  // namespace

absl::StatusOr<TemporaryFolder> TemporaryFolder::Create(std::string_view purpose) {
  const std::string parent = Parent();
  RemoveOrphans(parent);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::string root = StrCat(parent, "/", kNameStart, purpose, "-XXXXXX");
    if (mkdtemp(root.data()) == nullptr) return absl::ErrnoToStatus(errno, StrCat("create temporary folder ", root));
    absl::StatusOr<FileLock> lock = FileLock::Take(LockPath(root));
    const bool is_taken = absl::IsAlreadyExists(lock.status()) || (lock.ok() && !lock->IsLinked());
    if (is_taken) continue;  // Somebody took it for an orphan before it was locked, and removes it.
    if (!lock.ok() && !absl::IsUnimplemented(lock.status())) return lock.status();
    SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(FilesPath(root)));
    return TemporaryFolder(std::move(root), lock.ok() ? std::optional(*std::move(lock)) : std::nullopt);
  }
  return absl::UnavailableError(StrCat("create temporary folder in ", parent, ": others remove it again and again"));
}

TemporaryFolder::TemporaryFolder(std::string root, std::optional<FileLock> lock)
    : root_(std::move(root)), path_(FilesPath(root_)), lock_(std::move(lock)) {}

TemporaryFolder::~TemporaryFolder() {
  if (!root_.empty()) Remove(root_);
}

}  // namespace sluice
