#include <map>
#include <string>

#include "common/base/crc32c.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/snapshot.h"
#include "state/store/state_folder.h"
#include "state/store/state_store.h"

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

using Contents = std::map<std::string, std::string>;

// A folder whose files a test writes, cuts and damages.
class StateFilesTest : public testing::Test {
 protected:
  StateFilesTest() { EXPECT_THAT(folder_.Make(), IsOk()); }

  // An empty value removes.
  void Change(int64_t from, int64_t to, const Contents& changes) {
    StateFileWriter writer;
    for (const auto& [key, value] : changes) {
      if (value.empty()) {
        writer.Remove(key);
      } else {
        writer.Put(key, value);
      }
    }
    ASSERT_THAT(folder_.PublishChanges(from, to, writer), IsOk());
  }
  void Snapshot(int64_t version) { ASSERT_THAT(WriteSnapshot(folder_, version, ++nonce_, 1 << 20).status(), IsOk()); }
  absl::StatusOr<Contents> Load(int64_t version) {
    StateStore store(folder_, nullptr);
    SLUICE_RETURN_IF_ERROR(store.Load(version));
    Contents contents;
    store.ForEach([&](StateEntry& entry) { contents.emplace(entry.key(), entry.value()); });
    return contents;
  }
  std::string PathOf(const std::string& part) {
    absl::StatusOr<std::vector<std::string>> names = files_.List("/state");
    for (const std::string& name : *names) {
      if (name.find(part) != std::string::npos) return "/state/" + name;
    }
    return "";
  }

  MemoryFiles files_;
  StateFolder folder_{files_, "/state"};
  uint64_t nonce_ = 0;
};

TEST_F(StateFilesTest, EveryVersionCanBeReadWithAndWithoutSnapshots) {
  Change(kNoStateVersion, 1000, {{"a", "1"}, {"b", "1"}});
  Change(1000, 2000, {{"a", "2"}, {"b", ""}});
  Change(2000, 3000, {});
  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(*Load(1000), UnorderedElementsAre(Pair("a", "1"), Pair("b", "1")));
    EXPECT_THAT(*Load(2000), UnorderedElementsAre(Pair("a", "2")));
    EXPECT_THAT(*Load(3000), UnorderedElementsAre(Pair("a", "2")));
    EXPECT_THAT(*Load(kNoStateVersion), IsEmpty());
    Snapshot(2000);
  }
}

TEST_F(StateFilesTest, AMissingChangeFileIsNamed) {
  Change(kNoStateVersion, 1000, {{"a", "1"}});
  Change(1000, 2000, {{"a", "2"}});
  ASSERT_THAT(files_.Remove(PathOf("1000--")), IsOk());
  EXPECT_THAT(Load(2000).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/state: the changes of version 1000 are missing")));
}

TEST_F(StateFilesTest, ADamagedSnapshotIsPassedBy) {
  Change(kNoStateVersion, 1000, {{"a", "1"}});
  Snapshot(1000);
  Change(1000, 2000, {{"b", "2"}});
  Snapshot(2000);
  Change(2000, 3000, {{"c", "3"}});
  files_.FlipBit(PathOf("2000.snapshot"), 300);
  EXPECT_THAT(*Load(3000), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "3")));
  ASSERT_THAT(files_.Truncate(PathOf("1000.snapshot"), 30), IsOk());
  EXPECT_THAT(*Load(3000), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "3")));
  ASSERT_THAT(files_.Remove(PathOf("2000-")), IsOk());
  EXPECT_THAT(Load(3000).status(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("2000.snapshot")));
}

TEST_F(StateFilesTest, ASnapshotWithoutItsLastPartIsNotThere) {
  Change(kNoStateVersion, 1000, {{"a", "1"}});
  StateFileWriter part;
  part.Put("a", "stale");
  ASSERT_THAT(folder_.PublishPart(1000, 7, 0, false, part), IsOk());
  EXPECT_THAT(*Load(1000), UnorderedElementsAre(Pair("a", "1")));
  // And one of two writers is not either.
  part.Put("b", "stale");
  ASSERT_THAT(folder_.PublishPart(1000, 8, 1, true, part), IsOk());
  EXPECT_THAT(*Load(1000), UnorderedElementsAre(Pair("a", "1")));
}

TEST_F(StateFilesTest, ChangesInPartsAreThereWithTheirLastPart) {
  Change(kNoStateVersion, 1000, {{"a", "1"}});
  auto publish = [&](uint64_t nonce, int part, bool is_last, const Contents& changes) {
    StateFileWriter writer;
    for (const auto& [key, value] : changes) writer.Put(key, value);
    ASSERT_THAT(folder_.PublishChangesPart({1000, 2000, nonce, part}, is_last, writer), IsOk());
  };
  publish(7, 0, false, {{"a", "stale"}});  // Its writer dies.
  EXPECT_THAT(Load(2000).status(), StatusIs(absl::StatusCode::kNotFound));
  publish(3, 0, false, {{"a", "2"}, {"b", "2"}});
  publish(3, 1, true, {{"b", "3"}});
  EXPECT_THAT(*Load(2000), UnorderedElementsAre(Pair("a", "2"), Pair("b", "3")));
  publish(7, 1, false, {{"b", "stale"}});  // Or goes on, late.
  Change(2000, 3000, {{"c", "3"}});
  EXPECT_THAT(*Load(3000), UnorderedElementsAre(Pair("a", "2"), Pair("b", "3"), Pair("c", "3")));
  Snapshot(3000);
  EXPECT_THAT(*Load(3000), UnorderedElementsAre(Pair("a", "2"), Pair("b", "3"), Pair("c", "3")));
  for (int64_t version = 4000; version <= 9000; version += 1000) {
    Change(version - 1000, version, {{"d", std::to_string(version)}});
    Snapshot(version);
  }
  ASSERT_THAT(folder_.RemoveOld(2), IsOk());
  EXPECT_EQ(PathOf("2000-"), "");  // Nothing of either writer is left.
}

TEST_F(StateFilesTest, OldFilesGoButEveryKeptVersionOpensEvenWithoutItsSnapshot) {
  for (int64_t version = 1; version <= 60; ++version) {
    Change(version == 1 ? kNoStateVersion : version - 1, version,
           {{std::to_string(version % 7), std::to_string(version)}});
    if (version % 10 == 0) Snapshot(version);
  }
  ASSERT_THAT(folder_.RemoveOld(15), IsOk());
  StateFolderContents contents = *folder_.List();
  EXPECT_EQ(contents.snapshots.begin()->first, 30);
  EXPECT_EQ(contents.changes.begin()->first, 31);
  for (int64_t version = 46; version <= 60; ++version) EXPECT_THAT(Load(version).status(), IsOk());
  files_.FlipBit(PathOf("40.snapshot"), 500);
  for (int64_t version = 46; version <= 60; ++version)
    EXPECT_EQ(Load(version)->at("3"), version < 52 ? "45" : version < 59 ? "52" : "59");
}

TEST_F(StateFilesTest, FilesOfOtherFormatsAreRefused) {
  StateFileWriter writer;
  writer.Put("a", "1");
  std::string file(writer.Finish({.to = 1}).view());
  EXPECT_THAT(StateFileReader::Open(Buffer::FromString(file), "f").status(), IsOk());
  EXPECT_THAT(StateFileReader::Open(Buffer::FromString("log"), "f").status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("f is torn: bytes=3")));
}

// Whatever is done to a file's bytes: all its records, or an error.
TEST_F(StateFilesTest, DamagedBytesNeverGiveOtherRecords) {
  StateFileWriter writer;
  for (int i = 0; i < 20; ++i) writer.Put(std::string(i, 'k'), std::string(20 - i, 'v'));
  writer.Remove("gone");
  const std::string file(writer.Finish({.from = 1, .to = 2}).view());
  SeededRandom random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = file;
    if (random.Below(2) == 0) bytes.resize(random.Below(bytes.size()));
    for (uint64_t flips = random.Below(3); flips > 0 && !bytes.empty(); --flips) {
      bytes[random.Below(bytes.size())] ^= static_cast<char>(1 << random.Below(8));
    }
    absl::StatusOr<StateFileReader> reader = StateFileReader::Open(Buffer::FromString(bytes), "f");
    ASSERT_EQ(reader.ok(), bytes == file);
  }
}

// As above, but with a checksum that is right: a broken writer, not a broken disk.
TEST_F(StateFilesTest, BrokenRecordsAreErrorsAndNotCrashes) {
  SeededRandom random(2);
  for (int i = 0; i < 20000; ++i) {
    StateFileWriter writer;
    std::string junk(random.Below(40), '\0');
    for (char& byte : junk) byte = static_cast<char>(random.Next());
    writer.Put(junk, junk);
    std::string file(writer.Finish({.to = 1}).view());
    for (size_t at = 49; at < file.size(); ++at) {
      if (random.Below(4) == 0) file[at] = static_cast<char>(random.Next());
    }
    uint32_t crc = Crc32c(std::string_view(file).substr(4));
    std::memcpy(file.data(), &crc, 4);
    absl::StatusOr<StateFileReader> reader = StateFileReader::Open(Buffer::FromString(file), "f");
    if (!reader.ok()) continue;
    size_t bytes = 0;
    for (StateRecord record; reader->Next(record);) bytes += record.key.size() + record.value.value_or("").size();
    ASSERT_LE(bytes, file.size());
  }
}

}  // namespace
}  // namespace sluice
