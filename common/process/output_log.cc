#include "common/process/output_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "absl/cleanup/cleanup.h"
#include "common/base/status.h"

namespace sluice {
namespace {

constexpr int64_t kTrimStepBytes = 1 << 20;

absl::Status FileError(std::string_view verb, const std::string& path) {
  return absl::InternalError(StrCat(verb, " ", path, ": ", std::strerror(errno)));
}

}  // namespace

absl::StatusOr<OutputChunk> ReadOutput(const std::string& path, int64_t offset, int64_t bytes_max) {
  OutputChunk chunk{.next_offset = offset};
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) return chunk;
  if (fd < 0) return FileError("open", path);
  absl::Cleanup close_file = [fd] { close(fd); };
  const int64_t data = lseek(fd, offset, SEEK_DATA);
  if (data < 0 && errno == ENXIO) return chunk;
  if (data < 0) return FileError("seek in", path);
  chunk.bytes.resize(bytes_max);
  const ssize_t got = pread(fd, chunk.bytes.data(), bytes_max, data);
  if (got < 0) return FileError("read", path);
  chunk.bytes.resize(got);
  chunk.next_offset = data + got;
  return chunk;
}

absl::Status TrimOutput(const std::string& path, int64_t bytes_kept) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return errno == ENOENT ? absl::OkStatus() : FileError("look at", path);
  const int64_t surplus = (info.st_size - bytes_kept) / kTrimStepBytes * kTrimStepBytes;
  // st_blocks: what the hole of an earlier call does not hold any more.
  if (surplus <= 0 || info.st_blocks * 512 <= bytes_kept + kTrimStepBytes) return absl::OkStatus();
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return FileError("open", path);
  absl::Cleanup close_file = [fd] { close(fd); };
  if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, surplus) == 0) return absl::OkStatus();
  if (errno == EOPNOTSUPP && ftruncate(fd, 0) == 0) return absl::OkStatus();
  return FileError("trim", path);
}

}  // namespace sluice
