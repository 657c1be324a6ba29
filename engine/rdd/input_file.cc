#include "engine/rdd/input_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = 512 * 1024;
constexpr size_t kReadBytesMin = 4 * 1024;
constexpr size_t kLineBytesMax = 256 * 1024 * 1024;
constexpr int64_t kOpenCostBytes = 64 * 1024;
constexpr int64_t kPartitionsUnshared = 1000;

absl::Status FileError(const std::string& what, const std::string& path) {
  int error = errno;
  return absl::ErrnoToStatus(error, absl::StrCat("cannot ", what, " ", path));
}

std::vector<FileRange> CutFiles(const std::vector<std::string>& paths, int64_t bytes_max) {
  std::vector<FileRange> ranges;
  for (const std::string& path : paths) {
    std::error_code error;
    int64_t bytes = static_cast<int64_t>(std::filesystem::file_size(path, error));
    int64_t begin = 0;
    for (; !error && bytes - begin > bytes_max; begin += bytes_max) ranges.push_back({path, begin, begin + bytes_max});
    ranges.push_back({path, begin, error ? FileRange::kToTheEnd : bytes});
  }
  return ranges;
}

// To open a file costs as much as to read so many bytes.
int64_t CostOf(const FileRange& range) {
  return kOpenCostBytes + (range.end == FileRange::kToTheEnd ? 0 : range.end - range.begin);
}

int64_t CostOf(const std::vector<FileRange>& ranges) {
  return std::accumulate(ranges.begin(), ranges.end(), int64_t{0},
                         [](int64_t cost, const FileRange& range) { return cost + CostOf(range); });
}

}  // namespace

std::vector<FilePartition> PartitionFiles(const std::vector<std::string>& paths, int64_t bytes_max) {
  std::vector<FileRange> ranges = CutFiles(paths, bytes_max);
  // Up to a thousand, every range is a partition, as users of Spark expect.
  const int64_t share = ranges.size() <= kPartitionsUnshared ? 0 : CostOf(ranges) / kPartitionsUnshared;
  std::vector<FilePartition> partitions;
  int64_t room = 0;
  for (FileRange& range : ranges) {
    const int64_t cost = CostOf(range);
    if (partitions.empty() || cost > room) {
      partitions.emplace_back();
      room = std::min(share, bytes_max);
    }
    room -= cost;
    partitions.back().push_back(std::move(range));
  }
  return partitions;
}

absl::StatusOr<InputFile> InputFile::Open(const std::string& path, int64_t from) {
  InputFile file(path, std::fopen(path.c_str(), "rbe"));
  if (file.file_ == nullptr) return FileError("open", path);
  std::setvbuf(file.file_.get(), nullptr, _IONBF, 0);  // It is read in large pieces.
  if (fseeko(file.file_.get(), from, SEEK_SET) != 0) return FileError("seek in", path);
  return file;
}

absl::StatusOr<size_t> InputFile::Read(char* room, size_t bytes) {
  size_t read = std::fread(room, 1, bytes, file_.get());
  if (read < bytes && std::ferror(file_.get()) != 0) return FileError("read", path_);
  return read;
}

int64_t InputFile::bytes() const {
  struct stat found;
  return fstat(fileno(file_.get()), &found) == 0 ? found.st_size : 0;
}

FileLines::FileLines(InputFile file, const FileRange& range)
    : file_(std::move(file)), left_(range.end - range.begin), skip_first_(range.begin > 0) {
  if (skip_first_) ++left_;  // It is read from the byte before the range on.
}

absl::StatusOr<FileLines> FileLines::Open(const FileRange& range) {
  SLUICE_ASSIGN_OR_RETURN(InputFile file, InputFile::Open(range.path, range.begin > 0 ? range.begin - 1 : 0));
  return FileLines(std::move(file), range);
}

absl::Status FileLines::Fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, filled_ - begin_);
  filled_ -= std::exchange(begin_, 0);
  if (filled_ > kLineBytesMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a line of ", file_.path(), " is too long: bytes>", filled_, " most=", kLineBytesMax));
  }
  if (buffer_.empty()) {
    buffer_.resize(
        std::clamp<size_t>(file_.bytes() + 1, kReadBytesMin, kReadBytes));  // One read sees a small file's end.
  } else if (buffer_.size() < 2 * filled_ + kReadBytes) {
    buffer_.resize(2 * filled_ + kReadBytes);
  }
  SLUICE_ASSIGN_OR_RETURN(size_t read, file_.Read(buffer_.data() + filled_, buffer_.size() - filled_));
  filled_ += read;
  at_end_ = filled_ < buffer_.size();
  return absl::OkStatus();
}

// False: the line goes on in what has not been read yet.
bool FileLines::SkipFirstLine() {
  size_t newline = Unread().find('\n');
  size_t skipped = newline == std::string_view::npos ? Unread().size() : newline + 1;
  begin_ += skipped;
  left_ -= static_cast<int64_t>(skipped);
  skip_first_ = newline == std::string_view::npos;
  return !skip_first_;
}

// Bytes of the lines that are there whole and begin in the range.
size_t FileLines::WholeLines() const {
  std::string_view text = Unread();
  if (!at_end_) text = text.substr(0, text.rfind('\n') + 1);  // None: npos + 1 is 0.
  if (static_cast<int64_t>(text.size()) <= left_) return text.size();
  size_t last_newline = text.find('\n', left_ - 1);
  return last_newline == std::string_view::npos ? text.size() : last_newline + 1;
}

absl::StatusOr<std::string_view> FileLines::Next() {
  while (left_ > 0) {
    bool ready = filled_ > begin_ && (!skip_first_ || SkipFirstLine());
    if (size_t bytes = ready && left_ > 0 ? WholeLines() : 0; bytes > 0) {
      std::string_view lines = Unread().substr(0, bytes);
      begin_ += bytes;
      left_ -= static_cast<int64_t>(bytes);
      return lines;
    }
    if (at_end_) break;
    SLUICE_RETURN_IF_ERROR(Fill());
  }
  return std::string_view();
}

}  // namespace sluice
