#include "common/fs/decompressor.h"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include "common/fs/zlib_mark.h"

namespace sluice {
namespace {

constexpr int kMostZstdWindowLog = 27;  // 128 MiB, what its command line takes without being asked.

// What zlib and libbz2 call a stream.
template <class Stream>
void Show(const Decompressor::Step& step, Stream& stream) {
  stream.next_in = reinterpret_cast<decltype(stream.next_in)>(const_cast<char*>(step.in.data()));
  stream.avail_in = static_cast<unsigned>(step.in.size());
  stream.next_out = reinterpret_cast<decltype(stream.next_out)>(step.out);
  stream.avail_out = static_cast<unsigned>(step.room);
}

template <class Stream>
void MoveOn(const Stream& stream, Decompressor::Step& step) {
  step.in.remove_prefix(step.in.size() - stream.avail_in);
  step.out += step.room - stream.avail_out;
  step.room = stream.avail_out;
}

constexpr int kGzipBits = 15 + 16;
constexpr int kZlibBits = 15;
constexpr int kRawBits = -15;

class Inflater : public Decompressor {
 public:
  explicit Inflater(Compression compression) {
    if (compression == Compression::kGzip) bits_ = kGzipBits;
    is_usable_ = inflateInit2(&stream_, kZlibBits) == Z_OK;
  }
  Inflater(const Inflater&) = delete;
  ~Inflater() override { inflateEnd(&stream_); }

  bool Take(Step& step) override {
    // Hadoop writes DEFLATE within zlib's header and checksum, others without.
    if (bits_ == kUnknownBits) bits_ = HasZlibHeader(step.in) ? kZlibBits : kRawBits;
    if (!is_usable_ || (is_between_streams_ && inflateReset2(&stream_, bits_) != Z_OK)) return false;
    Show(step, stream_);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    is_between_streams_ = result == Z_STREAM_END;
    MoveOn(stream_, step);
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
  }

 private:
  static constexpr int kUnknownBits = 0;
  z_stream stream_{};
  bool is_usable_;
  int bits_ = kUnknownBits;
};

class Bunzipper : public Decompressor {
 public:
  Bunzipper() = default;
  Bunzipper(const Bunzipper&) = delete;
  ~Bunzipper() override { BZ2_bzDecompressEnd(&stream_); }

  bool Take(Step& step) override {
    if (is_between_streams_ && !BeginStream()) return false;
    Show(step, stream_);
    const int result = BZ2_bzDecompress(&stream_);
    is_between_streams_ = result == BZ_STREAM_END;
    MoveOn(stream_, step);
    return result == BZ_OK || result == BZ_STREAM_END;
  }

 private:
  bool BeginStream() {
    BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    return BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
  }

  bz_stream stream_{};
};

class ZstdDecompressor : public Decompressor {
 public:
  ZstdDecompressor() : stream_(ZSTD_createDCtx()) {
    if (stream_ != nullptr) ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kMostZstdWindowLog);
  }
  ZstdDecompressor(const ZstdDecompressor&) = delete;
  ~ZstdDecompressor() override { ZSTD_freeDCtx(stream_); }

  bool Take(Step& step) override {
    ZSTD_inBuffer in{step.in.data(), step.in.size(), 0};
    ZSTD_outBuffer out{step.out, step.room, 0};
    if (stream_ == nullptr) return false;
    const size_t result = ZSTD_decompressStream(stream_, &out, &in);
    if (ZSTD_isError(result) != 0) return false;
    is_between_streams_ = result == 0;
    step.in.remove_prefix(in.pos);
    step.out += out.pos;
    step.room -= out.pos;
    return true;
  }

 private:
  ZSTD_DCtx* const stream_;
};

}  // namespace

std::unique_ptr<Decompressor> MakeDecompressor(Compression compression) {
  if (compression == Compression::kBzip2) return std::make_unique<Bunzipper>();
  if (compression == Compression::kZstd) return std::make_unique<ZstdDecompressor>();
  return std::make_unique<Inflater>(compression);
}

}  // namespace sluice
