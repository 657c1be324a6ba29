#include "role/python/packed_program.h"

#include <string>

#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

class PackedProgramTest : public testing::Test {
 protected:
  PackedProgramTest() {
    EXPECT_THAT(LocalFiles().MakeFolder(folder_), IsOk());
    Write("executable", "an executable");
    Write("words.py", "print('words')\n");
    Write("empty", "");
  }
  ~PackedProgramTest() override { LocalFiles().RemoveTree(folder_).IgnoreError(); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  void Write(const std::string& name, const std::string& text) {
    EXPECT_THAT(LocalFiles().Publish(Path(name), text), IsOk());
  }
  std::string Read(const std::string& path) { return std::string(LocalFiles().Read(path)->view()); }
  PackedProgram Program() const {
    return {.working_folder = "/srv/words",
            .files = {{.path_in_folder = "script/words.py", .path = Path("words.py")},
                      {.path_in_folder = "files/none", .path = Path("empty")}}};
  }

  const std::string folder_ = testing::TempDir() + "/packed";
};

TEST_F(PackedProgramTest, WhatIsPackedIsUnpacked) {
  ASSERT_THAT(PackProgram(Program(), Path("executable"), Path("target")), IsOk());
  EXPECT_EQ(Read(Path("target")).substr(0, 13), "an executable");
  EXPECT_TRUE(HasProgram(Path("target")));
  EXPECT_FALSE(HasProgram(Path("executable")));
  EXPECT_FALSE(HasProgram(Path("empty")));
  EXPECT_FALSE(HasProgram(Path("not_there")));
  const absl::StatusOr<PackedProgram> found = UnpackProgram(Path("target"), Path("unpacked"));
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->working_folder, "/srv/words");
  ASSERT_EQ(found->files.size(), 2);
  EXPECT_EQ(found->files[0].path, Path("unpacked/script/words.py"));
  EXPECT_EQ(Read(Path("unpacked/script/words.py")), "print('words')\n");
  EXPECT_EQ(Read(Path("unpacked/files/none")), "");
}

TEST_F(PackedProgramTest, OneByteOfAScriptMakesAnotherFile) {
  ASSERT_THAT(PackProgram(Program(), Path("executable"), Path("target")), IsOk());
  const std::string former = Read(Path("target"));
  Write("words.py", "print('WORDS')\n");
  ASSERT_THAT(PackProgram(Program(), Path("executable"), Path("target")), IsOk());
  EXPECT_NE(Read(Path("target")), former);
}

TEST_F(PackedProgramTest, WhatCannotBePackedIsNamed) {
  PackedProgram twice = Program();
  twice.files[1].path_in_folder = "script/words.py";
  EXPECT_THAT(PackProgram(twice, Path("executable"), Path("target")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("two of the files are named words.py")));
  PackedProgram folder = Program();
  folder.files[0].path = folder_;
  EXPECT_THAT(PackProgram(folder, Path("executable"), Path("target")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a folder")));
  PackedProgram missing = Program();
  missing.files[0].path = Path("not_there");
  EXPECT_THAT(PackProgram(missing, Path("executable"), Path("target")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("not_there")));
}

TEST_F(PackedProgramTest, EveryDamageIsFoundAndNothingIsWrittenOutside) {
  ASSERT_THAT(PackProgram(Program(), Path("executable"), Path("target")), IsOk());
  const std::string whole = Read(Path("target"));
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    Write("damaged", damaged);
    (void)UnpackProgram(Path("damaged"), Path("other"));  // It may be what it looks like; it ends.
    Write("cut", whole.substr(0, at));
    EXPECT_FALSE(UnpackProgram(Path("cut"), Path("other")).ok());
  }
  PackedProgram outside = Program();
  outside.files[0].path_in_folder = "../outside";
  ASSERT_THAT(PackProgram(outside, Path("executable"), Path("target")), IsOk());
  EXPECT_THAT(UnpackProgram(Path("target"), Path("other")), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace sluice
