#include "common/fs/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>

#include "common/base/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class TextReader : public FileReader {
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

std::string Gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
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

std::string Zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

// The name says which one.
class DecompressTest : public testing::TestWithParam<std::string> {
 protected:
  static std::string Packed(const std::string& text) { return GetParam() == "a.gz" ? Gzip(text) : Zstd(text); }
  static absl::StatusOr<std::string> Unpacked(const std::string& packed, size_t piece = 100'000) {
    auto reader = Decompress("/" + GetParam(), std::make_unique<TextReader>(packed));
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

INSTANTIATE_TEST_SUITE_P(AllKinds, DecompressTest, testing::Values("a.gz", "a.zst"));

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
}

TEST_P(DecompressTest, AFileThatEndsTooEarlyIsNotTakenForWhole) {
  const std::string packed = Packed(Numbers(1000));
  for (size_t bytes = 1; bytes < packed.size(); bytes += 37) {
    EXPECT_THAT(Unpacked(packed.substr(0, bytes)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("/" + GetParam())))
        << bytes;
  }
  EXPECT_THAT(Unpacked("this is text"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not compressed")));
}

TEST_P(DecompressTest, DamageNeverHarmsOrHangs) {
  const std::string packed = Packed(Numbers(300));
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = packed;
    damaged[random() % damaged.size()] ^= 1 << random() % 8;
    (void)Unpacked(damaged);
  }
}

}  // namespace
}  // namespace sluice
