#include "engine/exchange/segments.h"

#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "engine/exchange/row_pieces.h"
#include "engine/exchange/spill/scratch_space.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A key's partition is its number plus `shift`.
class NumberRouter : public KeyRouter {
 public:
  using Options = int32_t;
  NumberRouter(int32_t shift, int) : shift_(shift) {}
  void Route(absl::Span<const KeyImage> keys, int32_t* partitions) const override {
    for (size_t i = 0; i < keys.size(); ++i) partitions[i] = std::stoi(std::string(keys[i].view())) + shift_;
  }

 private:
  const int32_t shift_;
};

class SegmentsTest : public testing::Test {
 protected:
  // One row for each key: the key.
  static absl::Status Add(Segments& segments, const KeyRouter& router, const std::vector<std::string>& keys) {
    std::vector<KeyImage> images;
    for (const std::string& key : keys) images.push_back(KeyImage::Of(key));
    return segments.Add(router, images, [&](size_t i, Writer& out) { out.PutBytes(keys[i].data(), keys[i].size()); });
  }
  static std::vector<std::string> Bytes(absl::StatusOr<std::vector<Buffers>> segments) {
    EXPECT_THAT(segments, IsOk());
    std::vector<std::string> bytes;
    for (const Buffers& segment : *segments) bytes.push_back(Join(segment));
    return bytes;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("segments");
  ScratchSpace scratch_{folder_.path(), int64_t{1} << 30};
  TaskMemory memory_{.budget = 64 << 10, .scratch = &scratch_};
};

TEST_F(SegmentsTest, EachRowIsInTheSegmentOfItsKey) {
  Segments segments(3, memory_);
  ASSERT_THAT(Add(segments, NumberRouter(0, 3), {"2", "0", "2"}), IsOk());
  EXPECT_THAT(Bytes(segments.Finish()), ElementsAre("0", "", "22"));
  EXPECT_THAT(Bytes(segments.Finish()), ElementsAre("", "", "")) << "they are left empty";
}

TEST_F(SegmentsTest, APartitionThatIsNotThereIsRefused) {
  Segments segments(3, memory_);
  for (int shift : {-1, 3}) {
    EXPECT_THAT(Add(segments, NumberRouter(shift, 3), {"0"}),
                StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("numPartitions=3")));
  }
}

TEST_F(SegmentsTest, WhatExceedsTheTasksMemoryIsOnDiskAndInItsPlace) {
  Segments segments(2, memory_);
  std::vector<std::string> expected(2);
  for (int row = 0; row < 20'000; ++row) {
    const std::string bytes = std::to_string(row) + ";";
    segments.of(row % 2).PutBytes(bytes.data(), bytes.size());
    expected[row % 2] += bytes;
    ASSERT_THAT(segments.MakeRoom(1), IsOk());
    ASSERT_LE(memory_.used, memory_.budget);
  }
  EXPECT_GT(scratch_.written_bytes(), 0);
  EXPECT_EQ(Bytes(segments.Finish()), expected);
  EXPECT_EQ(memory_.used, 0);
}

TEST_F(SegmentsTest, PiecesEndBetweenRows) {
  memory_ = {.budget = int64_t{1} << 30, .scratch = &scratch_};
  Segments segments(1, memory_);
  const std::string row(1000, 'r');
  for (int i = 0; i < 10'000; ++i) {
    segments.of(0).PutBytes(row.data(), row.size());
    ASSERT_THAT(segments.MakeRoom(1), IsOk());
  }
  absl::StatusOr<std::vector<Buffers>> finished = segments.Finish();
  ASSERT_THAT(finished, IsOk());
  EXPECT_GT(finished->at(0).size(), 1u);
  for (const Buffer& piece : finished->at(0)) EXPECT_EQ(piece.size() % row.size(), 0u);
  EXPECT_EQ(TotalBytes(finished->at(0)), 10'000 * row.size());
}

TEST(KeyRouterTest, OneIsMadeOfWhatAPartitioningSays) {
  const Partitioning partitioning = PartitioningBy<NumberRouter>(1, 2);
  auto router = NamedRouterOf(partitioning);
  ASSERT_THAT(router, IsOk());
  const std::vector<KeyImage> keys = {KeyImage::Of("0"), KeyImage::Of("5")};
  int32_t partitions[2];
  (*router)->Route(keys, partitions);
  EXPECT_THAT(partitions, ElementsAre(1, 6));
}

TEST(KeyRouterTest, APartitioningThatIsDamagedOrOfAnotherBuildIsRefused) {
  Partitioning partitioning = PartitioningBy<NumberRouter>(1, 2);
  partitioning.arguments = std::string(1, '?');
  EXPECT_THAT(NamedRouterOf(partitioning),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cannot be decoded")));
  EXPECT_THAT(NamedRouterOf({.router = 12345, .arguments = "", .partitions = 2}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("partitioner")));
  EXPECT_THAT(NamedRouterOf(PartitioningBy<NumberRouter>(1, 0)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at least one")));
  EXPECT_THAT(NamedRouterOf(HashPartitioning(2)), StatusIs(absl::StatusCode::kInvalidArgument));
}

// Rows of text that end with ';', taken from blocks whose pieces are cut anywhere.
class RowPiecesTest : public testing::Test {
 protected:
  bool Read(const std::vector<std::string>& pieces) {
    Buffers block;
    for (const std::string& piece : pieces) block.push_back(Buffer::FromString(piece));
    return ForRowPieces(block, [this](const Buffer& piece) {
      size_t taken = 0;
      for (size_t end; (end = piece.view().find(';', taken)) != std::string_view::npos; taken = end + 1) {
        rows_.emplace_back(piece.view().substr(taken, end - taken));
      }
      return taken;
    });
  }
  std::vector<std::string> rows_;
};

TEST_F(RowPiecesTest, ARowThatGoesOnInTheNextPieceComesWhole) {
  EXPECT_TRUE(Read({"a;b", "", "c;", "d", "e", "f;"}));
  EXPECT_THAT(rows_, ElementsAre("a", "bc", "def"));
}

TEST_F(RowPiecesTest, LargePiecesAreReadLikeSmallOnes) {
  const std::string row(3 << 20, 'r');
  EXPECT_TRUE(Read({row + ";x", "y;" + row, ";" + row + ";"}));
  EXPECT_THAT(rows_, ElementsAre(row, "xy", row, row));
}

TEST_F(RowPiecesTest, BytesThatAreNoRowInTheEndAreTold) {
  EXPECT_FALSE(Read({"a;", "b"}));
  EXPECT_THAT(rows_, ElementsAre("a"));
  EXPECT_TRUE(Read({}));
  EXPECT_FALSE(Read({"b"}));
}

}  // namespace
}  // namespace sluice
