#include "engine/rows/files/input_file.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "common/base/status.h"
#include "common/base/str_cat.h"
#include "common/fs/compression.h"
#include "common/fs/decompress.h"
#include "common/fs/file_uri.h"
#include "common/fs/renamed_file.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = 512 * 1024;
constexpr size_t kReadBytesMin = 4 * 1024;
constexpr size_t kLineBytesMax = 256 * 1024 * 1024;
constexpr int64_t kOpenCostBytes = 64 * 1024;
constexpr int64_t kPartitionsUnshared = 1000;

std::vector<FileRange> CutFiles(const std::vector<FoundFile>& files, int64_t bytes_max) {
  std::vector<FileRange> ranges;
  for (const FoundFile& file : files) {
    if (IsNamedCompressed(file.path)) {
      ranges.push_back({file, 0, FileRange::kToTheEnd});
      continue;
    }
    if (file.bytes == 0) continue;  // There is nothing to read.
    int64_t begin = 0;
    for (; file.bytes - begin > bytes_max; begin += bytes_max) ranges.push_back({file, begin, begin + bytes_max});
    ranges.push_back({file, begin, file.bytes});
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

std::vector<FilePartition> PartitionFiles(const std::vector<FoundFile>& files, int64_t bytes_max) {
  std::vector<FileRange> ranges = CutFiles(files, bytes_max);
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

absl::StatusOr<std::unique_ptr<FileReader>> OpenRange(const FileRange& range, int64_t before) {
  SLUICE_ASSIGN_OR_RETURN(FileSystem * files, FileSystemOf(range.file.path));
  return OpenFound(*files, range.file, range.begin - before, range.end);
}

absl::Status FileBecameShorter(const FileRange& range, int64_t missing) {
  return absl::DataLossError(StrCat(WithoutSecrets(range.file.path),
                                    " became shorter since it was found: bytes=", range.end - missing,
                                    " found=", range.end, " (move files into the folder when they are complete)"));
}

FileLines::FileLines(std::unique_ptr<ByteReader> file, const FileRange& range)
    : file_(std::move(file)), range_(range), left_(range.end - range.begin), skip_first_(range.begin > 0) {
  if (skip_first_) ++left_;  // It is read from the byte before the range on.
}

absl::StatusOr<FileLines> FileLines::Open(const FileRange& range) {
  SLUICE_ASSIGN_OR_RETURN(auto file, OpenRange(range, range.begin > 0 ? 1 : 0));
  SLUICE_ASSIGN_OR_RETURN(const std::string head, file->Head(kFormatMarkBytes));
  SLUICE_ASSIGN_OR_RETURN(const Compression compression, CompressionOf(range.file.path, head));
  if (compression == Compression::kNone) return FileLines(std::move(file), range);
  if (range.begin > 0) return FileLines(nullptr, {range.file, 0, 0});
  return FileLines(Decompress(range.file.path, std::move(file), compression), {range.file, 0, FileRange::kToTheEnd});
}

absl::Status FileLines::Fill() {
  std::memmove(buffer_.data(), buffer_.data() + unread_begin_, unread_end_ - unread_begin_);
  unread_end_ -= std::exchange(unread_begin_, 0);
  if (unread_end_ > kLineBytesMax) {
    return absl::ResourceExhaustedError(StrCat("a line of ", WithoutSecrets(range_.file.path), " is too long: bytes>",
                                               unread_end_, " most=", kLineBytesMax));
  }
  if (buffer_.empty()) {
    // One read sees a small file's end.
    buffer_.resize(std::clamp<size_t>(static_cast<size_t>(left_) + 1, kReadBytesMin, kReadBytes));
  } else if (buffer_.size() < 2 * unread_end_ + kReadBytes) {
    buffer_.resize(2 * unread_end_ + kReadBytes);
  }
  SLUICE_ASSIGN_OR_RETURN(size_t read, file_->Read(buffer_.data() + unread_end_, buffer_.size() - unread_end_));
  unread_end_ += read;
  at_end_ = unread_end_ < buffer_.size();
  return absl::OkStatus();
}

// False: the line goes on in what has not been read yet.
bool FileLines::SkipFirstLine() {
  size_t newline = Unread().find('\n');
  size_t skipped = newline == std::string_view::npos ? Unread().size() : newline + 1;
  unread_begin_ += skipped;
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
    bool ready = unread_end_ > unread_begin_ && (!skip_first_ || SkipFirstLine());
    if (size_t bytes = ready && left_ > 0 ? WholeLines() : 0; bytes > 0) {
      std::string_view lines = Unread().substr(0, bytes);
      unread_begin_ += bytes;
      left_ -= static_cast<int64_t>(bytes);
      return lines;
    }
    if (at_end_ && left_ > 0 && range_.end != FileRange::kToTheEnd) return FileBecameShorter(range_, left_);
    if (at_end_) break;
    SLUICE_RETURN_IF_ERROR(Fill());
  }
  return std::string_view();
}

}  // namespace sluice
