#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "common/base/status.h"
#include "common/fs/errno_error.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

absl::Status Failed(int error, std::string_view what, const std::string& path) {
  return ErrnoError(error, StrCat(what, " ", path));
}
absl::Status Failed(std::string_view what, const std::string& path) { return Failed(errno, what, path); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) : fd_(std::exchange(other.fd_, -1)) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::StatusOr<Descriptor> Open(const std::string& path, int flags) {
  int fd;
  do fd = open(path.c_str(), flags | O_CLOEXEC, 0644);
  while (fd < 0 && errno == EINTR);
  if (fd < 0) return Failed("open", path);
  return Descriptor(fd);
}

// A file that has no name yet: it is gone when the process is killed before it gets one.
absl::StatusOr<Descriptor> OpenUnnamed(const std::string& folder) { return Open(folder, O_WRONLY | O_TMPFILE); }

// False, with errno: there is such a name, or the system cannot.
bool GiveName(const Descriptor& unnamed, const std::string& path) {
  const std::string file = StrCat("/proc/self/fd/", unnamed.get());
  return linkat(AT_FDCWD, file.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

std::string FolderOf(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::Status WriteAll(const Descriptor& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t written = write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("write", path);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(const Descriptor& file, const std::string& path) {
  struct stat info;
  if (fstat(file.get(), &info) != 0) return Failed("look at", path);
  std::string bytes;
  size_t end = 0;
  while (true) {  // The end may have moved since.
    if (end == bytes.size()) bytes.resize(std::max<size_t>(end == 0 ? info.st_size + 1 : end * 2, 4096));
    ssize_t got = read(file.get(), bytes.data() + end, bytes.size() - end);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("read", path);
    if (got == 0) break;
    end += got;
  }
  bytes.resize(end);
  return bytes;
}

absl::StatusOr<std::string> ReadAt(const Descriptor& file, const std::string& path, int64_t offset, int64_t bytes) {
  std::string part(bytes, '\0');
  size_t end = 0;
  while (end < part.size()) {
    const ssize_t got = pread(file.get(), part.data() + end, part.size() - end, offset + static_cast<off_t>(end));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("read", path);
    if (got == 0) break;
    end += got;
  }
  part.resize(end);
  return part;
}

// Makes what happened to the names in the folder of `path` survive a loss of power.
absl::Status SyncFolderOf(const std::string& path) {
  const std::string folder = FolderOf(path);
  SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(folder, O_RDONLY | O_DIRECTORY));
  if (fsync(file.get()) != 0) return Failed("sync", folder);
  return absl::OkStatus();
}

// Of `path` and the folders above it those that are yet to be made, the innermost first.
std::vector<std::string> MissingFolders(const std::string& path) {
  std::vector<std::string> missing;
  std::error_code unknown;
  std::filesystem::path folder = std::filesystem::path(path).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // It ends with a slash.
  for (; folder.has_relative_path() && !std::filesystem::exists(folder, unknown); folder = folder.parent_path()) {
    missing.push_back(folder.string());
  }
  return missing;
}

// Of a file or folder on its way, which nobody else gives, on whatever machine that shares the disk.
std::string PassingName() {
  static const uint64_t process = [] {
    uint64_t random = static_cast<uint64_t>(getpid());
    (void)!getrandom(&random, sizeof(random), 0);
    return random;
  }();
  static std::atomic<int> count{0};
  return StrCat(process, "-", ++count, ".tmp");
}

bool IsThere(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

// What became of a change by way of `door`.
absl::Status Through(const std::string& door, absl::Status changed) {
  if (!absl::IsNotFound(changed) || IsThere(door)) return changed;
  return absl::AbortedError(ToAbsl(StrCat(door, " is gone")));
}

// Where the file system cannot refuse what is there by itself, as NFS cannot, it still refuses a folder that is not
// empty.
int RenameToNothing(const std::string& from, const std::string& to) {
  const int renamed = renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (renamed == 0 || (errno != EINVAL && errno != ENOSYS)) return renamed;
  if (IsThere(to)) return errno = EEXIST, -1;
  return rename(from.c_str(), to.c_str());
}

class LocalAppendFile : public AppendFile {
 public:
  LocalAppendFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  absl::Status Append(std::string_view bytes) override { return WriteAll(file_, bytes, path_); }
  absl::Status Sync() override { return fdatasync(file_.get()) == 0 ? absl::OkStatus() : Failed("sync", path_); }

 private:
  const Descriptor file_;
  const std::string path_;
};

class LocalFilesImpl : public Files {
 public:
  absl::StatusOr<Buffer> Read(const std::string& path) override {
    SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(path, O_RDONLY));
    SLUICE_ASSIGN_OR_RETURN(std::string bytes, ReadAll(file, path));
    return Buffer::FromString(std::move(bytes));
  }

  absl::StatusOr<Buffer> ReadPart(const std::string& path, int64_t offset, int64_t bytes) override {
    SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(path, O_RDONLY));
    SLUICE_ASSIGN_OR_RETURN(std::string part, ReadAt(file, path, offset, bytes));
    return Buffer::FromString(std::move(part));
  }

  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(path, O_WRONLY | O_APPEND | O_CREAT));
    SLUICE_RETURN_IF_ERROR(SyncFolderOf(path));
    return std::make_unique<LocalAppendFile>(std::move(file), path);
  }

  absl::Status Publish(const std::string& path, std::string_view contents) override {
    static std::atomic<int> count{0};
    const std::string temporary = StrCat(path, ".", getpid(), "-", ++count, ".tmp");
    SLUICE_ASSIGN_OR_RETURN(const bool is_published, PublishUnnamed(path, temporary, contents));
    if (!is_published) SLUICE_RETURN_IF_ERROR(PublishNamed(path, temporary, contents));
    return SyncFolderOf(path);
  }

  absl::Status Truncate(const std::string& path, int64_t bytes) override {
    SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(path, O_WRONLY));
    if (ftruncate(file.get(), bytes) != 0) return Failed("truncate", path);
    if (fsync(file.get()) != 0) return Failed("sync", path);
    return absl::OkStatus();
  }

  absl::Status Remove(const std::string& path) override {
    return unlink(path.c_str()) == 0 ? absl::OkStatus() : Failed("remove", path);
  }

  absl::Status RemoveTree(const std::string& path) override {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    return error ? Failed(error.value(), "remove", path) : absl::OkStatus();
  }

  absl::Status Rename(const std::string& from, const std::string& to) override {
    if (RenameToNothing(from, to) == 0) return SyncFolderOf(to);
    return Failed(errno == ENOTEMPTY ? EEXIST : errno, StrCat("rename ", from, " to"), to);
  }

  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override {
    const std::string passing = StrCat(door, "/", PassingName());
    SLUICE_RETURN_IF_ERROR(Through(door, WriteNew(passing, path, contents)));
    SLUICE_RETURN_IF_ERROR(Through(door, Replace(passing, path)));
    return SyncFolderOf(path);
  }

  absl::Status RemoveThrough(const std::string& door, const std::string& path) override {
    const std::string passing = StrCat(door, "/", PassingName());
    if (rename(path.c_str(), passing.c_str()) == 0) return RemoveTree(passing);
    const absl::Status removed = Through(door, Failed("remove", path));
    return absl::IsNotFound(removed) ? absl::OkStatus() : removed;
  }

  absl::Status MakeFolder(const std::string& path) override {
    const std::vector<std::string> missing = MissingFolders(path);
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return Failed(error.value(), "create folder", path);
    for (const std::string& folder : missing) SLUICE_RETURN_IF_ERROR(SyncFolderOf(folder));
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<std::string>> List(const std::string& folder) override {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      names.push_back(entry->path().filename().string());
    }
    if (error) return Failed(error.value(), "list", folder);
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  // False: this file system or system cannot.
  static absl::StatusOr<bool> PublishUnnamed(const std::string& path, const std::string& temporary,
                                             std::string_view contents) {
    absl::StatusOr<Descriptor> file = OpenUnnamed(FolderOf(path));
    if (!file.ok()) return false;
    SLUICE_RETURN_IF_ERROR(WriteSynced(*file, contents, path));
    if (GiveName(*file, path)) return true;
    if (errno != EEXIST || !GiveName(*file, temporary)) return false;
    SLUICE_RETURN_IF_ERROR(Replace(temporary, path));
    return true;
  }

  static absl::Status PublishNamed(const std::string& path, const std::string& temporary, std::string_view contents) {
    SLUICE_RETURN_IF_ERROR(WriteNamed(temporary, path, contents));
    return Replace(temporary, path);
  }

  // A file `temporary` that is to become `path`; before it is whole, it has no name if the file system can do that.
  static absl::Status WriteNew(const std::string& temporary, const std::string& path, std::string_view contents) {
    absl::StatusOr<Descriptor> unnamed = OpenUnnamed(FolderOf(temporary));
    if (!unnamed.ok()) return WriteNamed(temporary, path, contents);
    SLUICE_RETURN_IF_ERROR(WriteSynced(*unnamed, contents, path));
    return GiveName(*unnamed, temporary) ? absl::OkStatus() : WriteNamed(temporary, path, contents);
  }

  static absl::Status WriteNamed(const std::string& temporary, const std::string& path, std::string_view contents) {
    SLUICE_ASSIGN_OR_RETURN(Descriptor file, Open(temporary, O_WRONLY | O_CREAT | O_TRUNC));
    absl::Status written = WriteSynced(file, contents, path);
    if (!written.ok()) unlink(temporary.c_str());
    return written;
  }

  static absl::Status WriteSynced(const Descriptor& file, std::string_view contents, const std::string& path) {
    SLUICE_RETURN_IF_ERROR(WriteAll(file, contents, path));
    return fsync(file.get()) == 0 ? absl::OkStatus() : Failed("sync", path);
  }

  static absl::Status Replace(const std::string& temporary, const std::string& path) {
    if (rename(temporary.c_str(), path.c_str()) == 0) return absl::OkStatus();
    absl::Status failed = Failed("publish", path);
    unlink(temporary.c_str());
    return failed;
  }
};

}  // namespace

Files& LocalFiles() {
  static LocalFilesImpl* const files = new LocalFilesImpl;
  return *files;
}

}  // namespace sluice
