#include "common/fs/renamed_file.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

// A disk on which something happens before each time that it is asked.
class BusyFileSystem : public FileSystem {
 public:
  std::vector<std::function<void()>> before_looks, before_listings, before_openings;

  absl::StatusOr<FoundFile> Look(const std::string& path) override {
    Happen(before_looks);
    return disk_.Look(path);
  }
  absl::Status List(const std::string& folder, absl::FunctionRef<void(FoundFile)> found) override {
    Happen(before_listings);
    return disk_.List(folder, found);
  }
  absl::StatusOr<std::unique_ptr<FileReader>> Open(const std::string& path, int64_t begin, int64_t end) override {
    Happen(before_openings);
    return disk_.Open(path, begin, end);
  }
  absl::Status Publish(const std::string& path, std::string_view contents) override {
    return disk_.Publish(path, contents);
  }
  absl::Status Remove(const std::string& path) override { return disk_.Remove(path); }
  absl::Status MakeFolder(const std::string& path) override { return disk_.MakeFolder(path); }

 private:
  static void Happen(std::vector<std::function<void()>>& what) {
    if (what.empty()) return;
    what.front()();
    what.erase(what.begin());
  }

  FileSystem& disk_ = LocalFileSystem();
};

class RenamedFileTest : public testing::Test {
 protected:
  RenamedFileTest() { Write("a", "found"); }
  void Write(const std::string& name, const std::string& text) { std::ofstream(At(name)) << text; }
  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  std::function<void()> Rename(const std::string& from, const std::string& to) {
    return [this, from, to] { std::filesystem::rename(At(from), At(to)); };
  }
  absl::StatusOr<std::string> TextOf(const FoundFile& found) {
    absl::StatusOr<std::unique_ptr<FileReader>> file = OpenFound(files_, found, 0, found.bytes);
    if (!file.ok()) return file.status();
    return (*file)->Head(100);
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("renamed-file");
  BusyFileSystem files_;
};

TEST_F(RenamedFileTest, AFileIsFollowedWheneverItIsRenamed) {
  const FoundFile found = *LocalFileSystem().Look(At("a"));
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  files_.before_looks = {Rename("a", "b")};
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  files_.before_listings = {Rename("b", "c")};
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  files_.before_openings = {Rename("c", "d"), Rename("d", "e"), Rename("e", ".f")};
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  EXPECT_TRUE(files_.before_openings.empty());
  files_.before_openings = {Rename(".f", "a")};
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
}

TEST_F(RenamedFileTest, AFileThatIsRenamedWithoutEndIsGivenUp) {
  const FoundFile found = *LocalFileSystem().Look(At("a"));
  for (int i = 0; i < 100; ++i) {
    files_.before_openings.push_back(i % 2 == 0 ? Rename("a", "b") : Rename("b", "a"));
  }
  EXPECT_THAT(TextOf(found), StatusIs(absl::StatusCode::kNotFound, HasSubstr("cannot open " + folder_.path())));
}

TEST_F(RenamedFileTest, AFileThatIsNowhereIsNamed) {
  const FoundFile found = *LocalFileSystem().Look(At("a"));
  std::filesystem::remove(At("a"));
  Write("b", "other");
  EXPECT_THAT(TextOf(found), StatusIs(absl::StatusCode::kNotFound, HasSubstr("cannot open " + At("a"))));
}

TEST_F(RenamedFileTest, OfTwoFilesThatHadItsNameTheFoundOneIsReadIfTheOtherIsShorter) {
  const FoundFile found = *LocalFileSystem().Look(At("a"));
  std::filesystem::rename(At("a"), At("a.1"));
  Write("a", "new");
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  std::filesystem::remove(At("a.1"));
  EXPECT_THAT(TextOf(found), IsOkAndHolds("new"));  // Whoever reads it sees that it is too short.
}

// As in object stores, where nothing is renamed.
TEST_F(RenamedFileTest, AFileWithoutAnInodeGoesByItsName) {
  FoundFile found = *LocalFileSystem().Look(At("a"));
  EXPECT_NE(found.inode, 0u);
  found.inode = 0;
  std::filesystem::rename(At("a"), At("b"));
  EXPECT_THAT(TextOf(found), StatusIs(absl::StatusCode::kNotFound, HasSubstr(At("a"))));
}

// Disks that do not tell when files were made.
TEST_F(RenamedFileTest, WithoutATimeOfMakingAFileIsKnownByItsSizeAndLastChange) {
  FoundFile found = *LocalFileSystem().Look(At("a"));
  found.made_nanos = 0;
  std::filesystem::rename(At("a"), At("b"));
  EXPECT_THAT(TextOf(found), IsOkAndHolds("found"));
  Write("b", "found and more");
  EXPECT_THAT(TextOf(found), StatusIs(absl::StatusCode::kNotFound, HasSubstr(At("a"))));
}

TEST_F(RenamedFileTest, ALinkIsNotTheFileItLeadsTo) {
  std::filesystem::create_symlink(At("a"), At("link"));
  EXPECT_EQ(LocalFileSystem().Look(At("link"))->inode, 0u);
  EXPECT_EQ(LocalFileSystem().Look(At("link"))->bytes, 5);
}

}  // namespace
}  // namespace sluice
