#include "engine/source/block_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/source/count_newlines.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr BlockBuilderOptions kSmall{.first_buffer_bytes = 64, .block_bytes_max = 256, .line_bytes_max = 1024};

// Feeds text in pieces and keeps what comes out.
class BlockBuilderTest : public ::testing::Test {
 protected:
  void Feed(std::string_view text, size_t piece = 1 << 20) {
    while (!text.empty()) {
      absl::Span<char> space = builder_.Space();
      size_t bytes = std::min({space.size(), text.size(), piece});
      std::copy_n(text.data(), bytes, space.data());
      text.remove_prefix(bytes);
      Keep(builder_.Commit(bytes));
    }
  }
  void Keep(std::optional<SealedBlock> block) {
    if (block) blocks_.push_back(*std::move(block));
  }
  std::string Text() const {
    std::string all;
    for (const SealedBlock& block : blocks_) all += block.data.view();
    return all;
  }
  int64_t Records() const {
    int64_t records = 0;
    for (const SealedBlock& block : blocks_) records += block.info.records;
    return records;
  }
  std::vector<int> IntervalNumbers() const {
    std::vector<int> numbers;
    for (const SealedBlock& block : blocks_) numbers.push_back(block.info.interval_number);
    return numbers;
  }

  const std::shared_ptr<BufferPool> pool_ = BufferPool::Make();
  BlockBuilder builder_{kSmall, pool_};
  std::vector<SealedBlock> blocks_;
};

TEST_F(BlockBuilderTest, SealsWholeLinesAndKeepsTheTail) {
  Feed("one\ntwo\nthr");
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), "one\ntwo\n");
  EXPECT_EQ(Records(), 2);
  Feed("ee\n");
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), "one\ntwo\nthree\n");
  EXPECT_EQ(Records(), 3);
}

TEST_F(BlockBuilderTest, BlocksOfOneBufferShareItWithoutACopy) {
  Feed("one\n");
  Keep(builder_.SealInterval());
  Feed("two\n");
  Keep(builder_.SealInterval());
  EXPECT_EQ(blocks_[1].data.data(), blocks_[0].data.data() + 4);
}

TEST_F(BlockBuilderTest, NothingToSealEndsNoInterval) {
  EXPECT_FALSE(builder_.SealInterval());
  Feed("half a li");
  EXPECT_FALSE(builder_.SealInterval());
  Feed("ne\n");
  Keep(builder_.SealInterval());
  EXPECT_THAT(IntervalNumbers(), ElementsAre(0));
}

TEST_F(BlockBuilderTest, FullBuffersAreBlocksOfTheSameIntervalAndGrow) {
  std::string text;
  for (int i = 100; i < 300; ++i) text += std::to_string(i) + "\n";
  Feed(text);
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), text);
  EXPECT_EQ(Records(), 200);
  EXPECT_LE(blocks_[0].data.size(), 64);
  EXPECT_GT(blocks_[3].data.size(), 128);
  EXPECT_THAT(IntervalNumbers(), ::testing::Each(0));
  Feed("next\n");
  Keep(builder_.SealInterval());
  EXPECT_EQ(blocks_.back().info.interval_number, 1);
}

TEST_F(BlockBuilderTest, LineLongerThanABlockStaysWhole) {
  const std::string line(700, 'x');
  Feed("a\n" + line + "\nb\n");
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), "a\n" + line + "\nb\n");
  EXPECT_EQ(builder_.dropped_lines(), 0);
}

TEST_F(BlockBuilderTest, LastLineCountsWithoutNewlineOnlyAtTheEnd) {
  Feed("one\ntwo");
  Keep(builder_.SealEnd());
  EXPECT_EQ(Text(), "one\ntwo");
  EXPECT_EQ(Records(), 2);
  EXPECT_TRUE(builder_.empty());
}

TEST_F(BlockBuilderTest, UnfinishedLineOfABrokenSourceIsForgotten) {
  Feed("one\ntw");
  EXPECT_EQ(builder_.DropUnfinishedLine(), 2);
  Feed("three\n");
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), "one\nthree\n");
}

TEST_F(BlockBuilderTest, BytesThatAreNoTextAreKept) {
  const std::string bytes("\xff\xfe\0\x80\r\n\n\xc3(\n", 10);
  Feed(bytes);
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), bytes);
  EXPECT_EQ(Records(), 3);
}

// Whatever the pieces in which it comes, a line is dropped exactly when it is longer than allowed.
TEST_F(BlockBuilderTest, LongLineIsDroppedByItsLengthAlone) {
  for (size_t piece : {1, 7, 64, 100000}) {
    for (size_t length : {1023, 1024, 1025, 5000, 100000}) {
      blocks_.clear();
      const int64_t dropped_before = builder_.dropped_lines();
      const std::string line(length, 'x');
      Feed("a\n" + line + "\n" + line + "\nb\n", piece);
      Keep(builder_.SealInterval());
      const bool kept = length <= kSmall.line_bytes_max;
      EXPECT_EQ(Records(), kept ? 4 : 2) << length << " in pieces of " << piece;
      EXPECT_EQ(builder_.dropped_lines() - dropped_before, kept ? 0 : 2) << length << " in pieces of " << piece;
      EXPECT_EQ(Text().size(), 4 + (kept ? 2 * length + 2 : 0));
    }
  }
}

TEST_F(BlockBuilderTest, EndlessLineTakesNoMemory) {
  Feed(std::string(5000, 'x'));
  const char* space = builder_.Space().data();
  for (int i = 0; i < 100; ++i) Feed(std::string(5000, 'x'));
  EXPECT_EQ(builder_.Space().data(), space);
  EXPECT_EQ(builder_.dropped_lines(), 1);
  Keep(builder_.SealEnd());
  EXPECT_THAT(blocks_, IsEmpty());
}

TEST_F(BlockBuilderTest, RandomPiecesAndSealsGiveTheTextBack) {
  std::mt19937 random(1);
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::string(random() % 90, static_cast<char>('a' + i % 26)) + "\n";
  for (size_t at = 0; at < text.size();) {
    size_t bytes = std::min<size_t>(random() % 300, text.size() - at);
    Feed({text.data() + at, bytes}, 1 + random() % 100);
    at += bytes;
    if (random() % 3 == 0) Keep(builder_.SealInterval());
  }
  Keep(builder_.SealInterval());
  EXPECT_EQ(Text(), text);
  EXPECT_EQ(Records(), 2000);
  for (const SealedBlock& block : blocks_) EXPECT_EQ(block.data.view().back(), '\n');
  EXPECT_TRUE(std::ranges::is_sorted(IntervalNumbers()));
}

TEST(CountNewlinesTest, AgreesWithALoop) {
  std::mt19937 random(2);
  for (size_t size : {0, 1, 15, 16, 17, 4095, 4096, 70000}) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 ? random() : '\n');
    EXPECT_EQ(CountNewlines(bytes), std::count(bytes.begin(), bytes.end(), '\n'));
  }
}

TEST(BufferPoolTest, GivesTheSameMemoryAgainUntilItLiesUnused) {
  std::shared_ptr<BufferPool> pool = BufferPool::Make();
  const char* first = pool->Take(1000).data.get();
  EXPECT_EQ(pool->idle_bytes(), 1024);
  EXPECT_EQ(pool->Take(1024).data.get(), first);
  pool->Trim();
  EXPECT_EQ(pool->idle_bytes(), 1024);  // Taken since the last call.
  pool->Trim();
  EXPECT_EQ(pool->idle_bytes(), 0);
}

}  // namespace
}  // namespace sluice
