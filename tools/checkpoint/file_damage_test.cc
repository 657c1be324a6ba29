// Files as their writers make them, with each of their bits flipped, and cut off at each of their bytes.
#include "tools/checkpoint/file_damage.h"

#include <functional>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/codec/codec.h"
#include "common/codec/stable_hash.h"
#include "common/fs/memory_files.h"
#include "common/record_log/record_log.h"
#include "engine/dstream/stream_checkpoint.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_folder.h"

namespace sluice {
namespace {

using Kind = FileDamage::Kind;
using Check = std::function<std::optional<FileDamage>(const std::string& bytes)>;

std::string Flipped(std::string bytes, size_t bit) {
  bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  return bytes;
}

// A flipped bit is found at its offset, and nothing that was cut off is taken for one. `format_at`: the byte that says
// which format it is.
void ExpectFlipsAndCutsAreToldApart(const std::string& whole, const Check& check, Kind cut_off = Kind::kCutOff,
                                    size_t format_at = std::string::npos) {
  ASSERT_EQ(check(whole), std::nullopt);
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    if (bit / 8 == format_at) continue;
    const std::optional<FileDamage> damage = check(Flipped(whole, bit));
    ASSERT_TRUE(damage.has_value()) << bit;
    EXPECT_EQ(damage->kind, Kind::kFlippedBit) << bit;
    EXPECT_EQ(damage->offset, static_cast<int64_t>(bit / 8));
  }
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const std::optional<FileDamage> damage = check(whole.substr(0, bytes));
    ASSERT_TRUE(damage.has_value()) << bytes;
    EXPECT_TRUE(damage->kind == cut_off || damage->kind == Kind::kCutOff) << bytes << " " << damage->text;
  }
}

// Of a folder with one version; the name is a path in it.
class StateFileTest : public ::testing::Test {
 protected:
  std::string Published(const std::string& name) { return std::string(files_.Read("/state/0/" + name)->view()); }
  Check CheckOf(const std::string& name) {
    return [name](const std::string& bytes) { return CheckStateFile(Buffer::FromString(bytes), name); };
  }

  MemoryFiles files_;
  StateFolder folder_{files_, "/state/0"};
  StateFileWriter writer_;
};

TEST_F(StateFileTest, OfChanges) {
  ASSERT_THAT(folder_.Make(), IsOk());
  writer_.Put("key", "value");
  writer_.Remove("other");
  writer_.Put("long", std::string(200, 'x'));
  ASSERT_THAT(folder_.PublishChanges(1000, 2000, writer_), IsOk());
  const std::string name = "00000000000000002000-00000000000000001000.changes";
  ExpectFlipsAndCutsAreToldApart(Published(name), CheckOf(name));
}

TEST_F(StateFileTest, OfASnapshotAndWithoutRecords) {
  ASSERT_THAT(folder_.Make(), IsOk());
  ASSERT_THAT(folder_.PublishPart(3000, 7, 0, /*is_last=*/true, writer_), IsOk());
  const std::string name = "00000000000000003000.snapshot.00000.last";
  ExpectFlipsAndCutsAreToldApart(Published(name), CheckOf(name));
}

TEST_F(StateFileTest, ThatIsBigNamesTheBitAsWell) {
  ASSERT_THAT(folder_.Make(), IsOk());
  for (int i = 0; i < 50'000; ++i) writer_.Put("key " + std::to_string(i), "a value of some length");
  ASSERT_THAT(folder_.PublishChanges(0, 1000, writer_), IsOk());
  const std::string name = "00000000000000001000-00000000000000000000.changes";
  const std::string whole = Published(name);
  ASSERT_GT(whole.size(), 1u << 20);
  for (size_t offset : {size_t{0}, size_t{50}, whole.size() / 2, whole.size() - 1}) {
    const std::optional<FileDamage> damage = CheckOf(name)(Flipped(whole, 8 * offset + 3));
    ASSERT_TRUE(damage.has_value());
    EXPECT_EQ(damage->kind, Kind::kFlippedBit);
    EXPECT_EQ(damage->offset, static_cast<int64_t>(offset));
  }
  EXPECT_EQ(CheckOf(name)(whole.substr(0, whole.size() / 2))->kind, Kind::kCutOff);
}

TEST_F(StateFileTest, UnderAnotherNameIsForeign) {
  ASSERT_THAT(folder_.Make(), IsOk());
  writer_.Put("key", "value");
  ASSERT_THAT(folder_.PublishChanges(1000, 2000, writer_), IsOk());
  const std::string file = Published("00000000000000002000-00000000000000001000.changes");
  EXPECT_EQ(CheckOf("00000000000000003000-00000000000000002000.changes")(file)->kind, Kind::kForeign);
  EXPECT_EQ(CheckOf("00000000000000002000.snapshot.00000.last")(file)->kind, Kind::kForeign);
}

TEST_F(StateFileTest, WithMoreThanOneWrongBitIsDamaged) {
  ASSERT_THAT(folder_.Make(), IsOk());
  writer_.Put("key", "a value that is long enough");
  ASSERT_THAT(folder_.PublishChanges(1000, 2000, writer_), IsOk());
  const std::string name = "00000000000000002000-00000000000000001000.changes";
  const std::string file = Published(name);
  EXPECT_EQ(CheckOf(name)(Flipped(Flipped(file, 8 * 60), 8 * 70))->kind, Kind::kDamaged);
}

TEST(CheckpointFileTest, FlipsAndCutsAreToldApart) {
  MemoryFiles files;
  StreamCheckpointFolder folder(files, "/checkpoint");
  StreamCheckpoint checkpoint{.interval_millis = 1000, .zero = 5000, .last_finished = 9000, .fingerprint = 1};
  checkpoint.inputs = {{"files", "a.txt"}, {"ReceiverInputDStream", ""}};
  ASSERT_THAT(folder.Write(checkpoint), IsOk());
  ExpectFlipsAndCutsAreToldApart(
      std::string(files.Read("/checkpoint/checkpoint-9000")->view()),
      [](const std::string& bytes) { return CheckCheckpointFile(Buffer::FromString(bytes)); }, Kind::kCutOff,
      /*format_at=*/7);
}

TEST(CheckpointFileTest, OfAnotherVersionIsForeign) {
  const std::string body = "whatever it will have";
  const uint64_t magic = 0x31434543'49554c53;
  const std::string file = Encode(magic, StableHash(body)) + body;
  EXPECT_EQ(CheckCheckpointFile(Buffer::FromString(file))->kind, Kind::kForeign);
}

TEST(ObjectFileTest, AFlippedBitIsFoundAndWhatIsCutOffIsNoneOfThem) {
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += Encode(std::pair(std::string("a word"), i));
  ExpectFlipsAndCutsAreToldApart(
      Encode(HashBytes(rows)) + rows,
      [](const std::string& bytes) { return CheckObjectFile(Buffer::FromString(bytes)); }, Kind::kDamaged);
}

class RecordLogTest : public ::testing::Test {
 protected:
  RecordLogTest() {
    EXPECT_THAT(files_.MakeFolder("/c"), IsOk());
    auto opened = RecordLogWriter::Open(files_, kPath);
    EXPECT_THAT(opened, IsOk());
    for (const std::string commit : {"one", "two", "three"}) {
      EXPECT_THAT(opened->writer->Append(commit), IsOk());
      EXPECT_THAT(opened->writer->Append(commit + " again"), IsOk());
      EXPECT_THAT(opened->writer->Commit(), IsOk());
    }
    whole_ = std::string(files_.Read(kPath)->view());
  }
  std::optional<FileDamage> CheckWith(const std::string& bytes) {
    EXPECT_THAT(files_.Publish(kPath, bytes), IsOk());
    return CheckRecordLog(files_, kPath);
  }

  static constexpr char kPath[] = "/c/blocks.log";
  MemoryFiles files_;
  std::string whole_;
};

TEST_F(RecordLogTest, AFlippedBitIsFoundWhereverItIs) {
  ASSERT_EQ(CheckWith(whole_), std::nullopt);
  const size_t format = whole_.find("one") - 9;  // The first record says that it is a log.
  for (size_t bit = 8 * format; bit < 8 * whole_.size(); ++bit) {
    const std::optional<FileDamage> damage = CheckWith(Flipped(whole_, bit));
    ASSERT_TRUE(damage.has_value()) << bit;
    EXPECT_EQ(damage->kind, Kind::kFlippedBit) << bit;
    EXPECT_EQ(damage->offset, static_cast<int64_t>(bit / 8));
  }
}

TEST_F(RecordLogTest, ATailThatIsTornIsNoDamage) {
  const size_t last = whole_.find("three") - 9;
  for (size_t bytes = last + 1; bytes < whole_.size(); ++bytes) {
    const std::optional<FileDamage> damage = CheckWith(whole_.substr(0, bytes));
    if (!damage.has_value()) continue;  // The first record of the commit is whole.
    EXPECT_EQ(damage->kind, Kind::kTornTail) << bytes;
    EXPECT_LE(damage->offset, static_cast<int64_t>(bytes));
    EXPECT_GE(damage->offset, static_cast<int64_t>(last));
  }
}

TEST_F(RecordLogTest, WhatHasBeenOverwrittenInTheMiddleIsDamage) {
  const size_t second = whole_.find("two") - 9;
  std::string bytes = whole_;
  bytes.replace(second, 12, 12, '\0');
  const std::optional<FileDamage> damage = CheckWith(bytes);
  ASSERT_TRUE(damage.has_value());
  EXPECT_EQ(damage->kind, Kind::kDamaged);
  EXPECT_EQ(damage->offset, static_cast<int64_t>(second));
}

TEST_F(RecordLogTest, WhatIsNoLogIsForeign) { EXPECT_EQ(CheckWith(std::string(100, 'x'))->kind, Kind::kForeign); }

}  // namespace
}  // namespace sluice
