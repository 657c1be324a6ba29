#include "common/fs/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <utility>

#include "common/base/status.h"
#include "common/fs/file_uri.h"

namespace sluice {
namespace {

constexpr size_t kReadBytes = 512 * 1024;
constexpr int kMostZstdWindowLog = 27;  // 128 MiB, what its command line takes without being asked.

// One step of decompression: moves on in both buffers.
struct Step {
  std::string_view in;
  char* out;
  size_t room;
};

class GzipStep {
 public:
  GzipStep() { is_usable_ = inflateInit2(&stream_, 15 + 16) == Z_OK; }
  GzipStep(const GzipStep&) = delete;
  ~GzipStep() { inflateEnd(&stream_); }

  // False: it is damaged.
  bool Take(Step& step) {
    // A further stream begins where the last one has ended.
    if (is_between_ && inflateReset(&stream_) != Z_OK) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(step.in.data()));
    stream_.avail_in = static_cast<uInt>(step.in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(step.out);
    stream_.avail_out = static_cast<uInt>(step.room);
    const int result = is_usable_ ? inflate(&stream_, Z_NO_FLUSH) : Z_MEM_ERROR;
    is_between_ = result == Z_STREAM_END;
    step.in.remove_prefix(step.in.size() - stream_.avail_in);
    step.out += step.room - stream_.avail_out;
    step.room = stream_.avail_out;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
  }
  bool is_between() const { return is_between_; }

 private:
  z_stream stream_{};
  bool is_usable_;
  bool is_between_ = true;  // Streams.
};

class ZstdStep {
 public:
  ZstdStep() : stream_(ZSTD_createDCtx()) {
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMostZstdWindowLog);
  }
  ZstdStep(const ZstdStep&) = delete;
  ~ZstdStep() { ZSTD_freeDCtx(stream_); }

  bool Take(Step& step) {
    ZSTD_inBuffer in{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer out{step.out, step.room, 0};
    if (stream_ == nullptr) return false;
    const size_t result = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(result) != 0) return false;
    is_between_ = result == 0;
    step.in.remove_prefix(in.pos);
    step.out += out.pos;
    step.room -= out.pos;
    return true;
  }
  bool is_between() const { return is_between_; }

 private:
  ZSTD_DCtx* const stream_;
  bool is_between_ = true;  // Frames.
};

template <class Decompressor>
class DecompressingReader : public FileReader {
 public:
  DecompressingReader(std::string_view path, std::unique_ptr<FileReader> file)
      : path_(WithoutSecrets(path)), file_(std::move(file)), buffer_(kReadBytes, '\0') {}

  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    Step step{.in = in_, .out = room, .room = bytes};
    while (step.room > 0) {
      if (step.in.empty() && !at_end_) {
        SLUICE_ASSIGN_OR_RETURN(const size_t read, file_->Read(buffer_.data(), buffer_.size()));
        at_end_ = read < buffer_.size();
        step.in = std::string_view(buffer_).substr(0, read);
      }
      const size_t room_before = step.room;
      if (step.in.empty() && decompressor_.is_between()) break;
      if (!decompressor_.Take(step)) return Damaged("is damaged");
      if (step.in.empty() && at_end_ && step.room == room_before && !decompressor_.is_between()) {
        return Damaged("ends too early");
      }
    }
    in_ = step.in;
    return bytes - step.room;
  }

 private:
  absl::Status Damaged(std::string_view how) const {
    return absl::DataLossError(ToAbsl(StrCat(path_, " ", how, ", or is not compressed as its name says")));
  }

  const std::string path_;
  const std::unique_ptr<FileReader> file_;
  std::string buffer_;
  std::string_view in_;  // Of the buffer, what is left.
  bool at_end_ = false;  // Of the file.
  Decompressor decompressor_;
};

}  // namespace

bool IsCompressed(std::string_view path) {
  const std::string_view name = FileName(path);
  return name.ends_with(".gz") || name.ends_with(".zst");
}

std::unique_ptr<FileReader> Decompress(std::string_view path, std::unique_ptr<FileReader> file) {
  if (FileName(path).ends_with(".gz")) return std::make_unique<DecompressingReader<GzipStep>>(path, std::move(file));
  return std::make_unique<DecompressingReader<ZstdStep>>(path, std::move(file));
}

}  // namespace sluice
