#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/base/status.h"
#include "common/fs/errno_error.h"
#include "common/fs/file_system.h"
#include "common/fs/file_uri.h"
#include "common/fs/files.h"

namespace sluice {
namespace {

absl::Status Failed(std::string_view what, const std::string& path) {
  return ErrnoError(errno, StrCat("cannot ", what, " ", path));
}

// What has a name in a folder; of a link, what it leads to. A link stays where it is when that is renamed.
class NamedFile {
 public:
  // False: see errno.
  bool Look(int folder, const char* name) {
    constexpr unsigned kWanted = STATX_BASIC_STATS | STATX_BTIME;
    if (statx(folder, name, AT_SYMLINK_NOFOLLOW, kWanted, &status_) != 0) return false;
    is_link_ = S_ISLNK(status_.stx_mode);
    return !is_link_ || statx(folder, name, 0, kWanted, &status_) == 0;
  }
  bool is_link() const { return is_link_; }
  bool is_file_or_folder() const { return S_ISREG(status_.stx_mode) || S_ISDIR(status_.stx_mode); }
  FoundFile As(std::string path) const {
    const bool tells_when_made = (status_.stx_mask & STATX_BTIME) != 0;
    return {.path = std::move(path),
            .bytes = static_cast<int64_t>(status_.stx_size),
            .changed_millis = status_.stx_mtime.tv_sec * 1000 + status_.stx_mtime.tv_nsec / 1'000'000,
            .is_folder = S_ISDIR(status_.stx_mode),
            .inode = is_link_ ? 0 : status_.stx_ino,
            .made_nanos = tells_when_made ? status_.stx_btime.tv_sec * 1'000'000'000 + status_.stx_btime.tv_nsec : 0};
  }

 private:
  struct statx status_;
  bool is_link_ = false;
};

class LocalReader : public FileReader {
 public:
  LocalReader(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  ~LocalReader() override { close(fd_); }

  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    return Fill(room, bytes, [&](char* to, size_t wanted, size_t) { return read(fd_, to, wanted); });
  }

  absl::StatusOr<std::string> Head(size_t bytes) override {
    std::string head(bytes, '\0');
    auto read_at = [&](char* to, size_t wanted, size_t at) { return pread(fd_, to, wanted, static_cast<off_t>(at)); };
    SLUICE_ASSIGN_OR_RETURN(const size_t filled, Fill(head.data(), bytes, read_at));
    head.resize(filled);
    return head;
  }

 private:
  // Asks for more until the room is full or the file ends.
  template <class ReadSome>
  absl::StatusOr<size_t> Fill(char* room, size_t bytes, ReadSome read_some) const {
    size_t done = 0;
    while (done < bytes) {
      const ssize_t got = read_some(room + done, bytes - done, done);
      if (got == 0) break;
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Failed("read", path_);
      done += got;
    }
    return done;
  }

  const std::string path_;
  const int fd_;
};

class LocalFileSystemImpl : public FileSystem {
 public:
  absl::StatusOr<FoundFile> Look(const std::string& path) override {
    NamedFile file;
    if (!file.Look(AT_FDCWD, path.c_str())) return Failed("look at", path);
    return file.As(path);
  }

  // What vanishes meanwhile, a link that leads nowhere we may look, a pipe or a device is passed by; of all else it is
  // an error that nobody can say what it is.
  absl::Status List(const std::string& folder, absl::FunctionRef<void(FoundFile)> found) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()), closedir);
    if (entries == nullptr) return Failed("list", folder);
    for (errno = 0; const dirent* entry = readdir(entries.get()); errno = 0) {
      const std::string_view name = entry->d_name;
      NamedFile file;
      if (name == "." || name == "..") continue;
      if (!file.Look(dirfd(entries.get()), entry->d_name)) {
        if (errno == ENOENT || file.is_link()) continue;
        return Failed("look at", ChildPath(folder, name));
      }
      if (file.is_file_or_folder()) found(file.As(ChildPath(folder, name)));
    }
    return errno == 0 ? absl::OkStatus() : Failed("list", folder);
  }

  absl::StatusOr<std::unique_ptr<FileReader>> Open(const std::string& path, int64_t begin, int64_t) override {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return Failed("open", path);
    auto reader = std::make_unique<LocalReader>(path, fd);
    if (begin != 0 && lseek(fd, begin, SEEK_SET) < 0) return Failed("seek in", path);
    return reader;
  }

  absl::Status Publish(const std::string& path, std::string_view contents) override {
    // The driver may have made the folder on another machine.
    SLUICE_RETURN_IF_ERROR(LocalFiles().MakeFolder(std::filesystem::path(path).parent_path()));
    return LocalFiles().Publish(path, contents);
  }
  absl::Status Remove(const std::string& path) override { return LocalFiles().Remove(path); }
  absl::Status MakeFolder(const std::string& path) override { return LocalFiles().MakeFolder(path); }
};

}  // namespace

FileSystem& LocalFileSystem() {
  static LocalFileSystemImpl* const files = new LocalFileSystemImpl;
  return *files;
}

}  // namespace sluice
