#include "common/fs/decompress.h"

#include <string>
#include <utility>

#include "common/base/status.h"
#include "common/fs/decompressor.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = 512 * 1024;

class DecompressingReader : public ByteReader {
 public:
  DecompressingReader(std::string_view path, std::unique_ptr<ByteReader> file, Compression compression)
      : path_(WithoutSecrets(path)),
        file_(std::move(file)),
        decompressor_(MakeDecompressor(compression)),
        buffer_(kReadBytes, '\0') {}

  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    Decompressor::Step step{.in = in_, .out = room, .room = bytes};
    while (step.room > 0) {
      if (step.in.empty() && !at_end_) {
        SLUICE_ASSIGN_OR_RETURN(step.in, Fill());
      }
      if (step.in.empty() && decompressor_->is_between_streams()) break;
      const size_t room_before = step.room;
      if (!decompressor_->Take(step)) return Damaged("is damaged near", step.in.size());
      const bool is_stuck = step.in.empty() && at_end_ && step.room == room_before;
      if (is_stuck && !decompressor_->is_between_streams()) return Damaged("ends too early, at", 0);
    }
    in_ = step.in;
    return bytes - step.room;
  }

 private:
  absl::StatusOr<std::string_view> Fill() {
    SLUICE_ASSIGN_OR_RETURN(const size_t read, file_->Read(buffer_.data(), buffer_.size()));
    at_end_ = read < buffer_.size();
    file_bytes_read_ += static_cast<int64_t>(read);
    return std::string_view(buffer_).substr(0, read);
  }

  absl::Status Damaged(std::string_view how, size_t unused_bytes) const {
    const int64_t at = file_bytes_read_ - static_cast<int64_t>(unused_bytes);
    return absl::DataLossError(
        ToAbsl(StrCat(path_, " ", how, " byte ", at, ", or is not compressed as its name says")));
  }

  const std::string path_;
  const std::unique_ptr<ByteReader> file_;
  const std::unique_ptr<Decompressor> decompressor_;
  std::string buffer_;
  std::string_view in_;  // What is left in the buffer.
  int64_t file_bytes_read_ = 0;
  bool at_end_ = false;  // Nothing follows in the file.
};

}  // namespace

std::unique_ptr<ByteReader> Decompress(std::string_view path, std::unique_ptr<ByteReader> file,
                                       Compression compression) {
  return std::make_unique<DecompressingReader>(path, std::move(file), compression);
}

}  // namespace sluice
