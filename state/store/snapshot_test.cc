#include "state/store/snapshot.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

using Contents = std::map<std::string, std::string>;
using Records = std::vector<std::pair<std::string, std::string>>;  // A key without value is removed.

constexpr int64_t kPlenty = 1 << 20;

class CountingFiles : public MemoryFiles {
 public:
  absl::StatusOr<Buffer> Read(const std::string& path) override {
    most_ = std::max(most_, ++reads_[path]);
    if (most_ == 2 && before_second_pass_) std::exchange(before_second_pass_, nullptr)();
    return MemoryFiles::Read(path);
  }
  // How often the file was read that was read most.
  int most() const { return most_; }
  void BeforeSecondPass(std::function<void()> act) { before_second_pass_ = std::move(act); }
  void Forget() {
    reads_.clear();
    most_ = 0;
  }

 private:
  std::map<std::string, int> reads_;
  int most_ = 0;
  std::function<void()> before_second_pass_;
};

class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() { EXPECT_THAT(folder_.Make(), IsOk()); }

  // The next version: one file, or several parts.
  void Change(const std::vector<Records>& parts) {
    const int64_t from = version_ == 0 ? kNoStateVersion : version_;
    ++version_;
    for (size_t part = 0; part < parts.size(); ++part) {
      StateFileWriter writer;
      for (const auto& [key, value] : parts[part]) value.empty() ? writer.Remove(key) : writer.Put(key, value);
      const StateFolder::ChangesPart name = {from, version_, 77, static_cast<int>(part)};
      ASSERT_THAT(parts.size() == 1 ? folder_.PublishChanges(from, version_, writer)
                                    : folder_.PublishChangesPart(name, part + 1 == parts.size(), writer),
                  IsOk());
    }
  }
  // Every key must be there once.
  Contents Snapshot(int64_t memory_bytes_max = kPlenty) {
    files_.Forget();
    EXPECT_THAT(WriteSnapshot(folder_, version_, ++nonce_, memory_bytes_max).status(), IsOk());
    passes_ = files_.most();
    Contents contents;
    std::vector<std::string> twice;
    auto take = [&](absl::Span<const StateRecord> records) {
      for (const StateRecord& record : records) {
        if (!contents.emplace(record.key, record.value.value()).second) twice.emplace_back(record.key);
      }
      return absl::OkStatus();
    };
    EXPECT_THAT(folder_.ReadSnapshot(version_, folder_.List()->snapshots.at(version_), take), IsOk());
    EXPECT_THAT(twice, IsEmpty());
    return contents;
  }
  std::string PathOf(const std::string& part) {
    const std::vector<std::string> names = *files_.List("/state");
    for (const std::string& name : names) {
      if (name.find(part) != std::string::npos) return "/state/" + name;
    }
    return "";
  }

  CountingFiles files_;
  StateFolder folder_{files_, "/state"};
  int64_t version_ = 0;
  uint64_t nonce_ = 0;
  int passes_ = 0;  // The last snapshot went over all files so often.
};

TEST_F(SnapshotTest, OfSeveralVersionsTheNewestCounts) {
  Change({{{"a", "1"}, {"b", "1"}, {"c", "1"}}});
  Change({{{"b", "2"}, {"c", "2"}}});
  Change({{{"c", "3"}, {"d", "3"}}});
  EXPECT_THAT(Snapshot(), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "3"), Pair("d", "3")));
}

TEST_F(SnapshotTest, WhatHasNotChangedComesFromTheSnapshotBefore) {
  Change({{{"a", "1"}, {"b", "1"}, {"c", "1"}}});
  Snapshot();
  Change({{{"b", "2"}, {"c", ""}, {"d", "2"}}});
  ASSERT_THAT(files_.Remove(PathOf("1--0")), IsOk());
  EXPECT_THAT(Snapshot(), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("d", "2")));
}

TEST_F(SnapshotTest, AKeyThatWasRemovedIsGoneUntilItIsPutAgain) {
  for (bool with_snapshot : {false, true}) {
    Change({{{"gone", "1"}, {"again", "1"}, {"gone again", "1"}, {"kept", "1"}}});
    if (with_snapshot) Snapshot();
    Change({{{"gone", ""}, {"again", ""}, {"gone again", ""}}});
    Change({{{"again", "3"}, {"gone again", "3"}}});
    Change({{{"gone again", ""}, {"never there", ""}}});
    EXPECT_THAT(Snapshot(), UnorderedElementsAre(Pair("again", "3"), Pair("kept", "1")));
  }
}

// As when it is evicted, fetched and changed again on the way to that version.
TEST_F(SnapshotTest, OfSeveralRecordsOfAKeyInOneVersionTheLastCounts) {
  Change({{{"a", "1"}, {"b", "1"}, {"c", ""}, {"a", "2"}, {"b", ""}, {"c", "2"}}});
  EXPECT_THAT(Snapshot(), UnorderedElementsAre(Pair("a", "2"), Pair("c", "2")));
}

TEST_F(SnapshotTest, SoFarApartAsTheyMayBeInAFile) {
  Records records;
  for (int round = 1; round <= 3; ++round) {
    for (int key = 0; key < 500; ++key) records.emplace_back(std::to_string(key), std::to_string(round));
  }
  Change({records});
  Contents contents = Snapshot();
  EXPECT_EQ(contents.size(), 500u);
  for (const auto& [key, value] : contents) EXPECT_EQ(value, "3") << key;
}

TEST_F(SnapshotTest, AndInWhicheverPartsTheyAre) {
  Change(
      {{{"a", "1"}, {"b", "1"}, {"c", ""}, {"d", "1"}}, {{"a", "2"}, {"b", ""}, {"c", "2"}}, {{"a", "3"}, {"c", ""}}});
  EXPECT_THAT(Snapshot(), UnorderedElementsAre(Pair("a", "3"), Pair("d", "1")));
}

TEST_F(SnapshotTest, OfNothingIsEmpty) {
  Change({{}});
  EXPECT_THAT(Snapshot(), IsEmpty());
}

// Versions of random changes, in one to three parts, among them values of 4 KiB that make a snapshot of several parts.
class History {
 public:
  std::vector<Records> NextChanges() {
    std::vector<Records> parts(1 + random_.Below(3));
    for (Records& part : parts) {
      for (int i = 0; i < 2'000; ++i) part.push_back(NextRecord());
    }
    return parts;
  }
  const Contents& now() const { return now_; }

 private:
  std::pair<std::string, std::string> NextRecord() {
    std::string key = "key " + std::to_string(random_.Below(8'000));
    const uint64_t kind = random_.Below(10);
    std::string value = kind < 3 ? "" : kind < 4 ? std::string(4096, 'x') : std::to_string(random_.Next());
    if (value.empty()) {
      now_.erase(key);
    } else {
      now_[key] = value;
    }
    return {std::move(key), std::move(value)};
  }

  SeededRandom random_{5};
  Contents now_;
};

class SnapshotsOfHistoryTest : public SnapshotTest {
 protected:
  // Four snapshots; returns how many passes the last one took.
  int Passes(int64_t memory_bytes_max) {
    History history;
    for (int snapshot = 0; snapshot < 4; ++snapshot) {
      for (int version = 0; version < 5; ++version) Change(history.NextChanges());
      EXPECT_EQ(Snapshot(memory_bytes_max), history.now());
      EXPECT_GT(folder_.List()->snapshots.at(version_), 1);
    }
    return passes_;
  }
};

TEST_F(SnapshotsOfHistoryTest, TakeOnePassIfTheChangedKeysFitMemory) { EXPECT_EQ(Passes(kPlenty), 1); }

// Nearly all of 8000 keys change; 20 kB have room for 750.
TEST_F(SnapshotsOfHistoryTest, AreTheSameInSixteenPasses) { EXPECT_EQ(Passes(20'000), 16); }

// The same contents, but by another task, which got them in another order.
TEST_F(SnapshotTest, ChangesThatAreWrittenAgainBetweenTwoPassesGiveNone) {
  Records records;
  for (int key = 0; key < 3'000; ++key) records.emplace_back(std::to_string(key), "1");
  Change({records});
  files_.BeforeSecondPass([&] {
    version_ = 0;
    Change({Records(records.rbegin(), records.rend())});
  });
  EXPECT_THAT(WriteSnapshot(folder_, 1, 1, 20'000),
              StatusIs(absl::StatusCode::kAborted, HasSubstr("changes up to version 1 were written again")));
  EXPECT_THAT(folder_.List()->snapshots, IsEmpty());
  EXPECT_EQ(Snapshot(20'000).size(), 3'000u);
}

TEST_F(SnapshotTest, DamagedFilesAreNamedAndGiveNone) {
  Change({{{"a", "1"}}, {{"b", "1"}}});
  files_.FlipBit(PathOf("00001.last"), 400);
  auto damaged = [&](const std::string& path) {
    return StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), HasSubstr("damaged")));
  };
  EXPECT_THAT(WriteSnapshot(folder_, 1, 1, kPlenty).status(), damaged(PathOf("00001.last")));
  EXPECT_THAT(folder_.List()->snapshots, IsEmpty());
}

}  // namespace
}  // namespace sluice
