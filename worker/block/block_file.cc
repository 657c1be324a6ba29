#include "worker/block/block_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/cleanup/cleanup.h"
#include "common/base/status.h"
#include "common/base/str_cat.h"

namespace sluice {
namespace {

struct Header {
  char magic[8];
  uint64_t bytes;
  uint64_t checksum;
};
static_assert(sizeof(Header) == kBlockFileHeaderBytes);

uint64_t Checksum(const Buffers& data) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_64bits_reset(state);
  for (const Buffer& piece : data) XXH3_64bits_update(state, piece.data(), piece.size());
  uint64_t checksum = XXH3_64bits_digest(state);
  XXH3_freeState(state);
  return checksum;
}

absl::Status WriteError(const std::string& path) {
  std::string message = StrCat("cannot write ", path, ": ", std::strerror(errno));
  bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return full ? absl::ResourceExhaustedError(message) : absl::UnavailableError(message);
}

absl::Status WriteAll(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return WriteError(path);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::Status WriteContent(int file, const Buffers& data, const std::string& path) {
  Header header;
  std::memcpy(header.magic, kBlockFileMagic, sizeof header.magic);
  header.bytes = TotalBytes(data);
  header.checksum = Checksum(data);
  SLUICE_RETURN_IF_ERROR(WriteAll(file, {reinterpret_cast<const char*>(&header), sizeof header}, path));
  for (const Buffer& piece : data) SLUICE_RETURN_IF_ERROR(WriteAll(file, piece.view(), path));
  return absl::OkStatus();
}

// False at the end of the file or on an error.
bool ReadAll(int file, char* into, size_t bytes) {
  while (bytes > 0) {
    ssize_t got = read(file, into, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    into += got;
    bytes -= got;
  }
  return true;
}

// Memory that the system may take back and read again: blocks that tasks sort and join may be larger than memory.
std::shared_ptr<const char> Map(int file, size_t bytes) {
  void* start = mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  if (start == MAP_FAILED) return nullptr;
  return {static_cast<const char*>(start), [bytes](const char* mapped) { munmap(const_cast<char*>(mapped), bytes); }};
}

// Of a file of `header` and `bytes` more. Empty: it cannot be read.
Buffer ReadContent(int file, size_t bytes) {
  constexpr size_t kMappedMin = 256 << 10;
  if (bytes < kMappedMin) {
    std::shared_ptr<char[]> read(new char[bytes]);
    return ReadAll(file, read.get(), bytes) ? Buffer(read, {read.get(), bytes}) : Buffer();
  }
  std::shared_ptr<const char> mapped = Map(file, kBlockFileHeaderBytes + bytes);
  return mapped == nullptr ? Buffer() : Buffer(mapped, {mapped.get() + kBlockFileHeaderBytes, bytes});
}

absl::Status Damaged(const std::string& path, const std::string& what) {
  return absl::DataLossError(StrCat("block file ", path, " is damaged: ", what));
}

}  // namespace

absl::Status WriteBlockFile(const std::string& path, const Buffers& data) {
  const std::string temporary = path + ".tmp";
  int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return WriteError(temporary);
  absl::Cleanup remove = [&] { unlink(temporary.c_str()); };
  absl::Status written = WriteContent(file, data, temporary);
  if (close(file) != 0 && written.ok()) written = WriteError(temporary);
  SLUICE_RETURN_IF_ERROR(written);
  if (rename(temporary.c_str(), path.c_str()) != 0) return WriteError(path);
  std::move(remove).Cancel();
  return absl::OkStatus();
}

absl::StatusOr<Buffer> ReadBlockFile(const std::string& path) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return absl::NotFoundError(StrCat("no block file ", path));
  if (file < 0) return Damaged(path, std::strerror(errno));
  absl::Cleanup closing = [&] { close(file); };
  Header header;
  if (!ReadAll(file, reinterpret_cast<char*>(&header), sizeof header)) return Damaged(path, "its header is cut off");
  if (std::memcmp(header.magic, kBlockFileMagic, sizeof header.magic) != 0)
    return Damaged(path, "it has a wrong magic");
  struct stat facts;
  if (fstat(file, &facts) != 0 || facts.st_size - kBlockFileHeaderBytes != static_cast<int64_t>(header.bytes)) {
    return Damaged(path, StrCat("file bytes=", facts.st_size, " block bytes=", header.bytes));
  }
  Buffer block = ReadContent(file, header.bytes);
  if (block.size() != header.bytes) return Damaged(path, std::strerror(errno));
  if (Checksum({block}) != header.checksum) return Damaged(path, "its checksum differs");
  return block;
}

}  // namespace sluice
