#include "common/fs/decompress.h"

#include <bzlib.h>
#include <sys/resource.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <random>
#include <string>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class TextReader : public ByteReader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    const size_t read = std::min(bytes, text_.size() - at_);
    std::memcpy(room, text_.data() + at_, read);
    at_ += read;
    return read;
  }

 private:
  const std::string text_;
  size_t at_ = 0;
};

// `bits` as zlib has it: what the stream is wrapped in.
std::string Deflated(const std::string& text, int bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = text.size();
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = packed.size();
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string Gzip(const std::string& text) { return Deflated(text, 15 + 16); }
std::string Zlib(const std::string& text) { return Deflated(text, 15); }
std::string RawDeflate(const std::string& text) { return Deflated(text, -15); }

std::string Bzip2(const std::string& text) {
  std::string packed(text.size() + text.size() / 100 + 600, '\0');
  unsigned bytes = packed.size();
  EXPECT_EQ(BZ2_bzBuffToBuffCompress(packed.data(), &bytes, const_cast<char*>(text.data()), text.size(), 1, 0, 0),
            BZ_OK);
  packed.resize(bytes);
  return packed;
}

std::string Zstd(const std::string& text) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
  return packed;
}

struct Kind {
  std::string name;
  std::string (*pack)(const std::string& text);
  Compression compression;
  bool tells_damage = true;  // Adler-32, zlib's checksum, lets some of it pass.
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class DecompressTest : public testing::TestWithParam<Kind> {
 protected:
  static std::string Packed(const std::string& text) { return GetParam().pack(text); }
  static absl::StatusOr<std::string> Unpacked(const std::string& packed, size_t piece = 100'000) {
    auto reader = Decompress("/" + GetParam().name, std::make_unique<TextReader>(packed), GetParam().compression);
    std::string text, room(piece, '\0');
    while (true) {
      absl::StatusOr<size_t> read = reader->Read(room.data(), room.size());
      if (!read.ok()) return read.status();
      text.append(room, 0, *read);
      if (*read < piece) return text;
    }
  }
  static std::string Numbers(int count) {
    std::string text;
    for (int64_t i = 0; i < count; ++i) text += std::to_string(i * 7919) + "\n";
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(AllKinds, DecompressTest,
                         testing::Values(Kind{"a.gz", Gzip, Compression::kGzip},
                                         Kind{"a.zst", Zstd, Compression::kZstd},
                                         Kind{"a.bz2", Bzip2, Compression::kBzip2},
                                         Kind{"a.deflate", Zlib, Compression::kDeflate, false},
                                         Kind{"raw.deflate", RawDeflate, Compression::kDeflate, false}));

TEST_P(DecompressTest, GivesWhatWasPackedInPiecesOfAnySize) {
  const std::string text = Numbers(1'000'000);
  EXPECT_TRUE(*Unpacked(Packed(text)) == text);
  const std::string less = Numbers(1000);
  for (size_t piece : {1, 7, 1000}) EXPECT_EQ(*Unpacked(Packed(less), piece), less);
  for (const std::string& small : {std::string(), std::string("x")}) EXPECT_EQ(*Unpacked(Packed(small)), small);
}

TEST_P(DecompressTest, StreamsMayFollowEachOther) {
  EXPECT_EQ(*Unpacked(Packed("1\n") + Packed("") + Packed("2\n")), "1\n2\n");
  EXPECT_EQ(*Unpacked(""), "");
  // So many that some begin at the end of what is read at a time.
  std::string packed, text;
  for (int64_t i = 0; i < 30'000; ++i) {
    const std::string line = std::to_string(i * 7919 * 982451653) + "\n";
    packed += Packed(line);
    text += line;
  }
  EXPECT_TRUE(*Unpacked(packed) == text);
}

TEST_P(DecompressTest, WhatFollowsTheLastStreamIsDamage) {
  EXPECT_THAT(Unpacked(Packed("1\n") + "this is text"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("/" + GetParam().name)));
}

int64_t MostKibibytesResident() {
  rusage usage{};
  EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
  return usage.ru_maxrss;
}

// 128 MiB out of a file of 128 KiB or less.
TEST_P(DecompressTest, WhatGetsVeryLongTakesBoundedMemory) {
  const std::string piece = Packed(std::string(4 << 20, '\n'));
  std::string packed;
  for (int i = 0; i < 32; ++i) packed += piece;
  const int64_t before = MostKibibytesResident();
  auto reader = Decompress("/a", std::make_unique<TextReader>(packed), GetParam().compression);
  std::string room(1 << 20, '\0');
  int64_t bytes = 0;
  while (true) {
    absl::StatusOr<size_t> read = reader->Read(room.data(), room.size());
    ASSERT_THAT(read, IsOk());
    bytes += *read;
    if (*read < room.size()) break;
  }
  EXPECT_EQ(bytes, 128 << 20);
  EXPECT_LT(MostKibibytesResident() - before, 32 * 1024);
}

TEST_P(DecompressTest, AFileThatEndsTooEarlyIsNotTakenForWhole) {
  const std::string packed = Packed(Numbers(1000));
  for (size_t bytes = 1; bytes < packed.size(); bytes += 37) {
    const std::string where = "/" + GetParam().name + " ends too early, at byte " + std::to_string(bytes);
    EXPECT_THAT(Unpacked(packed.substr(0, bytes)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(where))) << bytes;
  }
  EXPECT_THAT(Unpacked("this is text"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not compressed")));
}

TEST_P(DecompressTest, DamageIsToldWithItsPlaceAndNeverGivesOtherText) {
  const std::string text = Numbers(300), packed = Packed(text);
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = packed;
    damaged[random() % damaged.size()] ^= 1 << random() % 8;
    absl::StatusOr<std::string> unpacked = Unpacked(damaged);
    if (!unpacked.ok()) {
      EXPECT_THAT(std::string(unpacked.status().message()), HasSubstr("/" + GetParam().name));
      EXPECT_THAT(std::string(unpacked.status().message()), HasSubstr(" byte "));
    } else if (GetParam().tells_damage) {
      EXPECT_EQ(*unpacked, text);
    }
  }
}

}  // namespace
}  // namespace sluice
