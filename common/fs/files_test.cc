#include "common/fs/files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/memory_files.h"
#include "common/fs/names_in.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto NotFound(const std::string& path) { return StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)); }

// What both kinds of files promise.
class FilesTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create("files");
    ASSERT_THAT(folder, IsOk());
    temporary_ = std::make_unique<TemporaryFolder>(*std::move(folder));
    root_ = temporary_->path();
    ASSERT_THAT(files_->MakeFolder(root_), IsOk());
  }

  std::string Contents(const std::string& path) {
    absl::StatusOr<Buffer> bytes = files_->Read(path);
    EXPECT_THAT(bytes, IsOk());
    return bytes.ok() ? std::string(bytes->view()) : "";
  }

  std::unique_ptr<TemporaryFolder> temporary_;
  MemoryFiles memory_;
  Files* files_ = GetParam() ? &LocalFiles() : &memory_;
  std::string root_;
};
INSTANTIATE_TEST_SUITE_P(Kinds, FilesTest, testing::Values(true, false),
                         [](const auto& info) { return info.param ? "Local" : "Memory"; });

TEST_P(FilesTest, AppendsAtTheEndOfWhatIsThere) {
  std::string path = root_ + "/log";
  for (std::string part : {"one ", "two"}) {
    auto file = files_->OpenAppend(path);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT((*file)->Append(part), IsOk());
    ASSERT_THAT((*file)->Sync(), IsOk());
  }
  EXPECT_EQ(Contents(path), "one two");
  ASSERT_THAT(files_->Truncate(path, 3), IsOk());
  EXPECT_EQ(Contents(path), "one");
}

TEST_P(FilesTest, ReadsFilesOfAnySize) {
  for (size_t size : {0, 1, 4095, 4096, 4097, 1 << 20}) {
    std::string bytes(size, 'x');
    ASSERT_THAT(files_->Publish(root_ + "/big", bytes), IsOk());
    EXPECT_EQ(Contents(root_ + "/big"), bytes);
  }
}

TEST_P(FilesTest, PublishReplacesAndLeavesNothingElseBehind) {
  ASSERT_THAT(files_->Publish(root_ + "/meta", "old"), IsOk());
  ASSERT_THAT(files_->Publish(root_ + "/meta", "new"), IsOk());
  EXPECT_EQ(Contents(root_ + "/meta"), "new");
  EXPECT_THAT(files_->List(root_), IsOkAndHolds(ElementsAre("meta")));
}

TEST_P(FilesTest, FoldersComeWithTheirParentsAndGoWithTheirContents) {
  ASSERT_THAT(files_->MakeFolder(root_ + "/a/b"), IsOk());
  ASSERT_THAT(files_->MakeFolder(root_ + "/a/b"), IsOk());
  ASSERT_THAT(files_->Publish(root_ + "/a/b/file", ""), IsOk());
  ASSERT_THAT(files_->Publish(root_ + "/ab", ""), IsOk());
  EXPECT_THAT(files_->List(root_), IsOkAndHolds(ElementsAre("a", "ab")));
  ASSERT_THAT(files_->RemoveTree(root_ + "/a"), IsOk());
  ASSERT_THAT(files_->RemoveTree(root_ + "/a"), IsOk());
  EXPECT_THAT(files_->List(root_), IsOkAndHolds(ElementsAre("ab")));
  ASSERT_THAT(files_->Remove(root_ + "/ab"), IsOk());
  EXPECT_THAT(files_->List(root_), IsOkAndHolds(IsEmpty()));
}

TEST_P(FilesTest, WhatIsMissingIsNamed) {
  std::string path = root_ + "/missing";
  EXPECT_THAT(files_->Read(path), NotFound(path));
  EXPECT_THAT(files_->Remove(path), NotFound(path));
  EXPECT_THAT(files_->Truncate(path, 0), NotFound(path));
  EXPECT_THAT(files_->List(path), NotFound(path));
  EXPECT_THAT(files_->OpenAppend(path + "/log"), NotFound(path));
  EXPECT_THAT(files_->Publish(path + "/meta", "x"), NotFound(path));
}

TEST_P(FilesTest, OnlyAFolderThatIsNotThereHasNoNames) {
  EXPECT_THAT(NamesIn(*files_, root_ + "/none"), IsOkAndHolds(IsEmpty()));
  ASSERT_THAT(files_->Publish(root_ + "/file", "in its place"), IsOk());
  EXPECT_THAT(NamesIn(*files_, root_), IsOkAndHolds(ElementsAre("file")));
  EXPECT_THAT(NamesIn(*files_, root_ + "/file"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(root_ + "/file")));
  EXPECT_THAT(files_->Read(root_), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(root_)));
}

TEST(LocalFilesTest, ADeviceThatDoesNotAnswerIsNotTakenForNothing) {
  const TemporaryFolder folder = *TemporaryFolder::Create("files");
  const std::string path = folder.path() + "/socket";
  const int device = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int opened = open(folder.path().c_str(), O_PATH | O_CLOEXEC);
  const std::string short_path = StrCat("/proc/self/fd/", opened, "/socket");  // An address has 108 bytes.
  sockaddr_un address = {.sun_family = AF_UNIX};
  short_path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(device, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_THAT(LocalFiles().Read(path), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(path))) << "ENXIO";
  close(opened);
  close(device);
}

TEST(LocalFilesTest, FullDiskIsNamed) {
  auto file = LocalFiles().OpenAppend("/dev/full");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT((*file)->Append("x"), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("/dev/full")));
}

TEST_P(FilesTest, RenamesAFolderWithAllThatIsInIt) {
  ASSERT_THAT(files_->MakeFolder(root_ + "/a/in"), IsOk());
  ASSERT_THAT(files_->Publish(root_ + "/a/in/file", "x"), IsOk());
  ASSERT_THAT(files_->Rename(root_ + "/a", root_ + "/b"), IsOk());
  EXPECT_EQ(Contents(root_ + "/b/in/file"), "x");
  EXPECT_THAT(files_->List(root_ + "/a"), NotFound(root_ + "/a"));
  EXPECT_THAT(files_->Rename(root_ + "/a", root_ + "/c"), NotFound(root_ + "/a"));
}

TEST_P(FilesTest, RenamesOntoNothingThatIsThere) {
  const auto is_there = StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(root_ + "/b"));
  ASSERT_THAT(files_->MakeFolder(root_ + "/a"), IsOk());
  ASSERT_THAT(files_->MakeFolder(root_ + "/b"), IsOk());
  EXPECT_THAT(files_->Rename(root_ + "/a", root_ + "/b"), is_there) << "an empty folder";
  ASSERT_THAT(files_->Publish(root_ + "/b/file", "x"), IsOk());
  EXPECT_THAT(files_->Rename(root_ + "/a", root_ + "/b"), is_there);
  ASSERT_THAT(files_->Publish(root_ + "/file", "y"), IsOk());
  EXPECT_THAT(files_->Rename(root_ + "/file", root_ + "/b/file"), is_there);
  EXPECT_EQ(Contents(root_ + "/b/file"), "x");
}

TEST_P(FilesTest, ChangesThingsThroughADoorUntilItIsRenamed) {
  const std::string door = root_ + "/door", path = root_ + "/file";
  ASSERT_THAT(files_->MakeFolder(door), IsOk());
  ASSERT_THAT(files_->PublishThrough(door, path, "one"), IsOk());
  ASSERT_THAT(files_->PublishThrough(door, path, "two"), IsOk());
  EXPECT_EQ(Contents(path), "two");
  ASSERT_THAT(files_->MakeFolder(root_ + "/tree/of"), IsOk());
  ASSERT_THAT(files_->RemoveThrough(door, root_ + "/tree"), IsOk());
  EXPECT_THAT(files_->RemoveThrough(door, root_ + "/tree"), IsOk()) << "it is gone";
  EXPECT_THAT(*files_->List(door), IsEmpty());
  EXPECT_THAT(files_->PublishThrough(door, root_ + "/nowhere/file", "x"), NotFound(root_ + "/nowhere"));

  ASSERT_THAT(files_->Rename(door, root_ + "/taken"), IsOk());
  const auto aborted = StatusIs(absl::StatusCode::kAborted, door + " is gone");
  EXPECT_THAT(files_->PublishThrough(door, path, "three"), aborted);
  EXPECT_THAT(files_->PublishThrough(door, root_ + "/new", "three"), aborted);
  EXPECT_THAT(files_->RemoveThrough(door, path), aborted);
  EXPECT_EQ(Contents(path), "two");
  EXPECT_THAT(*files_->List(root_), ElementsAre("file", "taken"));
}

TEST(LocalFilesTest, AKilledProcessLeavesNothingOfWhatItHadNotPublished) {
  auto folder = TemporaryFolder::Create("killed");
  const std::string path = folder->path() + "/file";
  int told[2];
  ASSERT_EQ(pipe(told), 0);
  for (int round = 0; round < 10; ++round) {
    const pid_t process = fork();
    if (process == 0) {
      const std::string contents(32 << 20, 'x');
      for (int i = 0;; ++i) {
        (void)!write(told[1], "x", 1);
        (void)LocalFiles().Publish(StrCat(path, i), contents);
        (void)LocalFiles().Remove(StrCat(path, i));
      }
    }
    char begun;
    for (int i = 0; i <= round % 3; ++i) ASSERT_EQ(read(told[0], &begun, 1), 1);
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
    const std::vector<std::string> names = *LocalFiles().List(folder->path());
    for (const std::string& name : names) EXPECT_FALSE(name.ends_with(".tmp")) << name;
  }
}

TEST(MemoryFilesTest, FullDiskTakesWhatFits) {
  MemoryFiles files;
  files.SetCapacity(5);
  auto file = files.OpenAppend("log");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT((*file)->Append("1234567"), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("log")));
  EXPECT_EQ(files.Read("log")->view(), "12345");
  EXPECT_THAT(files.Publish("meta", "x"), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("meta")));
}

TEST(MemoryFilesTest, WhatAFailedSyncWasToKeepIsThereUntilPowerIsLost) {
  MemoryFiles files;
  auto file = files.OpenAppend("log");
  ASSERT_THAT((*file)->Append("lost"), IsOk());
  files.SetSyncsFail(true);
  EXPECT_THAT((*file)->Sync().ToString(), HasSubstr("log"));
  EXPECT_FALSE(files.Publish("meta", "x").ok());
  files.SetSyncsFail(false);
  ASSERT_THAT((*file)->Append("kept"), IsOk());
  EXPECT_THAT((*file)->Sync(), IsOk());
  EXPECT_EQ(files.Read("log")->view(), "lostkept");
  SeededRandom random(1);
  EXPECT_TRUE(files.CrashWriterOf(**file, random));
  EXPECT_EQ(files.Read("log")->view(), std::string(4, '\0') + "kept");
}

TEST(MemoryFilesTest, AReadOnlyDiskChangesNothing) {
  MemoryFiles files;
  ASSERT_THAT(files.Publish("meta", "x"), IsOk());
  auto file = files.OpenAppend("log");
  files.SetReadOnly(true);
  auto refused = StatusIs(absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(files.Publish("meta", "y"), refused);
  EXPECT_THAT((*file)->Append("y"), refused);
  EXPECT_THAT(files.Truncate("meta", 0), refused);
  EXPECT_THAT(files.Remove("meta"), refused);
  EXPECT_THAT(files.RemoveTree("meta"), refused);
  EXPECT_THAT(files.Rename("meta", "other"), refused);
  EXPECT_THAT(files.MakeFolder("folder"), refused);
  EXPECT_EQ(files.Read("meta")->view(), "x");
}

TEST(MemoryFilesTest, CrashKeepsWhatWasSyncedAndTearsTheRest) {
  bool lost = false, zeroed = false, kept = false;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    MemoryFiles files;
    auto file = files.OpenAppend("log");
    ASSERT_THAT((*file)->Append("safe"), IsOk());
    ASSERT_THAT((*file)->Sync(), IsOk());
    ASSERT_THAT((*file)->Append("torn"), IsOk());
    SeededRandom random(seed);
    files.Crash(random);
    ASSERT_THAT((*file)->Append("nowhere"), IsOk());
    std::string left(files.Read("log")->view());
    ASSERT_EQ(left.substr(0, 4), "safe");
    ASSERT_LE(left.size(), 8u);
    lost |= left == "safe";
    kept |= left == "safetorn";
    zeroed |= left.find('\0') != std::string::npos;
  }
  EXPECT_TRUE(lost && kept && zeroed);
}

}  // namespace
}  // namespace sluice
