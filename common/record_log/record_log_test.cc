#include "common/record_log/record_log.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "common/fs/temporary_folder.h"
#include "common/record_log/record_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const RecordLogContents& contents) {
  std::vector<std::string> texts;
  for (const Buffer& record : contents.records) texts.emplace_back(record.view());
  return texts;
}

class RecordLogTest : public testing::Test {
 protected:
  std::unique_ptr<RecordLogWriter> Open() {
    auto opened = RecordLogWriter::Open(files_, "log");
    EXPECT_THAT(opened, IsOk());
    if (!opened.ok()) return nullptr;
    torn_bytes_ = opened->contents.torn_bytes;
    found_ = Texts(opened->contents);
    return std::move(opened->writer);
  }
  // One commit of these records.
  void Write(const std::vector<std::string>& records) {
    auto writer = Open();
    for (const std::string& record : records) ASSERT_THAT(writer->Append(record), IsOk());
    ASSERT_THAT(writer->Commit(), IsOk());
  }
  std::vector<std::string> Read() {
    auto contents = ReadRecordLog(files_, "log");
    EXPECT_THAT(contents, IsOk());
    return contents.ok() ? Texts(*contents) : std::vector<std::string>();
  }
  int64_t Size() { return files_.Read("log")->size(); }

  MemoryFiles files_;
  int64_t torn_bytes_ = 0;
  std::vector<std::string> found_;
};

TEST_F(RecordLogTest, WorkedExampleOfTheFormatNote) {
  Write({"hi"});
  EXPECT_EQ(absl::BytesToHexString(ToAbsl(files_.Read("log")->view())),
            "69244f30"
            "0c000000"
            "01"
            "736c756963652d6c6f672d31"
            "e0cfab20"
            "02000000"
            "02"
            "6869");
}

TEST_F(RecordLogTest, GoesOnWhereTheFormerWriterStopped) {
  Write({"a", "", "c"});
  Write({"d"});
  EXPECT_THAT(Read(), ElementsAre("a", "", "c", "d"));
  Open();
  EXPECT_THAT(found_, ElementsAre("a", "", "c", "d"));
  EXPECT_EQ(torn_bytes_, 0);
}

TEST_F(RecordLogTest, RecordsThatWereNotCommittedAreNotThere) {
  auto writer = Open();
  ASSERT_THAT(writer->Append("a"), IsOk());
  EXPECT_THAT(Read(), IsEmpty());
  ASSERT_THAT(writer->Commit(), IsOk());
  EXPECT_THAT(Read(), ElementsAre("a"));
}

TEST_F(RecordLogTest, EveryTornTailIsCutOffAndTold) {
  Write({"a", "b"});
  int64_t committed = Size();
  Write({"the one that tears"});
  std::string all(files_.Read("log")->view());
  for (int64_t size = committed; size < static_cast<int64_t>(all.size()); ++size) {
    ASSERT_THAT(files_.Publish("log", all.substr(0, size)), IsOk());
    Write({"next"});
    EXPECT_EQ(torn_bytes_, size - committed);
    EXPECT_THAT(Read(), ElementsAre("a", "b", "next"));
  }
}

TEST_F(RecordLogTest, TornCreationIsAnEmptyLog) {
  Write({});
  std::string all(files_.Read("log")->view());
  for (size_t size = 0; size < all.size(); ++size) {
    ASSERT_THAT(files_.Publish("log", all.substr(0, size / 2) + std::string(size - size / 2, '\0')), IsOk());
    Write({"a"});
    EXPECT_THAT(Read(), ElementsAre("a"));
  }
}

TEST_F(RecordLogTest, DamageBeforeACommitNamesFileAndOffset) {
  Write({"a"});
  int64_t offset = Size();
  Write({"damaged"});
  Write({"later"});
  files_.FlipBit("log", (offset + kHeaderBytes + 3) * 8);
  auto damaged = StatusIs(absl::StatusCode::kDataLoss, HasSubstr(StrCat("file=log offset=", offset)));
  EXPECT_THAT(ReadRecordLog(files_, "log"), damaged);
  EXPECT_THAT(RecordLogWriter::Open(files_, "log"), damaged) << "nothing may be written over it";
}

TEST_F(RecordLogTest, DamagedLengthDoesNotHideLaterCommits) {
  Write({"damaged"});
  Write({"later"});
  files_.FlipBit("log", (kHeaderBytes + kFormatName.size() + 7) * 8);  // Top byte of the length.
  EXPECT_THAT(ReadRecordLog(files_, "log"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(RecordLogTest, HoleWithinOneUnfinishedCommitIsATornTail) {
  Write({"a"});
  int64_t offset = Size();
  Write({"hole", "was written before it"});
  files_.FlipBit("log", (offset + 2) * 8);
  EXPECT_THAT(Read(), ElementsAre("a"));
}

TEST_F(RecordLogTest, OtherFilesAreRefused) {
  auto refused =
      StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("sluice-log-1"), HasSubstr("file=log")));
  ASSERT_THAT(files_.Publish("log", "#!/bin/sh\necho this is no log\n"), IsOk());
  EXPECT_THAT(RecordLogWriter::Open(files_, "log"), refused);
  std::string newer;
  AppendRecord(RecordKind::kFormat, "sluice-log-2", newer);
  AppendRecord(RecordKind::kFirst, "record", newer);
  ASSERT_THAT(files_.Publish("log", newer), IsOk());
  EXPECT_THAT(ReadRecordLog(files_, "log"), refused);
  EXPECT_THAT(ReadRecordLog(files_, "missing"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing")));
}

TEST_F(RecordLogTest, AWriterGoesOnWhenAFullDiskHasRoomAgain) {
  Write({"a"});
  auto writer = Open();
  files_.SetCapacity(Size() + 5);
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(writer->Append("does not fit"), IsOk());
    EXPECT_THAT(writer->Commit(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("log")));
  }
  files_.SetCapacity(1 << 20);
  ASSERT_THAT(writer->Append("b"), IsOk());
  EXPECT_THAT(writer->Commit(), IsOk());
  EXPECT_THAT(Read(), ElementsAre("a", "b"));
}

TEST_F(RecordLogTest, AWriterThatWasStoppedByAFullDiskLeavesATornTail) {
  Write({"a"});
  auto writer = Open();
  files_.SetCapacity(Size() + 5);
  ASSERT_THAT(writer->Append("does not fit"), IsOk());
  EXPECT_FALSE(writer->Commit().ok());
  files_.SetCapacity(1 << 20);
  Write({"b"});
  EXPECT_EQ(torn_bytes_, 5);
  EXPECT_THAT(Read(), ElementsAre("a", "b"));
}

TEST_F(RecordLogTest, LargeRecordsHaveALimit) {
  auto writer = Open();
  EXPECT_THAT(writer->Append(std::string(kRecordBytesMax + 1, 'x')), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(writer->Append(std::string(kRecordBytesMax, 'x')), IsOk());
  ASSERT_THAT(writer->Commit(), IsOk());
  EXPECT_EQ(Read().size(), 1u);
}

TEST(RecordLogDiskTest, WorksOnTheRealDisk) {
  auto folder = TemporaryFolder::Create("record_log");
  ASSERT_THAT(folder, IsOk());
  std::string path = folder->path() + "/log";
  for (int i = 0; i < 3; ++i) {
    auto opened = RecordLogWriter::Open(LocalFiles(), path);
    ASSERT_THAT(opened, IsOk());
    EXPECT_EQ(opened->contents.records.size(), i);
    ASSERT_THAT(opened->writer->Append(StrCat("record ", i)), IsOk());
    ASSERT_THAT(opened->writer->Commit(), IsOk());
  }
}

// Power is lost again and again: what was committed stays, in order, and at most the last commit is partly there.
TEST(RecordLogCrashTest, CommittedRecordsSurviveEveryCrash) {
  int torn = 0;
  for (uint64_t seed = 0; seed < 500; ++seed) {
    MemoryFiles files;
    SeededRandom random(seed);
    std::vector<std::string> written;
    size_t committed = 0;
    for (int round = 0; round < 6; ++round) {
      auto opened = RecordLogWriter::Open(files, "log");
      ASSERT_THAT(opened, IsOk()) << "seed " << seed;
      torn += opened->contents.torn_bytes > 0;
      std::vector<std::string> found = Texts(opened->contents);
      ASSERT_GE(found.size(), committed) << "seed " << seed;
      ASSERT_TRUE(std::equal(found.begin(), found.end(), written.begin())) << "seed " << seed;
      written = found;
      committed = written.size();
      for (uint64_t commits = random.Below(3); commits > 0; --commits) {
        for (uint64_t n = random.Below(3) + 1; n > 0; --n) {
          written.push_back(std::string(random.Below(40), static_cast<char>('a' + random.Below(26))));
          ASSERT_THAT(opened->writer->Append(written.back()), IsOk());
        }
        ASSERT_THAT(opened->writer->Commit(), IsOk());
        committed = written.size();
      }
      // A commit that the crash interrupts before its sync.
      std::string pending;
      for (uint64_t n = random.Below(4); n > 0; --n) {
        written.push_back(StrCat("pending ", n));
        AppendRecord(pending.empty() ? RecordKind::kFirst : RecordKind::kNext, written.back(), pending);
      }
      ASSERT_THAT((*files.OpenAppend("log"))->Append(pending), IsOk());
      files.Crash(random);
    }
  }
  EXPECT_GT(torn, 100) << "the crashes must tear";
}

// Whatever a disk makes of the bytes, reading ends with an error or with a first part of what was written.
TEST(RecordLogFuzzTest, AnyMutationGivesAPrefixOrAnError) {
  int errors = 0, prefixes = 0;
  for (uint64_t seed = 0; seed < 3000; ++seed) {
    MemoryFiles files;
    SeededRandom random(seed);
    std::vector<std::string> written;
    for (int commit = 0; commit < 4; ++commit) {
      auto opened = RecordLogWriter::Open(files, "log");
      for (uint64_t n = random.Below(3) + 1; n > 0; --n) {
        written.push_back(std::string(random.Below(30), static_cast<char>(random.Next())));
        ASSERT_THAT(opened->writer->Append(written.back()), IsOk());
      }
      ASSERT_THAT(opened->writer->Commit(), IsOk());
    }
    std::string bytes(files.Read("log")->view());
    for (uint64_t n = random.Below(3) + 1; n > 0; --n) {
      switch (size_t at = random.Below(bytes.size()); random.Below(5)) {
        case 0: bytes[at] ^= static_cast<char>(1 << random.Below(8)); break;
        case 1: bytes.resize(at + 1); break;
        case 2: bytes.insert(at, 1, static_cast<char>(random.Next())); break;
        case 3: bytes.append(random.Below(50), static_cast<char>(random.Next())); break;
        case 4: bytes.replace(at, random.Below(20), std::string(random.Below(20), '\0')); break;
      }
      if (bytes.empty()) break;
    }
    ASSERT_THAT(files.Publish("log", bytes), IsOk());
    auto contents = ReadRecordLog(files, "log");
    if (!contents.ok()) {
      ++errors;
      continue;
    }
    ++prefixes;
    std::vector<std::string> found = Texts(*contents);
    ASSERT_LE(found.size(), written.size()) << "seed " << seed;
    ASSERT_TRUE(std::equal(found.begin(), found.end(), written.begin())) << "seed " << seed;
  }
  EXPECT_GT(errors, 500);
  EXPECT_GT(prefixes, 500);
}

}  // namespace
}  // namespace sluice
