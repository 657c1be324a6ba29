#include "common/fs/arrow/arrow_reader.h"

#include <arrow/buffer.h>
#include <arrow/util/future.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/base/status.h"
#include "common/fs/arrow/arrow_status.h"

namespace sluice {
namespace {

constexpr int64_t kPieceBytes = 8 << 20;
constexpr int64_t kTailBytes = 256 << 10;

class ArrowReader : public FileReader {
 public:
  ArrowReader(std::shared_ptr<arrow::io::RandomAccessFile> file, std::string path, int64_t file_bytes, int64_t begin,
              int64_t end)
      : file_(std::move(file)),
        path_(std::move(path)),
        file_bytes_(file_bytes),
        begin_(begin),
        end_(end),
        asked_to_(begin) {
    if (asked_to_ < end_) Ask();
  }

  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    size_t done = 0;
    while (done < bytes) {
      if (piece_left_.empty()) SLUICE_RETURN_IF_ERROR(TakeNext());
      if (piece_left_.empty()) break;
      const size_t more = std::min(bytes - done, piece_left_.size());
      std::memcpy(room + done, piece_left_.data(), more);
      piece_left_.remove_prefix(more);
      done += more;
    }
    return done;
  }

  absl::StatusOr<std::string> Head(size_t bytes) override {
    if (begin_ == 0 && piece_left_.empty()) SLUICE_RETURN_IF_ERROR(TakeNext());
    if (begin_ == 0 && piece_left_.size() >= std::min(bytes, static_cast<size_t>(file_bytes_))) {
      return std::string(piece_left_.substr(0, bytes));
    }
    const auto head = file_->ReadAt(0, static_cast<int64_t>(bytes));
    if (!head.ok()) return FromArrow(head.status(), "read", path_);
    return (*head)->ToString();
  }

 private:
  void Ask() {
    int64_t bytes = asked_to_ < end_ ? std::min(kPieceBytes, end_ - asked_to_) : kTailBytes;
    bytes = std::min(bytes, file_bytes_ - asked_to_);
    if (bytes <= 0) return;
    next_ = file_->ReadAsync(file_->io_context(), asked_to_, bytes);
    asked_to_ += bytes;
  }

  // Nothing is left at the end of the file.
  absl::Status TakeNext() {
    if (!next_.is_valid()) Ask();
    if (!next_.is_valid()) return absl::OkStatus();
    auto piece = std::exchange(next_, {}).MoveResult();  // Arrow's own limits end the wait.
    if (!piece.ok()) return FromArrow(piece.status(), "read", path_);
    piece_ = std::move(piece).ValueUnsafe();
    piece_left_ = {reinterpret_cast<const char*>(piece_->data()), static_cast<size_t>(piece_->size())};
    if (asked_to_ < end_) Ask();
    return absl::OkStatus();
  }

  const std::shared_ptr<arrow::io::RandomAccessFile> file_;
  const std::string path_;
  const int64_t file_bytes_;
  const int64_t begin_;
  const int64_t end_;
  int64_t asked_to_;
  arrow::Future<std::shared_ptr<arrow::Buffer>> next_;
  std::shared_ptr<arrow::Buffer> piece_;
  std::string_view piece_left_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FileReader>> ReadAhead(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                                      std::string path, int64_t begin, int64_t end) {
  const auto bytes = file->GetSize();
  if (!bytes.ok()) return FromArrow(bytes.status(), "look at", path);
  return std::make_unique<ArrowReader>(std::move(file), std::move(path), *bytes, begin, end);
}

}  // namespace sluice
