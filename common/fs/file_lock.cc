#include "common/fs/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/base/status.h"

namespace sluice {
namespace {

absl::Status Failed(int error, std::string_view what, const std::string& path) {
  return absl::ErrnoToStatus(error, ToAbsl(StrCat(what, " ", path)));
}

}  // namespace

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) { return Take(path, O_CREAT); }
absl::StatusOr<FileLock> FileLock::TakeExisting(const std::string& path) { return Take(path, 0); }

absl::StatusOr<FileLock> FileLock::Take(const std::string& path, int flags) {
  // Who may write to the folder takes the lock next, so the mode is the user's umask alone.
  FileLock lock(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0666));
  if (lock.fd_ < 0) return Failed(errno, "open", path);
  int failed;
  do failed = flock(lock.fd_, LOCK_EX | LOCK_NB);
  while (failed != 0 && errno == EINTR);
  if (failed == 0) return lock;
  if (errno == EWOULDBLOCK) return absl::AlreadyExistsError(ToAbsl(StrCat(path, " is locked")));
  return absl::UnimplementedError(Failed(errno, "lock", path).message());
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

absl::Status FileLock::Write(const std::string& text) {
  if (ftruncate(fd_, 0) != 0) return absl::ErrnoToStatus(errno, "write a lock");
  const ssize_t written = pwrite(fd_, text.data(), text.size(), 0);
  if (written < 0) return absl::ErrnoToStatus(errno, "write a lock");
  return static_cast<size_t>(written) == text.size() ? absl::OkStatus() : absl::ResourceExhaustedError("write a lock");
}

bool FileLock::IsLinked() const {
  struct stat info;
  return fstat(fd_, &info) == 0 && info.st_nlink > 0;
}

}  // namespace sluice
