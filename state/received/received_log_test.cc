// The log of what a receiver has received: what was committed is there whatever happens, and nothing else is.
#include <string>
#include <vector>

#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/received/received_log_files.h"
#include "state/received/received_log_writer.h"

namespace sluice {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFolder[] = "/checkpoint/received/7";
const StreamId kStream(DriverLife(1), 0);
const Epoch kFirst(DriverLife(1), 1), kSecond(DriverLife(1), 2);

BlockId Block(int64_t sequence, Epoch epoch = kFirst) { return BlockId::Input(kStream, epoch, sequence); }

// A disk whose syncs fail while a test says so.
class FailingFiles : public MemoryFiles {
 public:
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    auto file = MemoryFiles::OpenAppend(path);
    if (!file.ok()) return file;
    return std::make_unique<File>(*this, *std::move(file));
  }
  bool fails = false;

 private:
  class File : public AppendFile {
   public:
    File(FailingFiles& files, std::unique_ptr<AppendFile> file) : files_(files), file_(std::move(file)) {}
    absl::Status Append(std::string_view bytes) override { return file_->Append(bytes); }
    absl::Status Sync() override { return files_.fails ? absl::InternalError("sync: EIO") : file_->Sync(); }

   private:
    FailingFiles& files_;
    const std::unique_ptr<AppendFile> file_;
  };
};

class ReceivedLogTest : public ::testing::Test {
 protected:
  std::unique_ptr<ReceivedLogWriter> Open(Epoch epoch = kFirst, int64_t file_bytes_max = 64 << 20) {
    auto writer = ReceivedLogWriter::Open(files_, {{.folder = kFolder}, kStream, epoch, file_bytes_max});
    EXPECT_THAT(writer, IsOk());
    return *std::move(writer);
  }
  PlaceInLog Append(ReceivedLogWriter& writer, const BlockId& id, const std::string& text) {
    const BlockInfo info{.records = 1, .bytes = static_cast<int64_t>(text.size()), .interval_number = 4};
    auto place = writer.Append(id, info, {Buffer::FromString(text)});
    EXPECT_THAT(place, IsOk());
    return place.ok() ? *place : PlaceInLog();
  }
  PlaceInLog Write(ReceivedLogWriter& writer, const BlockId& id, const std::string& text) {
    const PlaceInLog place = Append(writer, id, text);
    EXPECT_THAT(writer.Commit(), IsOk());
    return place;
  }
  absl::StatusOr<std::string> Read(const BlockId& id, const PlaceInLog& place) {
    absl::StatusOr<Buffers> data = ReadLoggedBlock(files_, names_, id, place);
    return data.ok() ? absl::StatusOr<std::string>(Join(*data)) : data.status();
  }
  // What a start of the receiver finds that others have left.
  std::vector<std::string> Found(Epoch epoch = kSecond) {
    auto found = FindLoggedBlocks(files_, names_, kStream, epoch);
    EXPECT_THAT(found, IsOk());
    damages_ = found->damages;
    std::vector<std::string> texts;
    for (const LoggedBlock& block : found->blocks) {
      const absl::StatusOr<std::string> text = Read(block.id, *block.info.log);
      texts.push_back(StrCat(block.id.number, " ", text.ok() ? *text : std::string(text.status().message())));
    }
    return texts;
  }

  FailingFiles files_;
  const ReceivedLogNames names_{kFolder};
  std::vector<absl::Status> damages_;
};

TEST_F(ReceivedLogTest, ABlockIsReadWhereItIs) {
  auto writer = Open();
  const PlaceInLog a = Append(*writer, Block(0), "a");
  const PlaceInLog b = Append(*writer, Block(1), "");
  const PlaceInLog c = Append(*writer, Block(2), std::string(20 << 20, 'c'));
  ASSERT_THAT(writer->Commit(), IsOk());
  EXPECT_THAT(Read(Block(0), a), IsOkAndHolds("a"));
  EXPECT_THAT(Read(Block(1), b), IsOkAndHolds(""));
  EXPECT_THAT(Read(Block(2), c), IsOkAndHolds(std::string(20 << 20, 'c')));
  EXPECT_THAT(Read(Block(1), a), StatusIs(absl::StatusCode::kDataLoss)) << "another block is there";
}

TEST_F(ReceivedLogTest, TheNextStartFindsWhatWasCommittedAndNoMore) {
  {
    auto writer = Open();
    Write(*writer, Block(0), "a");
    Append(*writer, Block(1), "b");
    Append(*writer, Block(2), "c");
    ASSERT_THAT(writer->Commit(), IsOk());
    Append(*writer, Block(3), "never committed");
  }
  EXPECT_THAT(Found(), ElementsAre("0 a", "1 b", "2 c"));
  EXPECT_THAT(damages_, IsEmpty());
}

TEST_F(ReceivedLogTest, ATornCommitIsLeftOutAndAllBeforeItStays) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SeededRandom random(seed);
    FailingFiles torn;
    auto writer = *ReceivedLogWriter::Open(torn, {{.folder = kFolder}, kStream, kFirst});
    auto append = [&](int64_t number) {
      ASSERT_THAT(writer->Append(Block(number), {}, {Buffer::FromString(StrCat("block ", number))}), IsOk());
    };
    append(0);
    append(1);
    ASSERT_THAT(writer->Commit(), IsOk());
    torn.fails = true;
    append(2);
    append(3);
    ASSERT_THAT(writer->Commit(), StatusIs(absl::StatusCode::kInternal));
    torn.Crash(random);
    auto found = FindLoggedBlocks(torn, names_, kStream, kSecond);
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->damages, IsEmpty());
    ASSERT_GE(found->blocks.size(), 2);
    for (const LoggedBlock& block : found->blocks) {
      auto data = ReadLoggedBlock(torn, names_, block.id, *block.info.log);
      ASSERT_THAT(data, IsOk()) << "seed " << seed;
      EXPECT_EQ(Join(*data), StrCat("block ", block.id.number));
    }
  }
}

TEST_F(ReceivedLogTest, AFlippedBitIsNamedWithFileAndOffset) {
  auto writer = Open();
  Write(*writer, Block(0), "a");
  const PlaceInLog place = Write(*writer, Block(1), "some text");
  Write(*writer, Block(2), "c");
  const std::string path = names_.File(kStream, kFirst, 0);
  files_.FlipBit(path, (place.offset + place.bytes - 3) * 8);
  EXPECT_THAT(Read(Block(1), place),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), HasSubstr("offset="))));
  EXPECT_THAT(Found(), SizeIs(3)) << "the others are there";
  files_.FlipBit(path, (place.offset + 2) * 8);
  EXPECT_THAT(Found(), ElementsAre("0 a"));
  ASSERT_THAT(damages_, SizeIs(1));
  EXPECT_THAT(damages_[0], StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), HasSubstr("offset="))));
}

TEST_F(ReceivedLogTest, AFileWhoseSyncFailedIsNeverWrittenAgain) {
  auto writer = Open();
  EXPECT_EQ(Write(*writer, Block(0), "a").file, 0);
  files_.fails = true;
  Append(*writer, Block(1), "b");
  EXPECT_THAT(writer->Commit(), StatusIs(absl::StatusCode::kInternal));
  files_.fails = false;
  const PlaceInLog place = Write(*writer, Block(1), "b");
  EXPECT_EQ(place.file, 1);
  EXPECT_THAT(Read(Block(1), place), IsOkAndHolds("b"));
}

TEST_F(ReceivedLogTest, AFullDiskCommitsNothingUntilThereIsRoom) {
  auto writer = Open();
  Write(*writer, Block(0), "a");
  files_.SetCapacity(200);
  ASSERT_THAT(writer->Append(Block(1), {}, {Buffer::FromString(std::string(300, 'b'))}), IsOk());
  EXPECT_THAT(writer->Commit(), StatusIs(absl::StatusCode::kResourceExhausted));
  files_.SetCapacity(int64_t{1} << 20);
  const PlaceInLog place = Write(*writer, Block(1), "b");
  EXPECT_THAT(Read(Block(1), place), IsOkAndHolds("b"));
}

TEST_F(ReceivedLogTest, AStartThatIsOverCommitsNothing) {
  auto first = Open(kFirst);
  Write(*first, Block(0), "a");
  auto second = Open(kSecond);
  Append(*first, Block(1), "b");
  EXPECT_THAT(first->Commit(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("newest=2")));
  EXPECT_THAT(ReceivedLogWriter::Open(files_, {{.folder = kFolder}, kStream, kFirst}).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  Write(*second, Block(0, kSecond), "c");
}

TEST_F(ReceivedLogTest, FilesGoWhenNobodyNeedsThem) {
  auto first = Open(kFirst, /*file_bytes_max=*/1);
  for (int64_t sequence = 0; sequence < 4; ++sequence) Write(*first, Block(sequence), "a");
  auto second = Open(kSecond, /*file_bytes_max=*/1);
  auto third = Open(Epoch(DriverLife(2), 1), 1);
  auto remove = [&](const NeededLogFiles& needed) {
    EXPECT_THAT(RemoveLogFiles(files_, names_, kStream, needed), IsOk());
  };
  remove({});
  EXPECT_THAT(*LogFileNumbers(files_, names_.OfEpoch(kStream, kFirst)), SizeIs(4));
  remove({{kFirst, 2}});
  EXPECT_THAT(*LogFileNumbers(files_, names_.OfEpoch(kStream, kFirst)), ElementsAre(2, 3));
  remove({{kSecond, 0}});
  EXPECT_THAT(*files_.List(names_.OfStream(kStream)), SizeIs(3))
      << "that of the first is gone; the newest has no block yet";
  Write(*third, BlockId::Input(kStream, Epoch(DriverLife(2), 1), 0), "c");
}

}  // namespace
}  // namespace sluice
