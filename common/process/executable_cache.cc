#include "common/process/executable_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "common/base/status.h"
#include "common/process/application_marker.h"

namespace sluice {
namespace {

constexpr char kPartial[] = ".partial-";

bool IsHex(const std::string& text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), absl::ascii_isxdigit);
}

absl::Status FileError(std::string_view verb, const std::string& path) {
  const std::string what = StrCat(verb, " ", path, ": ", std::strerror(errno));
  return errno == ENOSPC || errno == EDQUOT ? absl::ResourceExhaustedError(what) : absl::InternalError(what);
}

absl::Status WriteAll(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return FileError("write", path);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

class Checksum {
 public:
  Checksum() : state_(XXH3_createState()) { XXH3_128bits_reset(state_); }
  ~Checksum() { XXH3_freeState(state_); }
  Checksum(const Checksum&) = delete;

  void Add(std::string_view bytes) { XXH3_128bits_update(state_, bytes.data(), bytes.size()); }
  std::string Hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_);
    return absl::StrFormat("%016x%016x", hash.high64, hash.low64);
  }

 private:
  XXH3_state_t* const state_;
};

class FileDownload : public ExecutableDownload {
 public:
  FileDownload(ExecutableKey key, std::string final_path, std::string path, int fd)
      : key_(std::move(key)), final_path_(std::move(final_path)), path_(std::move(path)), fd_(fd) {}
  ~FileDownload() override {
    if (fd_ >= 0) close(fd_);
    if (!done_) unlink(path_.c_str());
  }

  std::optional<Range> NextRange() override {
    if (asked_ == key_.bytes || asked_ - written_ >= kExecutableChunksInFlight * kExecutableChunkBytes) return {};
    const Range range{asked_, std::min(kExecutableChunkBytes, key_.bytes - asked_)};
    asked_ += range.bytes;
    return range;
  }

  absl::Status Add(int64_t offset, const Buffers& bytes) override {
    const int64_t size = TotalBytes(bytes);
    if (offset != written_ || size == 0 || size > asked_ - written_) {
      return absl::InvalidArgumentError(
          StrCat("executable chunk at offset ", offset, " of ", size, " bytes: expected offset ", written_));
    }
    for (const Buffer& buffer : bytes) {
      checksum_.Add(buffer.view());
      SLUICE_RETURN_IF_ERROR(WriteAll(fd_, buffer.view(), path_));
    }
    written_ += size;
    return written_ == key_.bytes ? Publish() : absl::OkStatus();
  }

  bool done() const override { return done_; }

 private:
  absl::Status Publish() {
    if (checksum_.Hex() != key_.checksum) {
      return absl::DataLossError(StrCat("the executable arrived with checksum ", checksum_.Hex(), ", expected ",
                                        key_.checksum, ": it changed or was damaged on the way"));
    }
    if (fchmod(fd_, 0755) != 0) return FileError("make executable", path_);
    close(std::exchange(fd_, -1));  // A file open for writing cannot be executed.
    SLUICE_ASSIGN_OR_RETURN(const ApplicationFile file, ReadApplicationFile(path_));
    SLUICE_RETURN_IF_ERROR(CheckRunsHere("the executable", file));
    if (file.build_id != key_.build_id) {
      return absl::DataLossError(StrCat("the executable has build id ", file.build_id, ", expected ", key_.build_id));
    }
    if (rename(path_.c_str(), final_path_.c_str()) != 0) return FileError("rename", path_);
    done_ = true;
    return absl::OkStatus();
  }

  const ExecutableKey key_;
  const std::string final_path_;
  const std::string path_;
  int fd_;
  int64_t asked_ = 0;
  int64_t written_ = 0;
  Checksum checksum_;
  bool done_ = false;
};

}  // namespace

absl::StatusOr<ExecutableKey> KeyOfExecutable(const std::string& path) {
  SLUICE_ASSIGN_OR_RETURN(const ApplicationFile file, ReadApplicationFile(path));
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path);
  absl::Cleanup close_file = [fd] { close(fd); };
  ExecutableKey key{.build_id = file.build_id};
  Checksum checksum;
  std::string chunk(kExecutableChunkBytes, '\0');
  ssize_t got = 0;
  while ((got = read(fd, chunk.data(), chunk.size())) > 0) {
    checksum.Add(std::string_view(chunk).substr(0, got));
    key.bytes += got;
  }
  if (got < 0) return FileError("read", path);
  key.checksum = checksum.Hex();
  return key;
}

absl::StatusOr<Buffer> ReadExecutable(const std::string& path, int64_t offset, int64_t bytes) {
  if (offset < 0 || bytes < 1 || bytes > kExecutableChunkBytes) {
    return absl::InvalidArgumentError(StrCat("range of an executable: offset=", offset, " bytes=", bytes));
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path);
  absl::Cleanup close_file = [fd] { close(fd); };
  std::string chunk(bytes, '\0');
  const ssize_t got = pread(fd, chunk.data(), bytes, offset);
  if (got < 0) return FileError("read", path);
  if (got < bytes) return absl::OutOfRangeError(StrCat(path, " ends at ", offset + got, ": did it change meanwhile?"));
  return Buffer::FromString(std::move(chunk));
}

ExecutableCache::ExecutableCache(std::string folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (absl::StrContains(entry.path().native(), kPartial)) std::filesystem::remove(entry.path(), ignored);
  }
}

absl::Status ExecutableCache::CheckKey(const ExecutableKey& key) {
  if (IsHex(key.build_id) && IsHex(key.checksum) && key.bytes > 0 && key.bytes <= kExecutableBytesMax) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(StrCat("no executable can have build id \"", key.build_id, "\", checksum \"",
                                           key.checksum, "\" and ", key.bytes, " bytes"));
}

std::string ExecutableCache::PathOf(const ExecutableKey& key) const {
  return StrCat(folder_, "/", key.build_id, "-", key.checksum);
}

bool ExecutableCache::Has(const ExecutableKey& key) const {
  struct stat info;
  return stat(PathOf(key).c_str(), &info) == 0 && info.st_size == key.bytes;
}

absl::StatusOr<std::unique_ptr<ExecutableDownload>> ExecutableCache::Download(const ExecutableKey& key) const {
  static std::atomic<int> downloads = 0;
  std::string path = StrCat(PathOf(key), kPartial, ++downloads);
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return FileError("make", path);
  return std::make_unique<FileDownload>(key, PathOf(key), std::move(path), fd);
}

void ExecutableCache::Trim(int kept, const std::set<ExecutableKey>& in_use) const {
  namespace fs = std::filesystem;
  std::error_code ignored;
  std::set<std::string> needed;
  for (const ExecutableKey& key : in_use) needed.insert(PathOf(key));
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    const std::string& path = entry.path().native();
    if (absl::StrContains(path, kPartial) || needed.contains(path)) continue;
    found.emplace_back(entry.last_write_time(ignored), path);
  }
  std::sort(found.rbegin(), found.rend());
  for (size_t i = kept; i < found.size(); ++i) fs::remove(found[i].second, ignored);
}

}  // namespace sluice
