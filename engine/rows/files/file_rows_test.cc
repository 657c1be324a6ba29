#include "engine/rows/files/file_rows.h"

#include <zstd.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "engine/lineage/lineage.h"
#include "engine/lineage/local_job_runner.h"
#include "engine/rows/collect.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Texts = std::vector<std::string>;

class FileRowsTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = folder_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  absl::StatusOr<std::vector<Texts>> RowsOf(const OperatorRef& op, int partitions) {
    std::vector<int> all(partitions);
    std::iota(all.begin(), all.end(), 0);
    auto collect = RefTo<CollectTerminal<std::string_view>>("collect", CollectTerminal<std::string_view>::kAll);
    auto values = jobs_.Run({SourceRdd(jobs_, op, partitions), collect, all});
    if (!values.ok()) return values.status();
    std::vector<Texts> rows(partitions);
    for (int p = 0; p < partitions; ++p) {
      EXPECT_THAT(AppendCollected<std::string_view>((*values)[p], rows[p]), IsOk());
    }
    return rows;
  }
  static std::vector<FilePartition> Cut(const std::vector<std::string>& paths, int64_t bytes_max) {
    std::vector<FoundFile> files;
    for (const std::string& path : paths) files.push_back(*LocalFileSystem().Look(path));
    return PartitionFiles(files, bytes_max);
  }
  absl::StatusOr<std::vector<Texts>> LinesOf(const std::vector<FilePartition>& partitions) {
    return RowsOf(RefTo<FileLinesOp>("lines", partitions), static_cast<int>(partitions.size()));
  }
  absl::StatusOr<std::vector<Texts>> RecordsOf(const std::string& path, int64_t bytes) {
    return RowsOf(RefTo<FileRecordsOp>("records", {Cut({path}, FileRange::kToTheEnd), bytes}), 1);
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("file-rows");
  LocalJobRunner jobs_;
};

TEST_F(FileRowsTest, APartitionForEachFileThatHasAnything) {
  std::vector<std::string> paths = {Write("a", "1\n\n2\r\n"), Write("b", ""), Write("c", "no newline")};
  auto rows = LinesOf(Cut(paths, 1'000'000));
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("1", "", "2"), ElementsAre("no newline")));
}

TEST_F(FileRowsTest, LinesEndAsInJavaAndBeginBehindTheByteOrderMark) {
  auto rows = LinesOf(Cut({Write("a", "\xEF\xBB\xBFone\rtwo\r\n\r\rthree\n\xEF\xBB\xBF\r")}, 1'000'000));
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("one", "two", "", "", "three", "\xEF\xBB\xBF")));
}

TEST_F(FileRowsTest, EveryLineIsReadOnceHoweverTheFileIsCut) {
  const std::string path = Write("a", "one\ntwo\n\nthree\nfour");
  for (int64_t bytes = 1; bytes < 20; ++bytes) {
    std::vector<FilePartition> ranges = Cut({path}, bytes);
    EXPECT_EQ(ranges.size(), (19 + bytes - 1) / bytes);
    auto rows = LinesOf(ranges);
    ASSERT_THAT(rows, IsOk());
    Texts all;
    for (const Texts& part : *rows) all.insert(all.end(), part.begin(), part.end());
    EXPECT_THAT(all, ElementsAre("one", "two", "", "three", "four")) << bytes;
  }
}

TEST_F(FileRowsTest, ManySmallFilesShareThePartitionsAndEachIsReadOnce) {
  std::vector<std::string> paths;
  for (int i = 0; i < 3000; ++i) paths.push_back(Write(std::to_string(i), std::to_string(i) + "\nlast"));
  paths.push_back(Write("large", std::string(2'000'000, 'x')));
  std::vector<FilePartition> partitions = Cut(paths, 1'000'000);
  EXPECT_GT(partitions.size(), 500u);
  EXPECT_LT(partitions.size(), 2000u);
  auto rows = LinesOf(partitions);
  ASSERT_THAT(rows, IsOk());
  std::vector<std::string> all;
  for (const Texts& part : *rows) all.insert(all.end(), part.begin(), part.end());
  ASSERT_EQ(all.size(), 6001u);
  for (int i = 0; i < 3000; ++i) EXPECT_EQ(all[2 * i], std::to_string(i));
  EXPECT_EQ(all.back().size(), 2'000'000u);
}

TEST_F(FileRowsTest, ReadsFilesAndLinesThatAreLongerThanItsBuffer) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += std::to_string(i) + "\n";
  const std::string long_line(3'000'000, 'x');
  auto rows = LinesOf(Cut({Write("a", text + long_line + "\nend\n")}, 1'000'000));
  ASSERT_THAT(rows, IsOk());
  int next = 0;
  for (const Texts& part : *rows) {
    for (const std::string& row : part) {
      std::string expected = next < 300'000 ? std::to_string(next) : next == 300'000 ? long_line : "end";
      ASSERT_TRUE(row == expected) << next;
      ++next;
    }
  }
  EXPECT_EQ(next, 300'002);
}

TEST_F(FileRowsTest, AFileThatVanishedOrBecameAFolderIsNamed) {
  const std::string path = Write("a", "1\n2\n");
  const std::vector<FilePartition> partitions = Cut({path}, 10);
  std::filesystem::remove(path);
  EXPECT_THAT(LinesOf(partitions), StatusIs(absl::StatusCode::kNotFound, HasSubstr("cannot open " + path)));
  std::filesystem::create_directory(path);
  EXPECT_THAT(std::string(LinesOf(partitions).status().message()), HasSubstr("cannot read " + path));
}

TEST_F(FileRowsTest, AFileThatWasRenamedInItsFolderIsFollowed) {
  const std::string path = Write("a._COPYING_", "1\n2\n3\n"), now = folder_.path() + "/a";
  for (int64_t bytes : {2, 100}) {
    const std::vector<FilePartition> partitions = Cut({path}, bytes);
    std::filesystem::rename(path, now);
    auto rows = LinesOf(partitions);
    ASSERT_THAT(rows, IsOk());
    Texts all;
    for (const Texts& part : *rows) all.insert(all.end(), part.begin(), part.end());
    EXPECT_THAT(all, ElementsAre("1", "2", "3"));
    auto records = RowsOf(RefTo<FileRecordsOp>("records", {partitions, 2}), 1);
    EXPECT_THAT(records, IsOk());
    std::filesystem::rename(now, path);
  }
}

// As log files are.
TEST_F(FileRowsTest, AFileInWhosePlaceANewOneBeganIsFollowed) {
  const std::string path = Write("log", "1\n2\n3\n");
  const std::vector<FilePartition> partitions = Cut({path}, 100);
  std::filesystem::rename(path, path + ".1");
  Write("log", "4\n");
  auto rows = LinesOf(partitions);
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("1", "2", "3")));
}

// The system tells how long it is, and refuses to read it.
TEST_F(FileRowsTest, AFileThatTheSystemCannotReadIsNamed) {
  const std::string path = "/sys/class/net/lo/speed";
  EXPECT_THAT(std::string(LinesOf(Cut({path}, 10'000)).status().message()), HasSubstr("cannot read " + path));
}

TEST_F(FileRowsTest, AFileThatBecameShorterSaysSoAndIsNotTakenForWhole) {
  const std::string path = Write("a", "one\ntwo\nthree\n");
  for (int64_t bytes : {3, 6, 100}) {
    const std::vector<FilePartition> partitions = Cut({path}, bytes);
    Write("a", "one\ntw");
    EXPECT_THAT(LinesOf(partitions),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path + " became shorter since it was found")))
        << bytes;
    Write("a", "one\ntwo\nthree\n");
  }
  const std::vector<FilePartition> records = Cut({path}, FileRange::kToTheEnd);
  Write("a", "one\n");
  EXPECT_THAT(RowsOf(RefTo<FileRecordsOp>("records", {records, 2}), 1),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("bytes=4 found=14")));
}

TEST_F(FileRowsTest, OfAFileThatGrewTheLinesAreReadThatBeganWhenItWasFound) {
  const std::string path = Write("a", "one\ntwo\nthr");
  const std::vector<FilePartition> partitions = Cut({path}, 100);
  Write("a", "one\ntwo\nthree\nfour\n");
  auto rows = LinesOf(partitions);
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("one", "two", "three")));
}

// In Arrow's memory: what is on a disk is read in the same way.
TEST_F(FileRowsTest, FilesThatArrowReachesAreCutAndReadAlike) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
  const std::string path = "mock:///file-rows/a";
  FileSystem& files = **FileSystemOf(path);
  ASSERT_THAT(files.Publish(path, text), IsOk());
  auto rows = LinesOf(PartitionFiles({*files.Look(path)}, 77'777));
  ASSERT_THAT(rows, IsOk());
  EXPECT_EQ(rows->size(), 8u);
  int next = 0;
  for (const Texts& part : *rows) {
    for (const std::string& row : part) ASSERT_EQ(row, std::to_string(next++));
  }
  EXPECT_EQ(next, 100'000);
}

std::string Zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

TEST_F(FileRowsTest, CompressedFilesAreReadAsTheirNameSaysAndNotCut) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
  const std::string packed = Zstd(text), path = Write("a.zst", packed);
  auto rows = LinesOf(Cut({path}, 10'000));
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 1u);
  ASSERT_EQ(rows->front().size(), 100'000u);
  EXPECT_EQ(rows->front().back(), "99999");
  Write("a.zst", packed.substr(0, packed.size() / 2));
  EXPECT_THAT(LinesOf(Cut({path}, 10'000)), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path + " ends too early")));
  EXPECT_THAT(std::string(RecordsOf(path, 3).status().message()),
              HasSubstr("does not support reading compressed files: " + path));
}

// Its tasks find out: the first one reads all of it.
TEST_F(FileRowsTest, ARenamedCompressedFileIsReadOnceThoughItIsCut) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
  const std::string packed = Zstd(text), local = Write("a.txt", packed), remote = "mock:///file-rows/renamed";
  ASSERT_THAT((*FileSystemOf(remote))->Publish(remote, packed), IsOk());
  for (const std::string& path : {local, remote}) {
    for (int64_t pieces : {1, 2, 7}) {
      auto rows = LinesOf(PartitionFiles({*(*FileSystemOf(path))->Look(path)}, packed.size() / pieces + 1));
      ASSERT_THAT(rows, IsOk());
      ASSERT_EQ(rows->front().size(), 100'000u) << path << " " << pieces;
      EXPECT_EQ(rows->front().front(), "0");
      EXPECT_EQ(rows->front().back(), "99999");
      for (size_t later = 1; later < rows->size(); ++later) EXPECT_THAT((*rows)[later], IsEmpty());
    }
  }
}

TEST_F(FileRowsTest, ATextThatBeginsLikeBzip2IsText) {
  auto rows = LinesOf(Cut({Write("a", "BZh9\nBZh91AY\n")}, 4));
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(rows->front(), ElementsAre("BZh9"));
  EXPECT_THAT(rows->back(), ElementsAre());
}

TEST_F(FileRowsTest, WhatIsCompressedInAWayThatIsNotReadIsNamedAndNeverTakenForText) {
  const std::string hadoop_frame(
      "\0\0\0\4\0\0\0\6\x04\x0C"
      "abc\n",
      14);
  for (const char* name : {"a.lz4", "a.snappy"}) {
    const std::string path = Write(name, hadoop_frame);
    EXPECT_THAT(LinesOf(Cut({path}, 4)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(path + " is compressed with ")));
    EXPECT_THAT(std::string(RecordsOf(path, 2).status().message()), HasSubstr("reading compressed files: " + path));
  }
}

TEST_F(FileRowsTest, RecordsHaveOneLength) {
  auto rows = RecordsOf(Write("a", "abcdef"), 3);
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("abc", "def")));
  EXPECT_THAT(std::string(RecordsOf(Write("b", "abcde"), 3).status().message()),
              HasSubstr("Byte array does not have correct length. 2 did not equal recordLength: 3"));
}

}  // namespace
}  // namespace sluice
