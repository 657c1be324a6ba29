#include "connectors/files/watched_folder.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/clock/clock.h"
#include "common/clock/simulated_clock.h"
#include "common/fs/temporary_folder.h"
#include "common/fs/visible_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Paths = std::vector<std::string>;

class WatchedFolderTest : public testing::Test {
 protected:
  // A file that was last changed so many milliseconds after the start, which is the time 0.
  std::string Put(const std::string& name, int64_t changed) {
    std::string path = root_.path() + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << name;
    timespec time{.tv_sec = changed / 1000, .tv_nsec = changed % 1000 * 1'000'000};
    timespec times[] = {time, time};
    EXPECT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    return path;
  }
  WatchedFolder Watch(const std::string& folders, const Clock* clock = &SystemClock()) {
    return Watch(Paths{folders}, clock);
  }
  WatchedFolder Watch(Paths folders, const Clock* clock = &SystemClock()) {
    for (std::string& path : folders) path.insert(0, root_.path() + "/");
    return WatchedFolder({.folders = std::move(folders),
                          .takes = IsVisibleFile,
                          .remember = absl::Seconds(10),
                          .batch_interval = absl::Seconds(1),
                          .start = absl::UnixEpoch(),
                          .warn = [this](const std::string& text) { warnings_.push_back(text); },
                          .clock = clock});
  }
  static Paths FilesOf(WatchedFolder& watched, int64_t batch) {
    Paths paths;
    for (const FoundFile& file : watched.FilesOf(BatchTime(batch))) paths.push_back(file.path);
    return paths;
  }

  Paths warnings_;
  TemporaryFolder root_ = *TemporaryFolder::Create("watched-folder");
};

TEST_F(WatchedFolderTest, AFileIsInTheFirstBatchThatIsNotBeforeItsChange) {
  WatchedFolder watched = Watch("in");
  Put("in/old", 0);
  std::string b = Put("in/b", 1000), a = Put("in/a", 300), later = Put("in/0", 1001);
  Put("in/.hidden", 500);
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(a, b));
  EXPECT_THAT(FilesOf(watched, 2000), ElementsAre(later));
  EXPECT_THAT(FilesOf(watched, 3000), IsEmpty());
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(a, b));
}

TEST_F(WatchedFolderTest, AFileThatComesLateIsTakenWithinTheRememberedTime) {
  WatchedFolder watched = Watch("in");
  EXPECT_THAT(FilesOf(watched, 14'000), IsEmpty());
  std::string late = Put("in/late", 5001);
  Put("in/too-late", 5000);
  EXPECT_THAT(FilesOf(watched, 15'000), ElementsAre(late));
}

TEST_F(WatchedFolderTest, AFileOnItsWayIsTakenWhenItHasItsName) {
  WatchedFolder watched = Watch("in");
  for (const char* name : {"a._COPYING_", "a.part", "a.filepart", "a.crswap", "a~", "a.tmp", "A.TMP", "a_.gstmp"}) {
    std::string on_its_way = Put(std::string("in/") + name, 500);
    EXPECT_THAT(FilesOf(watched, 1000), IsEmpty()) << name;
  }
  std::filesystem::rename(root_.path() + "/in/a._COPYING_", root_.path() + "/in/a");
  EXPECT_THAT(FilesOf(watched, 2000), ElementsAre(root_.path() + "/in/a"));
}

// By a program whose temporary names nobody knows.
TEST_F(WatchedFolderTest, AFileThatIsRenamedAfterItWasTakenIsNotTakenAgain) {
  WatchedFolder watched = Watch("in");
  std::string temporary = Put("in/a.6eF5b5da", 500), final = root_.path() + "/in/a";
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(temporary));
  std::filesystem::rename(temporary, final);
  EXPECT_THAT(FilesOf(watched, 2000), IsEmpty());
  WatchedFolder later = Watch("in");
  ASSERT_THAT(later.Restore(watched.Save()), IsOk());
  std::filesystem::rename(final, root_.path() + "/in/b");
  EXPECT_THAT(FilesOf(later, 3000), IsEmpty());
  std::string changed = Put("in/b", 3500);
  EXPECT_THAT(FilesOf(later, 4000), ElementsAre(changed));
}

TEST_F(WatchedFolderTest, AFileWithTwoNamesIsTakenOnceAndLinksByTheirNames) {
  WatchedFolder watched = Watch("in");
  std::string a = Put("in/a", 500), b = root_.path() + "/in/b";
  std::filesystem::create_hard_link(a, b);
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(a));
  std::string aside = Put("aside", 1500), first = root_.path() + "/in/first", second = root_.path() + "/in/second";
  std::filesystem::create_symlink(aside, first);
  std::filesystem::create_symlink(aside, second);
  EXPECT_THAT(FilesOf(watched, 2000), ElementsAre(first, second));
}

// As it gets its inode where the disk gives numbers again.
TEST_F(WatchedFolderTest, AFileThatIsMadeLaterIsAnotherOne) {
  WatchedFolder watched = Watch("in");
  for (int i = 0; i < 20; ++i) {
    std::string file = Put("in/" + std::to_string(i % 10) + (i < 10 ? "" : "x"), 500);
    EXPECT_THAT(FilesOf(watched, 1000 + i), ElementsAre(file));
    std::filesystem::remove(file);
  }
}

TEST_F(WatchedFolderTest, AForgottenFileIsNotTakenAgain) {
  WatchedFolder watched = Watch("in");
  std::string file = Put("in/file", 900);
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(file));
  for (int64_t batch = 2000; batch <= 20'000; batch += 1000) {
    EXPECT_THAT(FilesOf(watched, batch), IsEmpty());
    watched.ForgetUntil(BatchTime(batch - 1000));
  }
  EXPECT_THAT(FilesOf(watched, 1000), IsEmpty());
}

TEST_F(WatchedFolderTest, WatchesAllFoldersOfAGlobAsTheyComeAndGo) {
  WatchedFolder watched = Watch("{logs-*,other}");
  EXPECT_THAT(FilesOf(watched, 1000), IsEmpty());
  EXPECT_THAT(FilesOf(watched, 1100), IsEmpty());
  EXPECT_THAT(warnings_, ElementsAre("No directory to scan: " + root_.path() + "/{logs-*,other}"));
  std::string a = Put("logs-1/a", 1500), b = Put("other/b", 1500);
  std::filesystem::create_directories(root_.path() + "/other/folder");
  Put("file", 1500);
  EXPECT_THAT(FilesOf(watched, 2000), ElementsAre(a, b));
  std::filesystem::remove_all(root_.path() + "/logs-1");
  std::string c = Put("other/c", 2500);
  EXPECT_THAT(FilesOf(watched, 3000), ElementsAre(c));
  std::filesystem::remove_all(root_.path() + "/other");
  EXPECT_THAT(FilesOf(watched, 4000), IsEmpty());
  EXPECT_EQ(warnings_.size(), 2u);
  std::string d = Put("logs-1/d", 4500);
  EXPECT_THAT(FilesOf(watched, 5000), ElementsAre(d));
}

TEST_F(WatchedFolderTest, EachFileOfSeveralFoldersIsTakenOnceAndEachMissingFolderIsNamed) {
  WatchedFolder watched = Watch(Paths{"in", "none", "i?", "other", "no-more"});
  std::string a = Put("in/a", 500), b = Put("other/b", 600);
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(a, b));
  EXPECT_THAT(FilesOf(watched, 2000), IsEmpty());
  const std::string missing = "No directory to scan: " + root_.path();
  EXPECT_THAT(warnings_, ElementsAre(missing + "/none; " + missing + "/no-more"));
}

// As a server that is away for longer than files are remembered, while another folder is missing.
TEST_F(WatchedFolderTest, NoFileGetsTooOldWhileTheFolderCannotBeListed) {
  WatchedFolder watched = Watch(Paths{"none", "in"});
  std::string a = Put("in/a", 900);
  EXPECT_THAT(FilesOf(watched, 1000), ElementsAre(a));
  std::string b = Put("in/b", 1500);
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = files.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  for (int64_t batch = 2000; batch <= 20'000; batch += 1000) {
    EXPECT_THAT(FilesOf(watched, batch), IsEmpty());
    watched.ForgetUntil(BatchTime(batch));
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  EXPECT_THAT(warnings_, ElementsAre("No directory to scan: " + root_.path() + "/none",
                                     testing::HasSubstr("cannot list " + root_.path() + "/in")));
  EXPECT_THAT(FilesOf(watched, 21'000), ElementsAre(b));
  EXPECT_THAT(FilesOf(watched, 22'000), IsEmpty());
}

TEST_F(WatchedFolderTest, WatchesWhatArrowReachesAlsoInALaterRun) {
  FileSystem& files = **FileSystemOf("mock:///watched");
  ASSERT_THAT(files.Publish("mock:///watched/day=1/a", "1"), IsOk());
  auto watch = [&] {
    return WatchedFolder({.folders = {"mock:///watched/day=*"},
                          .takes = [](const std::string& path) { return !path.ends_with("/hidden"); },
                          .batch_interval = absl::Seconds(1),
                          .warn = [this](const std::string& text) { warnings_.push_back(text); }});
  };
  WatchedFolder first = watch();
  const int64_t now = absl::ToUnixMillis(SystemClock().WallNow()) + 10'000;
  EXPECT_THAT(FilesOf(first, now), ElementsAre("mock:///watched/day=1/a"));
  ASSERT_THAT(files.Publish("mock:///watched/day=2/hidden", "2"), IsOk());
  ASSERT_THAT(files.Publish("mock:///watched/day=2/b", "2"), IsOk());
  WatchedFolder second = watch();
  ASSERT_THAT(second.Restore(first.Save()), IsOk());
  EXPECT_THAT(FilesOf(second, now + 1000), ElementsAre("mock:///watched/day=2/b"));
  EXPECT_THAT(FilesOf(second, now), ElementsAre("mock:///watched/day=1/a"));
  EXPECT_THAT(warnings_, IsEmpty());
}

// A batch a second, from second 1 on, with a file each; the wall clock is set back by so much after the 30th.
class SetBackTest : public WatchedFolderTest, public testing::WithParamInterface<int64_t> {
 protected:
  void RunBatch() {
    const std::string name = "in/" + std::to_string(++batch_);
    clock_.Advance(absl::Milliseconds(500));
    const std::string file = Put(name, absl::ToUnixMillis(clock_.WallNow()));
    clock_.Advance(absl::Milliseconds(500));
    EXPECT_THAT(FilesOf(*watched_, batch_ * 1000), ElementsAre(file)) << batch_;
    watched_->ForgetUntil(BatchTime(batch_ * 1000 - 1000));
  }

  SimulatedClock clock_;
  std::optional<WatchedFolder> watched_{Watch("in", &clock_)};
  int64_t batch_ = 0;
};

TEST_P(SetBackTest, EachFileIsInTheBatchInWhichItCameAndInNoOther) {
  while (batch_ < 30) RunBatch();
  clock_.SetWallForward(-absl::Milliseconds(GetParam()));
  while (batch_ < 80) RunBatch();
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_P(SetBackTest, ALaterRunTakesNoFileAgain) {
  while (batch_ < 30) RunBatch();
  clock_.SetWallForward(-absl::Milliseconds(GetParam()));
  while (batch_ < 35) RunBatch();
  const std::string saved = watched_->Save();
  watched_.emplace(Watch("in", &clock_));
  ASSERT_THAT(watched_->Restore(saved), IsOk());
  while (batch_ < 80) RunBatch();
}

TEST_P(SetBackTest, WhatALaterRunCannotTellFromOldFilesIsPassedByWithAWarning) {
  while (batch_ < 30) RunBatch();
  const std::string saved = watched_->Save();
  clock_.SetWallForward(-absl::Milliseconds(GetParam()));
  watched_.emplace(Watch("in", &clock_));
  ASSERT_THAT(watched_->Restore(saved), IsOk());
  EXPECT_THAT(FilesOf(*watched_, ++batch_ * 1000), IsEmpty());
  while (batch_ < 80) RunBatch();
  EXPECT_EQ(warnings_.size(), GetParam() < 10'000 ? 0u : 1u);
}

// Less than files are remembered, and more.
INSTANTIATE_TEST_SUITE_P(Milliseconds, SetBackTest, testing::Values(300, 1500, 5200, 9700, 20'200));

TEST_F(WatchedFolderTest, ALaterRunGoesOnWithWhatWasSaved) {
  WatchedFolder first = Watch("in");
  std::string a = Put("in/a", 900);
  EXPECT_THAT(FilesOf(first, 1000), ElementsAre(a));
  WatchedFolder second = Watch("in");
  ASSERT_THAT(second.Restore(first.Save()), IsOk());
  std::string b = Put("in/b", 1900);
  EXPECT_THAT(FilesOf(second, 2000), ElementsAre(b));
  EXPECT_THAT(FilesOf(second, 1000), ElementsAre(a));
  EXPECT_FALSE(second.Restore("nonsense").ok());
}

}  // namespace
}  // namespace sluice
