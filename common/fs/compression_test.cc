#include "common/fs/compression.h"

#include <zlib.h>

#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using std::string_view_literals::operator""sv;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kBzip2Head = "BZh9\x31\x41\x59\x26\x53\x59\0\0\0\0\0\0"sv;
constexpr std::string_view kEmptyBzip2 = "BZh1\x17\x72\x45\x38\x50\x90\0\0\0\0"sv;
constexpr std::string_view kGzipHead = "\x1F\x8B\x08\0\0\0\0\0\0\x03"sv;
constexpr std::string_view kZstdHead = "\x28\xB5\x2F\xFD\x24\0"sv;

TEST(CompressionTest, AnUnmarkedFileIsWhatItsNameSays) {
  for (std::string_view head : {""sv, "1\n2\n"sv}) {
    EXPECT_EQ(*CompressionOf("/in/a.gz", head), Compression::kGzip);
    EXPECT_EQ(*CompressionOf("/in/a.bz2", head), Compression::kBzip2);
    EXPECT_EQ(*CompressionOf("s3://in/a.zst?region=x", head), Compression::kZstd);
    EXPECT_EQ(*CompressionOf("/in/a.deflate", head), Compression::kDeflate);
    EXPECT_EQ(*CompressionOf("/in/A.GZ", head), Compression::kGzip);
    EXPECT_EQ(*CompressionOf("/in.gz/a", head), Compression::kNone);
    EXPECT_EQ(*CompressionOf("/in/gz", head), Compression::kNone);
  }
}

TEST(CompressionTest, ARenamedFileIsKnownByItsMark) {
  for (std::string_view path : {"/in/a", "/in/a.txt", "/in/a.gz", "/in/a.bz2"}) {
    EXPECT_EQ(*CompressionOf(path, kBzip2Head), Compression::kBzip2);
    EXPECT_EQ(*CompressionOf(path, kEmptyBzip2), Compression::kBzip2);
    EXPECT_EQ(*CompressionOf(path, kGzipHead), Compression::kGzip);
    EXPECT_EQ(*CompressionOf(path, kZstdHead), Compression::kZstd);
    EXPECT_EQ(*CompressionOf(path, "\x50\x2A\x4D\x18\4\0\0\0"sv), Compression::kZstd);
  }
}

// As Python's lzma writes it.
constexpr std::string_view kLzma = "\x5D\0\0\x80\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\x18\x82\x82\x8F\x2C\x44"sv;

// What is known of a file without a name that tells it.
Compression OfBytes(std::string_view bytes) { return *CompressionOf("/in/a", bytes.substr(0, kFormatMarkBytes)); }

std::string Deflate(const std::string& bytes, int level, int strategy = Z_DEFAULT_STRATEGY, int window_bits = 15) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, window_bits, 9, strategy), Z_OK);
  std::string deflated(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(deflated.data());
  stream.avail_out = static_cast<uInt>(deflated.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  deflated.resize(stream.total_out);
  deflateEnd(&stream);
  return deflated;
}

// Zeros, words, and noise.
std::vector<std::string> ContentsOf(size_t bytes) {
  std::string words, noise;
  for (uint32_t i = 0, state = 1; noise.size() < bytes; ++i) {
    state = state * 1664525 + 1013904223;
    noise += static_cast<char>(state >> 24);
    words += "line " + std::to_string(i) + " has " + std::to_string(state % 1000) + "\n";
  }
  return {std::string(bytes, '\0'), words.substr(0, bytes), noise};
}

TEST(CompressionTest, ARenamedZlibFileIsKnownByWhatItInflatesTo) {
  for (std::string_view path : {"/in/a", "/in/a.txt", "/in/a.gz"}) {
    EXPECT_EQ(*CompressionOf(path, Deflate("1\n2\n", 6)), Compression::kDeflate);
  }
  for (size_t bytes : {0, 1, 10, 100, 505, 513, 3'000, 8'224, 300'000}) {
    for (const std::string& contents : ContentsOf(bytes)) {
      for (int level = 0; level <= 9; ++level) {
        EXPECT_EQ(OfBytes(Deflate(contents, level)), Compression::kDeflate) << bytes << " level " << level;
      }
      for (int strategy : {Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED}) {
        EXPECT_EQ(OfBytes(Deflate(contents, 6, strategy, 9)), Compression::kDeflate) << bytes << " as " << strategy;
      }
    }
  }
}

TEST(CompressionTest, WhatIsNoWholeZlibFileAndShortIsText) {
  const std::string whole = Deflate("1\n2\n", 6);
  EXPECT_EQ(OfBytes(whole.substr(0, whole.size() - 1)), Compression::kNone) << "it has no end";
  EXPECT_EQ(OfBytes(whole.substr(0, whole.size() - 1) + '\0'), Compression::kNone) << "its checksum is wrong";
  const std::string stored = Deflate(std::string(3'000, 'y'), 0);
  EXPECT_EQ(OfBytes(stored), Compression::kDeflate);
  EXPECT_EQ(OfBytes(stored.substr(0, 5) + "yy" + stored.substr(7)), Compression::kNone) << "its length is wrong";
}

// All characters that may stand behind the header, in a file of one line and in one of many.
TEST(CompressionTest, TextWithTheHeaderOfZlibIsText) {
  int headers = 0;
  for (int first = 1; first < 256; ++first) {
    for (int second = 1; second < 128; ++second) {
      if (first % 16 != 8 || first >= 128 || (first * 256 + second) % 31 != 0 || std::iscntrl(first) != 0) continue;
      const bool parts_fields = second >= 1 && second <= 3;  // As Hive has it.
      if (!parts_fields && second != '\t' && second != '\n' && std::iscntrl(second) != 0) continue;
      ++headers;
      for (int third = 1; third < 256; ++third) {
        if (third < 128 && std::isprint(third) == 0 && third != '\n' && third != '\t') continue;
        const std::string word{static_cast<char>(first), static_cast<char>(second), static_cast<char>(third)};
        std::string one_line = word, many_lines = word.substr(0, 2) + "\n" + word;
        for (int i = 0; one_line.size() < kFormatMarkBytes; ++i) one_line += std::to_string(i) + (i % 2 ? "a=" : " Z");
        while (many_lines.size() < kFormatMarkBytes) many_lines += "\n" + many_lines;
        for (const std::string& text : {word, word + word + "\n", one_line, many_lines}) {
          EXPECT_EQ(OfBytes(text), Compression::kNone) << text;
        }
      }
    }
  }
  EXPECT_GT(headers, 15);
}

TEST(CompressionTest, TextThatLooksLikeAMarkIsText) {
  for (std::string_view text :
       {"]"sv, "]\0\0 is no LZMA"sv, "BZh9 is how bzip2 begins"sv, "BZh"sv, "BZh91AY&SX"sv, "PK,1\n"sv, "SEQ\t1\n"sv,
        "PAR1,a,b\n"sv, "Obj: 1\n"sv, "ORC\n"sv, "Rar!\n"sv, "7z\n"sv, "LZIP\n"sv, "x\x9C\n"sv, "\0\x04\0\0"sv,
        "\xFF\xFE"
        "a\0"sv}) {
    EXPECT_EQ(*CompressionOf("/in/a", text), Compression::kNone) << text;
  }
}

TEST(CompressionTest, WhatIsNotReadIsRefusedByItsNameWithWhatToDo) {
  auto refused = [](std::string_view format, std::string_view advice) {
    return StatusIs(absl::StatusCode::kInvalidArgument,
                    AllOf(HasSubstr("/in/a"), HasSubstr(std::string(format)), HasSubstr(std::string(advice))));
  };
  // Hadoop's frames, which begin with two lengths.
  for (std::string_view head : {"\0\x04\0\0\0\0\x0B\xC4"sv, "1\n2\n"sv, ""sv}) {
    EXPECT_THAT(CompressionOf("/in/a.lz4", head), refused("compressed with LZ4", "compress it with gzip, bzip2"));
    EXPECT_THAT(CompressionOf("/in/a.snappy", head), refused("compressed with Snappy", "gzip"));
    EXPECT_THAT(CompressionOf("/in/a.SNAPPY", head), refused("compressed with Snappy", "gzip"));
    EXPECT_THAT(CompressionOf("/in/a.lzo_deflate", head), refused("compressed with LZO", "gzip"));
    EXPECT_THAT(CompressionOf("/in/a.xz", head), refused("compressed with xz", "gzip"));
    EXPECT_THAT(CompressionOf("/in/a.br", head), refused("compressed with Brotli", "gzip"));
    EXPECT_THAT(CompressionOf("/in/a.tar.gz", head), refused("archive of the kind tar", "unpack"));
    EXPECT_THAT(CompressionOf("/in/a.zip", head), refused("archive of the kind zip", "unpack"));
    EXPECT_THAT(CompressionOf("/in/a.parquet", head), refused("Parquet", "lines of text"));
  }
  EXPECT_THAT(CompressionOf("/in/a.snappy._COPYING_", ""), refused("compressed with Snappy", "gzip"));
  EXPECT_THAT(CompressionOf("/in/a.tgz", kGzipHead), refused("archive of the kind tar", "unpack"));
}

TEST(CompressionTest, ARenamedFileThatIsNotReadIsRefusedByItsMark) {
  auto format_of = [](std::string_view head) { return std::string(CompressionOf("/in/a", head).status().message()); };
  EXPECT_THAT(format_of("\x04\x22\x4D\x18\x64\x40"sv), HasSubstr("LZ4"));
  EXPECT_THAT(format_of("\xFF\x06\0\0sNaPpY\1"sv), HasSubstr("Snappy"));
  EXPECT_THAT(format_of("\x82SNAPPY\0\0\0"sv), HasSubstr("Snappy"));
  EXPECT_THAT(format_of("\x89LZO\0\r\n\x1A\n"sv), HasSubstr("LZO"));
  EXPECT_THAT(format_of("\xFD"
                        "7zXZ\0\0"sv),
              HasSubstr("xz"));
  EXPECT_THAT(format_of("\x1F\x9D\x90"sv), HasSubstr("compress"));
  EXPECT_THAT(format_of(kLzma), HasSubstr("LZMA"));
  EXPECT_THAT(format_of("PK\3\4\x14"sv), HasSubstr("zip"));
  EXPECT_THAT(format_of("7z\xBC\xAF\x27\x1C\0"sv), HasSubstr("7z"));
  EXPECT_THAT(format_of("PAR1\x15\4\x15"sv), HasSubstr("Parquet"));
  EXPECT_THAT(format_of("Obj\1\4"sv), HasSubstr("Avro"));
  EXPECT_THAT(format_of("SEQ\6\x19org."sv), HasSubstr("SequenceFile"));
}

TEST(CompressionTest, FilesWithSuchNamesAreNotCut) {
  for (std::string_view path : {"/a.gz", "/a.bz2", "/a.deflate", "/a.zst", "/a.lz4", "/a.snappy", "/a.zip"}) {
    EXPECT_TRUE(IsNamedCompressed(path)) << path;
  }
  for (std::string_view path : {"/a", "/a.txt", "/a.gz/b", "/a.parquet"}) EXPECT_FALSE(IsNamedCompressed(path)) << path;
}

}  // namespace
}  // namespace sluice
