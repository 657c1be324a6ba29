#include "common/fs/compress.h"

#include <cstdint>
#include <memory>
#include <string>

#include "common/base/status_matchers.h"
#include "common/fs/decompress.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

// Reads what is in memory.
class TextReader : public ByteReader {
 public:
  explicit TextReader(std::string text) : text_(std::move(text)) {}
  absl::StatusOr<size_t> Read(char* room, size_t bytes) override {
    const size_t taken = text_.copy(room, bytes, at_);
    at_ += taken;
    return taken;
  }

 private:
  const std::string text_;
  size_t at_ = 0;
};

std::string Numbers(int count) {
  std::string text;
  for (int64_t i = 0; i < count; ++i) text += std::to_string(i * i) + "\n";
  return text;
}

class CompressTest : public ::testing::TestWithParam<Compression> {};

TEST_P(CompressTest, WhatIsCompressedIsReadAsItWas) {
  for (const std::string& text : {std::string(), std::string("one line\n"), Numbers(1'000'000)}) {
    absl::StatusOr<std::string> compressed = Compress(text, GetParam());
    ASSERT_THAT(compressed, IsOk());
    EXPECT_LT(compressed->size(), text.size() + 100);
    const std::string path = "/part-00000" + std::string(SuffixOf(GetParam()));
    EXPECT_THAT(CompressionOf(path, compressed->substr(0, kFormatMarkBytes)), IsOkAndHolds(GetParam()));
    std::string back(text.size() + 1, '\0');
    const auto reader = Decompress(path, std::make_unique<TextReader>(*compressed), GetParam());
    absl::StatusOr<size_t> read = reader->Read(back.data(), back.size());
    ASSERT_THAT(read, IsOk());
    back.resize(*read);
    EXPECT_TRUE(back == text) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(EachWay, CompressTest,
                         ::testing::Values(Compression::kBzip2, Compression::kDeflate, Compression::kGzip,
                                           Compression::kZstd),
                         [](const auto& way) { return std::string(SuffixOf(way.param).substr(1)); });

}  // namespace
}  // namespace sluice
