#include "role/python/program_files.h"

#include "common/base/status_matchers.h"
#include "common/fs/files.h"
#include "common/settings/python.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::HasSubstr;

PythonProgram Example() {
  PythonProgram program{.script = "/src/words.py", .working_folder = "/srv/words"};
  program.conf.Set(settings::kProgramModules.key, "/src/one.py,/src/two.zip");
  program.conf.Set(settings::kProgramFiles.key, "file:/data/stop.txt#words.txt, /data/list");
  program.conf.Set(settings::kProgramArchives.key, "/data/things.tar.gz#things,/data/more.zip");
  return program;
}

TEST(ProgramFilesTest, AProgramTravelsAndFindsItsFilesWhereTheyAre) {
  absl::StatusOr<PackedProgram> packed = FilesOf(Example());
  ASSERT_THAT(packed, IsOk());
  std::vector<std::string> names;
  for (PackedFile& file : packed->files) {
    names.push_back(file.path_in_folder + " " + file.path);
    file.path = "/there/" + file.path_in_folder;
  }
  EXPECT_THAT(names, testing::ElementsAre("script/words.py /src/words.py", "modules/one.py /src/one.py",
                                          "modules/two.zip /src/two.zip", "files/words.txt /data/stop.txt",
                                          "files/list /data/list", "archives/things/things.tar.gz /data/things.tar.gz",
                                          "archives/more.zip/more.zip /data/more.zip"));
  PythonProgram there;
  AddFiles(*packed, there);
  EXPECT_EQ(there.script, "/there/script/words.py");
  EXPECT_EQ(there.working_folder, "/srv/words");
  EXPECT_EQ(there.conf.Get(settings::kProgramModules), "/there/modules/one.py,/there/modules/two.zip");
  EXPECT_EQ(there.conf.Get(settings::kProgramFiles), "/there/files/words.txt,/there/files/list");
  EXPECT_EQ(there.conf.Get(settings::kProgramArchives),
            "/there/archives/things/things.tar.gz#things,/there/archives/more.zip/more.zip#more.zip");
}

TEST(ProgramFilesTest, WhatIsNotThereIsNamedBeforeAnythingRuns) {
  const std::string script = testing::TempDir() + "/words.py";
  ASSERT_THAT(LocalFiles().Publish(script, ""), IsOk());
  EXPECT_THAT(CheckFiles({.script = script}), IsOk());
  EXPECT_THAT(CheckFiles({.script = script + "x"}), StatusIs(absl::StatusCode::kNotFound, HasSubstr("words.pyx")));
  EXPECT_THAT(CheckFiles({.script = testing::TempDir()}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("folder")));
  PythonProgram remote{.script = script};
  remote.conf.Set(settings::kProgramFiles.key, "s3://bucket/list");
  EXPECT_THAT(CheckFiles(remote), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("s3://bucket/list")));
  PythonProgram archive{.script = script};
  archive.conf.Set(settings::kProgramArchives.key, script);
  EXPECT_THAT(CheckFiles(archive), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(".tar.gz")));
}

}  // namespace
}  // namespace sluice
