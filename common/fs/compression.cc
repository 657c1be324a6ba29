#include "common/fs/compression.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "common/base/str_cat.h"
#include "common/fs/file_uri.h"
#include "common/fs/visible_file.h"
#include "common/fs/zlib_mark.h"

namespace sluice {
namespace {

using std::string_view_literals::operator""sv;

enum class Content { kReadable, kCompressed, kArchive, kRecords };

struct FileFormat {
  std::string_view name;
  Content content = Content::kReadable;
  std::vector<std::string_view> suffixes;
  std::vector<std::string_view> marks;  // A file begins with one of them. They have bytes that no text has.
  Compression compression = Compression::kNone;
  bool (*is_begun_by)(std::string_view head) = nullptr;  // It is set where the mark is more than some bytes.
};

// "BZh9" alone may begin a text: the mark of its first block, or of its end if it has none, must follow.
bool IsBzip2(std::string_view head) {
  if (!head.starts_with("BZh") || head.size() < 10 || head[3] < '1' || head[3] > '9') return false;
  const std::string_view block = head.substr(4, 6);
  return block == "\x31\x41\x59\x26\x53\x59"sv || block == "\x17\x72\x45\x38\x50\x90"sv;
}

// Frames to be skipped, which some programs put before the others.
bool IsSkippableZstd(std::string_view head) {
  return head.size() >= 4 && (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2A\x4D\x18"sv;
}

// It has no mark: the usual first byte, a size of its dictionary that programs choose, no absurd length (or none), and
// the zero that every stream begins with.
bool IsLzma(std::string_view head) {
  if (head.size() < 14 || !head.starts_with("\x5D\0\0"sv) || head[13] != 0) return false;
  const std::string_view length = head.substr(5, 8);
  const bool is_dictionary = head[3] != 0 || head[4] != 0;
  return is_dictionary && (length == std::string(8, '\xFF') || length.substr(5) == "\0\0\0"sv);
}

// Hadoop frames LZ4, Snappy and LZO in its own way, without a mark: only their names tell.
const std::vector<FileFormat>& FileFormats() {
  using enum Content;
  static const auto* const formats = new std::vector<FileFormat>{
      {"tar", kArchive, {".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tzst"}},
      {"zip", kArchive, {".zip"}, {"PK\3\4"sv, "PK\5\6"sv, "PK\7\10"sv}},
      {"7z", kArchive, {".7z"}, {"7z\xBC\xAF\x27\x1C"sv}},
      {"rar", kArchive, {".rar"}, {"Rar!\x1A\7"sv}},
      {"LZ4", kCompressed, {".lz4"}, {"\x04\x22\x4D\x18"sv, "\x02\x21\x4C\x18"sv}},
      {"Snappy", kCompressed, {".snappy"}, {"\xFF\x06\0\0sNaPpY"sv, "\x82SNAPPY\0"sv}},
      {"LZO", kCompressed, {".lzo", ".lzo_deflate"}, {"\x89LZO\0\r\n\x1A\n"sv}},
      {"xz",
       kCompressed,
       {".xz"},
       {"\xFD"
        "7zXZ\0"sv}},
      {"LZMA", kCompressed, {".lzma"}, {}, Compression::kNone, IsLzma},
      {"lzip", kCompressed, {}, {"LZIP\1"sv}},
      {"compress", kCompressed, {}, {"\x1F\x9D"sv}},
      {"Brotli", kCompressed, {".br"}},
      {"Parquet", kRecords, {".parquet"}, {"PAR1\x15"sv}},
      {"ORC", kRecords, {".orc"}},
      {"Avro", kRecords, {".avro"}, {"Obj\1"sv}},
      {"SequenceFile", kRecords, {}, {"SEQ\4"sv, "SEQ\5"sv, "SEQ\6"sv}},
      {"gzip", kReadable, {".gz"}, {"\x1F\x8B\x08"sv}, Compression::kGzip},
      {"bzip2", kReadable, {".bz2"}, {}, Compression::kBzip2, IsBzip2},
      {"Zstandard", kReadable, {".zst"}, {"\x28\xB5\x2F\xFD"sv}, Compression::kZstd, IsSkippableZstd},
      {"DEFLATE", kReadable, {".deflate", ".zlib", ".zz"}, {}, Compression::kDeflate, IsZlib},
  };
  return *formats;
}

const FileFormat* FormatOfName(std::string_view path) {
  const std::string_view name = WithoutTemporarySuffix(FileName(path));
  for (const FileFormat& format : FileFormats()) {
    auto ends_name = [&](std::string_view suffix) { return absl::EndsWithIgnoreCase(ToAbsl(name), ToAbsl(suffix)); };
    if (std::any_of(format.suffixes.begin(), format.suffixes.end(), ends_name)) return &format;
  }
  return nullptr;
}

bool HasMark(const FileFormat& format, std::string_view head) {
  if (format.is_begun_by != nullptr && format.is_begun_by(head)) return true;
  return std::any_of(format.marks.begin(), format.marks.end(),
                     [&](std::string_view mark) { return head.starts_with(mark); });
}

const FileFormat* FormatOfHead(std::string_view head) {
  for (const FileFormat& format : FileFormats()) {
    if (HasMark(format, head)) return &format;
  }
  return nullptr;
}

absl::Status NotReadable(std::string_view path, const FileFormat& format) {
  std::string what = "is compressed with ", advice = "compress it with gzip, bzip2, zstd or deflate, or not at all";
  if (format.content == Content::kArchive) what = "is an archive of the kind ", advice = "unpack it";
  if (format.content == Content::kRecords) what = "has records of the format ", advice = "write them as lines of text";
  return absl::InvalidArgumentError(
      ToAbsl(StrCat(WithoutSecrets(path), " ", what, format.name, ", and is not read as text (", advice, ")")));
}

}  // namespace

bool IsNamedCompressed(std::string_view path) {
  const FileFormat* const format = FormatOfName(path);
  return format != nullptr && format->content != Content::kRecords;
}

absl::StatusOr<Compression> CompressionOf(std::string_view path, std::string_view head) {
  const FileFormat* const named = FormatOfName(path);
  if (named != nullptr && named->content != Content::kReadable) return NotReadable(path, *named);
  const FileFormat* const marked = FormatOfHead(head);
  if (marked != nullptr && marked->content != Content::kReadable) return NotReadable(path, *marked);
  if (marked != nullptr) return marked->compression;
  return named != nullptr ? named->compression : Compression::kNone;
}

}  // namespace sluice
