#include "common/fs/file_system.h"

#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/file_uri.h"
#include "common/fs/files.h"
#include "common/fs/glob.h"
#include "common/fs/temporary_folder.h"
#include "common/fs/visible_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Names = std::vector<std::string>;

TEST(FileUriTest, APathHasNoOptionsAndAQuestionMarkMayBeAWildcard) {
  const FileUri uri = ParseFileUri("s3://key:secret@bucket/a b/part-?.txt?region=x&endpoint_override=host:1");
  EXPECT_EQ(uri.scheme, "s3");
  EXPECT_EQ(uri.authority, "key:secret@bucket");
  EXPECT_EQ(uri.path, "/a b/part-?.txt");
  EXPECT_EQ(uri.options, "?region=x&endpoint_override=host:1");
  EXPECT_TRUE(IsFileUri("hdfs://node:8020/a"));
  EXPECT_FALSE(IsFileUri("file:///a"));
  EXPECT_FALSE(IsFileUri("/a://b"));
}

TEST(FileUriTest, NamesGoBeforeTheOptions) {
  EXPECT_EQ(ChildPath("s3://bucket?region=x", "a"), "s3://bucket/a?region=x");
  EXPECT_EQ(ChildPath("s3://bucket/a/?region=x", "b"), "s3://bucket/a/b?region=x");
  EXPECT_EQ(ChildPath("/a", "b?c=d"), "/a/b?c=d");
  EXPECT_EQ(FileName("s3://bucket/a/b?tls_ca=/c"), "b");
  EXPECT_EQ(FileName("/a/b?c=d"), "b?c=d");
}

TEST(FileUriTest, SecretsAreNotShown) {
  EXPECT_EQ(WithoutSecrets("s3://key:sec@ret@bucket/a?account_key=k"), "s3://bucket/a");
  EXPECT_EQ(WithoutSecrets("abfs://container@account/a@b"), "abfs://container@account/a@b");
  EXPECT_EQ(QualifiedPath("/data/in"), "file:/data/in");
  EXPECT_EQ(QualifiedPath("s3://key:sec@ret@bucket/a?account_key=k"), "s3://bucket/a");
}

TEST(VisibleFileTest, WhatProgramsWriteUnderAKnownNameIsNoDataYet) {
  for (const char* name : {"a._COPYING_",  "a.inprogress", "a.pending",    "a.tmp",      "a.temp",
                           "a_.gstmp",     "a.partial",    "a.rsync-tmp",  "a.filepart", "a.writing",
                           "a.uploading",  "a.part",       "a.crdownload", "a.crswap",   "a.download",
                           "a.opdownload", "a.incomplete", "a.aria2",      "a.ytdl",     "a.lftp-pget-status",
                           "a.!qB",        "a.!ut",        "a.bc!",        "a.swp",      "a.swo",
                           "a.swx",        "a~",           "~$a.txt",      "#a#",        ".#a",
                           ".a",           "_a",           "a.PART",       "/in/a.TMP",  "s3://b/in/a.part?region=x"}) {
    EXPECT_FALSE(IsVisibleFile(name)) << name;
  }
  for (const char* name : {"a", "a.new", "a.bak", "a.lock", "a.upload", "a.part-1", "part-00000", "a.download.txt",
                           "#a", "a#", "#", "~a", "$a", "a.tmp/b", "template"}) {
    EXPECT_TRUE(IsVisibleFile(name)) << name;
  }
}

// The same promises on a disk, in Arrow's memory, and on a disk through Arrow.
class FileSystemTest : public testing::TestWithParam<std::string> {
 protected:
  FileSystemTest() : root_(ChildPath(GetParam().empty() ? folder_.path() : GetParam(), NewName())) {
    files_ = *FileSystemOf(root_);
  }
  static std::string NewName() { return testing::UnitTest::GetInstance()->current_test_info()->name(); }
  std::string At(const std::string& name) const { return ChildPath(root_, name); }
  std::string Put(const std::string& name, const std::string& contents = "x") {
    EXPECT_THAT(files_->Publish(At(name), contents), IsOk());
    return At(name);
  }
  Names Found(const std::string& pattern) {
    Names names;
    auto found = Glob(At(pattern));
    EXPECT_THAT(found, IsOk());
    for (const FoundFile& file : *found) names.push_back(file.path.substr(WithoutOptions(root_).size() + 1));
    return names;
  }
  std::string Rest(const std::string& path, int64_t begin, int64_t end) {
    auto file = files_->Open(path, begin, end);
    EXPECT_THAT(file, IsOk());
    std::string rest(1'000'000, '\0');
    absl::StatusOr<size_t> read = (*file)->Read(rest.data(), rest.size());
    EXPECT_THAT(read, IsOk());
    return rest.substr(0, *read);
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("file-system");
  const std::string root_;
  FileSystem* files_;
};

INSTANTIATE_TEST_SUITE_P(AllKinds, FileSystemTest, testing::Values("", "mock:///tests"));

TEST_P(FileSystemTest, AFileIsReadFromAnyPlaceToItsEndWhateverEndWasExpected) {
  std::string text;
  for (int i = 0; text.size() < 700'000; ++i) text += std::to_string(i) + "\n";
  const std::string path = Put("a/b c%20d", text);
  EXPECT_EQ(*ReadWholeFile(path), text);
  for (int64_t begin : {0, 1, 500'000, 699'999, 800'000}) {
    for (int64_t end : {begin, begin + 10, int64_t{300'000}, int64_t{9'000'000}}) {
      const std::string expected = begin < text.size() ? text.substr(begin) : "";
      EXPECT_TRUE(Rest(path, begin, end) == expected) << begin << " " << end;
    }
  }
}

TEST_P(FileSystemTest, PublishingReplacesTheFileAndLeavesNothingElse) {
  Put("out/part", "former");
  Put("out/part", "this");
  EXPECT_EQ(*ReadWholeFile(At("out/part")), "this");
  EXPECT_THAT(Found("out/*"), ElementsAre("out/part"));
  EXPECT_THAT(files_->Remove(At("out/part")), IsOk());
  EXPECT_THAT(Found("out/*"), IsEmpty());
}

TEST_P(FileSystemTest, AListingTellsSizesTimesAndFolders) {
  const int64_t before = (time(nullptr) - 1) * 1000;
  Put("a", "12345");
  EXPECT_THAT(files_->MakeFolder(At("folder")), IsOk());
  std::vector<FoundFile> found = *Glob(At("*"));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].bytes, 5);
  EXPECT_GE(found[0].changed_millis, before);
  EXPECT_FALSE(found[0].is_folder);
  EXPECT_TRUE(found[1].is_folder);
  EXPECT_EQ(files_->Look(At("a"))->bytes, 5);
}

TEST_P(FileSystemTest, AGlobStandsForFilesAndFoldersInOrder) {
  for (const char* name : {"day=1/a", "day=1/b", "day=2/a", "day=2/.c", "other/a", "part-?x"}) Put(name);
  EXPECT_THAT(Found("day=*/a"), ElementsAre("day=1/a", "day=2/a"));
  EXPECT_THAT(Found("day=2/*"), ElementsAre("day=2/a"));
  EXPECT_THAT(Found("day=[!1]/*"), ElementsAre("day=2/a"));
  EXPECT_THAT(Found("{other,day=1}/{a,b}"), ElementsAre("day=1/a", "day=1/b", "other/a"));
  EXPECT_THAT(Found("{day={1,3},none}/a"), ElementsAre("day=1/a"));
  EXPECT_THAT(Found("day=?"), ElementsAre("day=1", "day=2"));
  EXPECT_THAT(Found("part-\\?x"), ElementsAre("part-?x"));
  EXPECT_THAT(Found("other/a/*"), IsEmpty());
  EXPECT_THAT(Found("none/*"), IsEmpty());
  EXPECT_THAT(Found("{a"), IsEmpty());
}

TEST_P(FileSystemTest, EachCharacterOfAGlobCanStandForItself) {
  for (const char* name : {"br{a}ce", "brace", "x,y", "[q]", "a{b", "c}d"}) Put(name);
  EXPECT_THAT(Found("br\\{a\\}ce"), ElementsAre("br{a}ce"));
  EXPECT_THAT(Found("br[{]a[}]ce"), ElementsAre("br{a}ce"));
  EXPECT_THAT(Found("br{a}ce"), ElementsAre("brace"));
  EXPECT_THAT(Found("{x\\,y,brace}"), ElementsAre("brace", "x,y"));
  EXPECT_THAT(Found("{x[,]y,c\\}d}"), ElementsAre("c}d", "x,y"));
  EXPECT_THAT(Found("{a\\{b,c[}]d}"), ElementsAre("a{b", "c}d"));
  EXPECT_THAT(Found("\\[q\\]"), ElementsAre("[q]"));
  EXPECT_THAT(Found("[[]q]"), ElementsAre("[q]"));
  EXPECT_THAT(Found("a{b"), ElementsAre("a{b"));
}

TEST_P(FileSystemTest, NamesThatAreNotMeantForReadersMustBeAskedFor) {
  for (const char* name : {"in/a", "in/a.tmp", "in/b._COPYING_", "in/c~", "in/_d", "in/.e", "in/_temporary/f"})
    Put(name);
  EXPECT_THAT(Found("in/*"), ElementsAre("in/a"));
  EXPECT_THAT(Found("in/?.*"), IsEmpty());
  EXPECT_THAT(Found("in/*.tmp"), ElementsAre("in/a.tmp"));
  EXPECT_THAT(Found("in/*._COPYING_"), ElementsAre("in/b._COPYING_"));
  EXPECT_THAT(Found("in/_*"), ElementsAre("in/_d", "in/_temporary"));
  EXPECT_THAT(Found("in/{c~,_d,.e}"), ElementsAre("in/.e", "in/_d", "in/c~"));
  EXPECT_THAT(Found("in/*/f"), IsEmpty());
}

TEST_P(FileSystemTest, TheHeadOfAFileIsReadFromAnywhere) {
  for (const std::string& text : {std::string("0123456789"), std::string(20'000'000, 'x') + "end"}) {
    const std::string path = Put("a", text);
    for (int64_t begin : {0, 1, 5, 9'000'000}) {
      for (int64_t end : {begin, begin + 3, int64_t{10'000'000}}) {
        auto file = files_->Open(path, begin, end);
        ASSERT_THAT(file, IsOk());
        EXPECT_EQ(*(*file)->Head(4), text.substr(0, 4)) << begin << " " << end;
        std::string next(3, '\0');
        const size_t bytes = *(*file)->Read(next.data(), next.size());
        EXPECT_EQ(next.substr(0, bytes), begin < text.size() ? text.substr(begin, 3) : "");
      }
    }
  }
  EXPECT_EQ(*(*files_->Open(Put("a", ""), 0, 0))->Head(4), "");
}

TEST_P(FileSystemTest, WhatIsNotThereIsNamed) {
  Put("a");
  const std::string path = At("gone");
  EXPECT_THAT(files_->Look(path), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)));
  EXPECT_THAT(files_->Open(path, 0, 1), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)));
  EXPECT_THAT(files_->Remove(path), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)));
  EXPECT_THAT(files_->List(path, [](FoundFile) {}), StatusIs(absl::StatusCode::kNotFound, HasSubstr(path)));
}

// Somebody who may read the names in a folder, and not look at what has them.
TEST(LocalFileSystemDeathTest, AFolderThatMayNotBeLookedIntoIsNotTakenForAnEmptyOne) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const TemporaryFolder folder = *TemporaryFolder::Create("file-system");
  ASSERT_THAT(LocalFiles().MakeFolder(folder.path() + "/closed"), IsOk());
  ASSERT_THAT(LocalFiles().Publish(folder.path() + "/closed/a", "a"), IsOk());
  auto list_as_nobody = [&folder] {
    constexpr uid_t kNobody = 65534;
    std::filesystem::current_path(folder.path());
    std::filesystem::permissions(".", std::filesystem::perms(0755));
    std::filesystem::permissions("closed", std::filesystem::perms(0444));
    if (geteuid() == 0 && setuid(kNobody) != 0) exit(2);
    const absl::Status listed = LocalFileSystem().List("closed", [](const FoundFile&) {});
    std::cerr << listed;
    exit(absl::IsPermissionDenied(listed) ? 0 : 1);
  };
  EXPECT_EXIT(list_as_nobody(), testing::ExitedWithCode(0), "") << "the error names closed/a";
}

TEST(RemoteFileSystemTest, AnUnknownSchemeIsNamedAndWhatIsKnown) {
  EXPECT_THAT(FileSystemOf("cloud://key:secret@bucket/a"),
              StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("cloud://bucket"), HasSubstr("s3, gs, hdfs"),
                                                                 Not(HasSubstr("cannot open cloud://key")))));
}

TEST(RemoteFileSystemTest, AServerThatIsNotThereIsNamedInTime) {
  setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
  setenv("AWS_ACCESS_KEY_ID", "key", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
  const std::string uri = "s3://bucket/a?region=us-east-1&scheme=http&endpoint_override=127.0.0.1:1";
  EXPECT_THAT((*FileSystemOf(uri))->Look(uri),
              StatusIs(absl::StatusCode::kUnavailable, AllOf(HasSubstr("s3://bucket/a"), HasSubstr("127.0.0.1"))));
}

// Ends as programs do, in a process of its own.
void OpenAndExit(const Names& uris) {
  for (const std::string& uri : uris) (void)FileSystemOf(uri);
  std::exit(0);
}

TEST(RemoteFileSystemDeathTest, AProgramEndsQuietlyWhateverBecameOfItsUris) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
  const std::string refused = "s3://", misspelt = "s3://bucket?regoin=x", good = "s3://bucket?region=us-east-1";
  for (const Names& uris : {Names{refused}, Names{misspelt, misspelt}, Names{"mock:///a", refused},
                            Names{refused, good}, Names{"cloud://x", good, refused}, Names{"mock:///a", good}}) {
    EXPECT_EXIT(OpenAndExit(uris), testing::ExitedWithCode(0), testing::IsEmpty());
  }
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(GlobTest, PatternsHoweverLongOrDeepAreAnsweredInTime) {
  const TemporaryFolder folder = *TemporaryFolder::Create("glob");
  const std::string root = folder.path() + "/", name(255, 'a');
  ASSERT_THAT(LocalFiles().Publish(root + name, ""), IsOk());
  EXPECT_THAT(Glob(root + Repeated("*a", 200) + "*b"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(*Glob(root + Repeated("*", 8'000)), SizeIs(1));
  EXPECT_THAT(Glob(root + Repeated("*/", 8'000)), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Glob(root + Repeated("[", 10'000)), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(*Glob(root + Repeated("{", 5'000) + name + Repeated("}", 5'000)), SizeIs(1));
  EXPECT_THAT(*Glob(root + Repeated("[", 8'000) + Repeated("{a,b}", 13)), IsEmpty());
  EXPECT_THAT(Glob(root + Repeated("{a,b}", 100)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("stand for more than 10000 paths")));
  EXPECT_THAT(Glob(root + Repeated("{a,b}", 13) + Repeated("{", 4'000) + Repeated("}", 4'000)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("or lie too deep in each other")));
  EXPECT_THAT(Glob(root + Repeated("{", 1'000'000)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a path is too long: bytes=10")));
}

}  // namespace
}  // namespace sluice
