#include "engine/exchange/spill/scratch_space.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "common/base/status.h"
#include "common/settings/executor.h"

namespace sluice {
namespace {

absl::Status ErrorOfDisk(const std::string& what) {
  const int error = errno;
  std::string message = StrCat("cannot ", what, ": ", std::strerror(error));
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return full ? absl::ResourceExhaustedError(message) : absl::UnavailableError(message);
}

}  // namespace

ScratchSpace::ScratchSpace(std::string folder, int64_t bytes_max)
    : folder_(std::move(folder)), bytes_max_(bytes_max), used_bytes_(std::make_shared<std::atomic<int64_t>>(0)) {}

ScratchFile::ScratchFile(ScratchSpace& space, int file) : space_(space), used_(space.used_bytes_), file_(file) {}

absl::StatusOr<std::shared_ptr<ScratchFile>> ScratchSpace::Open() {
  std::error_code ignored;  // mkostemp says what is wrong with the folder.
  std::filesystem::create_directories(folder_, ignored);
  std::string path = folder_ + "/scratch.XXXXXX";
  const int file = mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) return ErrorOfDisk("make a file for what exceeds a task's memory in " + folder_);
  unlink(path.c_str());
  return std::shared_ptr<ScratchFile>(new ScratchFile(*this, file));
}

absl::Status ScratchSpace::Reserve(int64_t bytes) {
  const int64_t used = used_bytes_->fetch_add(bytes);
  if (used + bytes <= bytes_max_) {
    written_bytes_ += bytes;
    return absl::OkStatus();
  }
  used_bytes_->fetch_sub(bytes);
  return absl::ResourceExhaustedError(StrCat("no room on disk for what exceeds a task's memory: used=", used,
                                             " wanted=", bytes, " max=", bytes_max_, " (", settings::kExecutorDisk.key,
                                             ")"));
}

ScratchFile::~ScratchFile() {
  close(file_);
  used_->fetch_sub(size_);
}

absl::Status ScratchFile::Append(std::string_view bytes) {
  SLUICE_RETURN_IF_ERROR(space_.Reserve(static_cast<int64_t>(bytes.size())));
  size_ += static_cast<int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrorOfDisk("write what exceeds a task's memory to " + space_.folder_);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::Status ScratchFile::Read(int64_t offset, char* into, size_t bytes) const {
  while (bytes > 0) {
    const ssize_t got = pread(file_, into, bytes, offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::DataLossError(StrCat("cannot read a scratch file: ", std::strerror(errno)));
    if (got == 0) {
      return absl::DataLossError(StrCat("a scratch file is cut off: offset=", offset, " bytes=", size_));
    }
    into += got;
    offset += got;
    bytes -= got;
  }
  return absl::OkStatus();
}

absl::StatusOr<Buffer> ScratchFile::Map() const {
  if (size_ == 0) return Buffer();
  const auto bytes = static_cast<size_t>(size_);
  void* start = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file_, 0);
  if (start == MAP_FAILED) return ErrorOfDisk("map a scratch file");
  std::shared_ptr<const char> mapped(
      static_cast<const char*>(start),
      [bytes, self = shared_from_this()](const char* at) { munmap(const_cast<char*>(at), bytes); });
  const char* at = mapped.get();
  return Buffer(std::move(mapped), {at, bytes});
}

}  // namespace sluice
