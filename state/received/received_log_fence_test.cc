// An executor stands still before any one of its steps, as after SIGSTOP; meanwhile the checkpoint directory gets
// another owner, and it goes on. What it writes then counts for nobody, unless nobody has looked yet at what it has
// left.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/received/received_log_files.h"
#include "state/received/received_log_writer.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSubsetOf;

constexpr char kCheckpoint[] = "/checkpoint";
constexpr char kDoor[] = "/checkpoint/lease-1/writing";
constexpr char kNextDoor[] = "/checkpoint/lease-2/writing";
const StreamId kStream(DriverLife(1), 0);
const Epoch kFirst(DriverLife(1), 1), kSecond(DriverLife(2), 1), kThird(DriverLife(2), 2);

// A disk before one of whose steps something happens.
class InterruptedFiles : public MemoryFiles {
 public:
  void Interrupt(int steps, std::function<void()> meanwhile) {
    steps_ = steps;
    meanwhile_ = std::move(meanwhile);
  }
  bool has_been_interrupted() const { return meanwhile_ == nullptr; }

  absl::StatusOr<Buffer> Read(const std::string& path) override { return Step(), MemoryFiles::Read(path); }
  absl::StatusOr<std::vector<std::string>> List(const std::string& path) override {
    return Step(), MemoryFiles::List(path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> OpenAppend(const std::string& path) override {
    Step();
    SLUICE_ASSIGN_OR_RETURN(std::unique_ptr<AppendFile> file, MemoryFiles::OpenAppend(path));
    return std::make_unique<File>(*this, std::move(file));
  }
  absl::Status MakeFolder(const std::string& path) override { return Step(), MemoryFiles::MakeFolder(path); }
  absl::Status Publish(const std::string& path, std::string_view contents) override {
    return Step(), MemoryFiles::Publish(path, contents);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return Step(), MemoryFiles::Rename(from, to);
  }
  absl::Status PublishThrough(const std::string& door, const std::string& path, std::string_view contents) override {
    return Step(), MemoryFiles::PublishThrough(door, path, contents);
  }

 private:
  class File : public AppendFile {
   public:
    File(InterruptedFiles& files, std::unique_ptr<AppendFile> file) : files_(files), file_(std::move(file)) {}
    absl::Status Append(std::string_view bytes) override { return files_.Step(), file_->Append(bytes); }
    absl::Status Sync() override { return files_.Step(), file_->Sync(); }

   private:
    InterruptedFiles& files_;
    const std::unique_ptr<AppendFile> file_;
  };
  void Step() {
    if (meanwhile_ != nullptr && --steps_ < 0) std::exchange(meanwhile_, nullptr)();
  }

  int steps_ = 0;
  std::function<void()> meanwhile_;
};

class ReceivedLogFenceTest : public ::testing::Test {
 protected:
  using Blocks = std::vector<std::string>;

  // Once for each step that the first start of the receiver makes.
  template <class Story>
  void AtEachStep(const Story& story) {
    for (int step = 0;; ++step) {
      SCOPED_TRACE(step);
      disk_ = std::make_unique<InterruptedFiles>();
      acknowledged_.clear();
      ASSERT_THAT(disk_->MakeFolder(kDoor), IsOk());
      story(step);
      if (HasFatalFailure() || !disk_->has_been_interrupted()) return;
    }
  }
  // Each block is in a commit of its own, every other one in a file of its own.
  void RunFirstStart() {
    ReceivedLogWriter::Options options{.place = {kFolder, kDoor}, .stream = kStream, .epoch = kFirst};
    options.file_bytes_max = 250;
    auto writer = ReceivedLogWriter::Open(*disk_, options);
    for (int64_t number = 0; number < 5 && writer.ok(); ++number) {
      refused_ += !Write(**writer, kFirst, number, "first");
    }
    refused_ += !writer.ok();
  }
  bool Write(ReceivedLogWriter& writer, Epoch epoch, int64_t number, const std::string& text) {
    const BlockId id = BlockId::Input(kStream, epoch, number);
    const absl::StatusOr<PlaceInLog> place = writer.Append(id, {}, {Buffer::FromString(std::string(60, 'x') + text)});
    if (!place.ok() || !writer.Commit().ok()) return false;
    acknowledged_.push_back(NameOf(id));
    return true;
  }
  void TakeLease() { ASSERT_THAT(disk_->Rename("/checkpoint/lease-1", "/checkpoint/lease-2"), IsOk()); }
  std::unique_ptr<ReceivedLogWriter> Begin(const std::string& folder, Epoch epoch) {
    auto writer = ReceivedLogWriter::Open(*disk_, {.place = {folder, kNextDoor}, .stream = kStream, .epoch = epoch});
    EXPECT_THAT(writer, IsOk());
    return *std::move(writer);
  }
  Blocks Find(const std::string& folder, Epoch epoch) {
    auto found = FindLoggedBlocks(*disk_, ReceivedLogNames(folder), kStream, epoch);
    EXPECT_THAT(found, IsOk());
    EXPECT_TRUE(found->damages.empty());
    Blocks names;
    for (const LoggedBlock& block : found->blocks) {
      EXPECT_THAT(ReadLoggedBlock(*disk_, ReceivedLogNames(folder), block.id, *block.info.log), IsOk());
      names.push_back(NameOf(block.id));
    }
    return names;
  }
  static std::string NameOf(const BlockId& id) { return ToString(id); }

  const std::string kFolder = ReceivedLogNames::FolderOf(kCheckpoint, 1);
  const std::string kFolderOfOther = ReceivedLogNames::FolderOf(kCheckpoint, 2);
  std::unique_ptr<InterruptedFiles> disk_;
  Blocks acknowledged_;
  int refused_ = 0;
};

TEST_F(ReceivedLogFenceTest, WhatItWritesAfterTheNextStartHasLookedIsNeverFound) {
  AtEachStep([&](int step) {
    Blocks found;
    disk_->Interrupt(step, [&] {
      TakeLease();
      Begin(kFolder, kSecond);
      found = Find(kFolder, kSecond);
    });
    RunFirstStart();
    if (!disk_->has_been_interrupted()) return;
    EXPECT_THAT(acknowledged_, IsSubsetOf(found));
    Begin(kFolder, kThird);
    EXPECT_EQ(Find(kFolder, kThird), found);
  });
  EXPECT_GT(refused_, 10) << "else nothing was shown";
}

TEST_F(ReceivedLogFenceTest, WhatItAcknowledgesBeforeTheNextStartHasLookedIsFound) {
  AtEachStep([&](int step) {
    disk_->Interrupt(step, [&] { TakeLease(); });
    RunFirstStart();
    if (!disk_->has_been_interrupted()) return;
    Begin(kFolder, kSecond);
    EXPECT_THAT(acknowledged_, IsSubsetOf(Find(kFolder, kSecond)));
  });
  EXPECT_GT(refused_, 0) << "one that had not begun begins nothing";
}

TEST_F(ReceivedLogFenceTest, TwoThatLookAtOnceAgreeWhereALogEnds) {
  AtEachStep([&](int step) {
    auto first = ReceivedLogWriter::Open(*disk_, {.place = {kFolder, kDoor}, .stream = kStream, .epoch = kFirst});
    ASSERT_TRUE(Write(**first, kFirst, 0, "in time"));
    TakeLease();
    Begin(kFolder, kSecond);
    Blocks of_third;
    disk_->Interrupt(step, [&] {
      EXPECT_FALSE(Write(**first, kFirst, 1, "late"));
      Begin(kFolder, kThird);
      of_third = Find(kFolder, kThird);
    });
    const Blocks of_second = Find(kFolder, kSecond);
    if (!disk_->has_been_interrupted()) return;
    EXPECT_EQ(of_second, of_third);
  });
}

TEST_F(ReceivedLogFenceTest, AnotherApplicationInTheDirectoryHasNothingOfIt) {
  AtEachStep([&](int step) {
    size_t acknowledged_before = 0;
    disk_->Interrupt(step, [&] {
      acknowledged_before = acknowledged_.size();
      TakeLease();
      ASSERT_THAT(RemoveLogsOfOthers(*disk_, kCheckpoint, ""), IsOk());
      auto other = Begin(kFolderOfOther, kFirst);  // Its names are the same.
      ASSERT_TRUE(Write(*other, kFirst, 0, "other"));
      acknowledged_.pop_back();
    });
    RunFirstStart();
    if (!disk_->has_been_interrupted()) return;
    EXPECT_EQ(acknowledged_.size(), acknowledged_before);
    Begin(kFolderOfOther, kSecond);
    EXPECT_THAT(Find(kFolderOfOther, kSecond), ElementsAre(NameOf(BlockId::Input(kStream, kFirst, 0))));
  });
  EXPECT_GT(refused_, 10) << "else nothing was shown";
}

}  // namespace
}  // namespace sluice
