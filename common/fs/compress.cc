#include "common/fs/compress.h"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

#include "common/base/str_cat.h"

namespace sluice {
namespace {

constexpr int kGzipBits = 15 + 16, kZlibBits = 15, kMemoryLevel = 8;
constexpr int kBzip2Blocks = 9;
constexpr size_t kPieceBytes = 1 << 20;  // Streams count in 32 bits.

absl::Status NoMemory(std::string_view text) {
  return absl::ResourceExhaustedError(StrCat("a text cannot be compressed: bytes=", text.size()));
}

// What zlib and libbz2 call a stream: `step(is_last)` takes what it is shown, false once all is written.
template <class Stream, class Step>
std::string Pump(std::string_view text, Stream& stream, Step step) {
  std::string out;
  std::string room(kPieceBytes, '\0');
  bool more = true;
  while (more) {
    const size_t piece = std::min(text.size(), kPieceBytes);
    stream.next_in = reinterpret_cast<decltype(stream.next_in)>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<unsigned>(piece);
    stream.next_out = reinterpret_cast<decltype(stream.next_out)>(room.data());
    stream.avail_out = static_cast<unsigned>(room.size());
    more = step(piece == text.size());
    text.remove_prefix(piece - stream.avail_in);
    out.append(room.data(), room.size() - stream.avail_out);
  }
  return out;
}

absl::StatusOr<std::string> Deflated(std::string_view text, int bits) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, bits, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    return NoMemory(text);
  }
  std::string out = Pump(
      text, stream, [&](bool is_last) { return deflate(&stream, is_last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_END; });
  deflateEnd(&stream);
  return out;
}

absl::StatusOr<std::string> Bzipped(std::string_view text) {
  bz_stream stream{};
  if (BZ2_bzCompressInit(&stream, kBzip2Blocks, 0, 0) != BZ_OK) return NoMemory(text);
  std::string out = Pump(text, stream, [&](bool is_last) {
    return BZ2_bzCompress(&stream, is_last ? BZ_FINISH : BZ_RUN) != BZ_STREAM_END;
  });
  BZ2_bzCompressEnd(&stream);
  return out;
}

absl::StatusOr<std::string> Zstandard(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const size_t bytes = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), ZSTD_CLEVEL_DEFAULT);
  if (ZSTD_isError(bytes)) return NoMemory(text);
  out.resize(bytes);
  return out;
}

}  // namespace

absl::StatusOr<std::string> Compress(std::string_view text, Compression compression) {
  switch (compression) {
    case Compression::kNone: return std::string(text);
    case Compression::kBzip2: return Bzipped(text);
    case Compression::kDeflate: return Deflated(text, kZlibBits);
    case Compression::kGzip: return Deflated(text, kGzipBits);
    case Compression::kZstd: return Zstandard(text);
  }
  return absl::InternalError("no such compression");
}

std::string_view SuffixOf(Compression compression) {
  switch (compression) {
    case Compression::kNone: return "";
    case Compression::kBzip2: return ".bz2";
    case Compression::kDeflate: return ".deflate";
    case Compression::kGzip: return ".gz";
    case Compression::kZstd: return ".zst";
  }
  return "";
}

}  // namespace sluice
