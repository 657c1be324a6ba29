#include "common/fs/temporary_folder.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class TemporaryFolderTest : public testing::Test {
 protected:
  // Nobody else makes folders there.
  void SetUp() override {
    parent_ = outer_ + "temporary.XXXXXX";
    ASSERT_NE(mkdtemp(parent_.data()), nullptr);
    setenv("TEST_TMPDIR", parent_.c_str(), 1);
  }
  void TearDown() override {
    setenv("TEST_TMPDIR", outer_.c_str(), 1);
    LocalFiles().RemoveTree(parent_).IgnoreError();
  }

  std::vector<std::string> Left() const { return *LocalFiles().List(parent_); }

  const std::string outer_ = testing::TempDir();
  std::string parent_;
};

// Makes a folder with a file in it, says that it is there, and stays.
struct Process {
  Process() {
    if (pipe(told) != 0) ADD_FAILURE();
    pid = fork();
    if (pid != 0) return;
    auto folder = TemporaryFolder::Create("killed");
    const bool is_made = folder.ok() && LocalFiles().Publish(folder->path() + "/spilled", "rows").ok();
    (void)!write(told[1], is_made ? "y" : "n", 1);
    while (true) pause();
  }
  ~Process() {
    Kill();
    close(told[0]);
    close(told[1]);
  }
  char Told() const {
    char word = 0;
    (void)!read(told[0], &word, 1);
    return word;
  }
  void Kill() {
    if (pid < 0) return;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    pid = -1;
  }

  int told[2];
  pid_t pid;
};

TEST_F(TemporaryFolderTest, IsEmptyAndGoesWithItsOwner) {
  {
    absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Create("gone");
    ASSERT_THAT(folder, IsOk());
    EXPECT_TRUE(folder->path().starts_with(parent_ + "/sluice-gone-"));
    EXPECT_THAT(LocalFiles().List(folder->path()), IsOkAndHolds(IsEmpty()));
    ASSERT_THAT(LocalFiles().MakeFolder(folder->path() + "/a/b"), IsOk());
    ASSERT_THAT(LocalFiles().Publish(folder->path() + "/a/b/file", "x"), IsOk());
    const TemporaryFolder moved = *std::move(folder);
    EXPECT_THAT(LocalFiles().List(moved.path()), IsOkAndHolds(ElementsAre("a")));
  }
  EXPECT_THAT(Left(), IsEmpty());
}

TEST_F(TemporaryFolderTest, TheNextOneRemovesWhatAKilledProcessHasLeftAndNothingThatIsInUse) {
  Process killed, living;
  ASSERT_EQ(killed.Told(), 'y');
  ASSERT_EQ(living.Told(), 'y');
  {
    auto other = TemporaryFolder::Create("other");
  }
  EXPECT_EQ(Left().size(), 2);
  killed.Kill();
  EXPECT_EQ(Left().size(), 2);
  {
    auto other = TemporaryFolder::Create("other");
  }
  ASSERT_EQ(Left().size(), 1);
  EXPECT_THAT(LocalFiles().List(StrCat(parent_, "/", Left()[0], "/files")), IsOkAndHolds(ElementsAre("spilled")));
}

TEST_F(TemporaryFolderTest, WhatIsNotOursStays) {
  fs::create_directories(parent_ + "/sluice-data/files");
  fs::create_directories(parent_ + "/sluice-worker/applications");  // The data folder of a daemon that is at rest.
  std::ofstream(parent_ + "/sluice-worker/lock") << "";
  fs::create_directories(parent_ + "/other/files");
  std::ofstream(parent_ + "/other/temporary.lock") << "";
  fs::create_directory_symlink("other", parent_ + "/sluice-link");
  if (getuid() == 0) {  // Somebody else's, who has just been killed.
    fs::create_directories(parent_ + "/sluice-theirs/files");
    std::ofstream(parent_ + "/sluice-theirs/temporary.lock") << "";
    ASSERT_EQ(chown((parent_ + "/sluice-theirs").c_str(), 4711, 4711), 0);
  }
  const std::vector<std::string> before = Left();
  {
    auto other = TemporaryFolder::Create("other");
  }
  EXPECT_EQ(Left(), before);
  EXPECT_THAT(LocalFiles().List(parent_ + "/sluice-worker"), IsOkAndHolds(ElementsAre("applications", "lock")));
  EXPECT_THAT(LocalFiles().List(parent_ + "/other"), IsOkAndHolds(ElementsAre("files", "temporary.lock")));
}

// Each takes for an orphan what the others have not locked yet, or not any more.
TEST_F(TemporaryFolderTest, ProcessesThatMakeFoldersAllTheTimeTakeNobodyElses) {
  constexpr int kProcesses = 6, kFolders = 100;
  std::vector<pid_t> processes;
  for (int i = 0; i < kProcesses; ++i) {
    processes.push_back(fork());
    if (processes.back() != 0) continue;
    for (int n = 0; n < kFolders; ++n) {
      auto folder = TemporaryFolder::Create("busy");
      if (!folder.ok() || !LocalFiles().Publish(folder->path() + "/file", "x").ok()) _exit(1);
      {
        auto another = TemporaryFolder::Create("another");
      }
      if (!LocalFiles().Read(folder->path() + "/file").ok()) _exit(2);
    }
    _exit(0);
  }
  for (const pid_t process : processes) {
    int status = 0;
    waitpid(process, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_THAT(Left(), IsEmpty());
}

}  // namespace
}  // namespace sluice
