#include "common/fs/objects/object_files.h"

#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/base/str_cat.h"
#include "common/fs/objects/memory_object_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ObjectFilesTest : public testing::Test {
 protected:
  void SetUp() override { Take(1); }

  // Somebody takes the lease; what follows is in his view.
  void Take(int64_t holder) {
    ASSERT_THAT(ObjectView::Begin(store_, "dir/", holder), IsOk());
    holder_ = holder;
  }
  std::string Path(const std::string& name) const { return PathOf(holder_, name); }
  static std::string PathOf(int64_t holder, const std::string& name) {
    return StrCat(InViewOf(holder, InNewestView("s3://bucket/dir")), "/", name);
  }
  std::string Contents(const std::string& path) {
    absl::StatusOr<Buffer> bytes = files_.Read(path);
    EXPECT_THAT(bytes, IsOk());
    return bytes.ok() ? std::string(bytes->view()) : "";
  }
  void Append(const std::string& path, const std::string& text) {
    auto file = files_.OpenAppend(path);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT((*file)->Append(text), IsOk());
    ASSERT_THAT((*file)->Sync(), IsOk());
  }

  MemoryObjectStore store_;
  ObjectFiles files_{[this](const FileUri&) { return &store_; }};
  int64_t holder_ = 0;
};

TEST_F(ObjectFilesTest, PublishReplacesAndLeavesNothingElseBehind) {
  ASSERT_THAT(files_.Publish(Path("meta"), "old"), IsOk());
  ASSERT_THAT(files_.Publish(Path("meta"), "new"), IsOk());
  ASSERT_THAT(files_.Publish(Path("state/counts/3"), "x"), IsOk());
  EXPECT_EQ(Contents(Path("meta")), "new");
  EXPECT_THAT(files_.List(Path("state")), IsOkAndHolds(ElementsAre("counts")));
  EXPECT_THAT(store_.Keys(), ElementsAre("dir/lease/1/inherited", "dir/meta~1", "dir/state/counts/3~1"));
}

TEST_F(ObjectFilesTest, WhatIsSyncedIsThereAndWhatIsNotIsNot) {
  auto file = files_.OpenAppend(Path("log"));
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(Contents(Path("log")), "");
  ASSERT_THAT((*file)->Append("one "), IsOk());
  ASSERT_THAT((*file)->Sync(), IsOk());
  ASSERT_THAT((*file)->Append("two"), IsOk());
  EXPECT_EQ(Contents(Path("log")), "one ");
  ASSERT_THAT((*file)->Sync(), IsOk());
  EXPECT_EQ(Contents(Path("log")), "one two");
}

TEST_F(ObjectFilesTest, ALogOfSmallRecordsIsOfFewObjectsAndOneOfLargeOnesIsReadInParts) {
  std::string all;
  auto file = files_.OpenAppend(Path("log"));
  for (int i = 0; i < 1000; ++i) {
    const std::string text = StrCat(i, std::string(1000, '.'));
    all += text;
    ASSERT_THAT((*file)->Append(text), IsOk());
    ASSERT_THAT((*file)->Sync(), IsOk());
  }
  EXPECT_LE(store_.Keys().size(), 6);
  EXPECT_EQ(Contents(Path("log")), all);
  for (const auto& [from, bytes] : {std::pair(0, 10), {300'000, 500'000}, {262'000, 1000}, {1'000'000, 100'000}}) {
    EXPECT_EQ(files_.ReadPart(Path("log"), from, bytes)->view(), all.substr(from, bytes)) << from;
  }
}

TEST_F(ObjectFilesTest, AppendsBehindWhatIsThereAndIsCutAnywhere) {
  for (int64_t cut = 0; cut <= 12; ++cut) {
    const std::string path = Path(StrCat("log", cut));
    for (const char* part : {"one ", "two ", "four"}) Append(path, part);
    ASSERT_THAT(files_.Truncate(path, cut), IsOk());
    EXPECT_EQ(Contents(path), std::string("one two four").substr(0, cut));
    Append(path, "!");
    EXPECT_EQ(Contents(path), std::string("one two four").substr(0, cut) + "!");
  }
}

TEST_F(ObjectFilesTest, OfTwoWhoAppendTheLaterOneIsTold) {
  auto one = files_.OpenAppend(Path("log"));
  auto other = files_.OpenAppend(Path("log"));
  ASSERT_THAT((*one)->Append("one"), IsOk());
  ASSERT_THAT((*one)->Sync(), IsOk());
  ASSERT_THAT((*other)->Append("other"), IsOk());
  EXPECT_THAT((*other)->Sync(), StatusIs(absl::StatusCode::kAborted, HasSubstr("dir/log")));
  EXPECT_THAT((*other)->Sync(), StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Contents(Path("log")), "one");
}

TEST_F(ObjectFilesTest, FoldersGoWithTheirContents) {
  for (const char* name : {"a/b/file", "ab", "a"}) ASSERT_THAT(files_.Publish(Path(name), "x"), IsOk());
  Append(Path("a/log"), "x");
  ASSERT_THAT(files_.RemoveTree(Path("a")), IsOk());
  ASSERT_THAT(files_.RemoveTree(Path("a")), IsOk());
  EXPECT_THAT(files_.List(Path("a")), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(Contents(Path("ab")), "x");
}

TEST_F(ObjectFilesTest, WhatIsMissingIsNamed) {
  const auto missing = StatusIs(absl::StatusCode::kNotFound, HasSubstr("s3://bucket/dir/missing"));
  EXPECT_THAT(files_.Read(Path("missing")), missing);
  EXPECT_THAT(files_.Remove(Path("missing")), missing);
  EXPECT_THAT(files_.Truncate(Path("missing"), 0), missing);
  Append(Path("log"), "one");
  Append(Path("log"), "two");
  Append(Path("log"), "four");
  ASSERT_THAT(store_.Remove("dir/log~1@0000000000000000003"), IsOk());
  EXPECT_THAT(files_.Read(Path("log")), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("log offset=3")));
}

TEST_F(ObjectFilesTest, WhatAFormerHolderWritesCountsUntilSomebodyElseTakesTheLease) {
  ASSERT_THAT(files_.Publish(Path("kept"), "by 1"), IsOk());
  ASSERT_THAT(files_.Publish(Path("both"), "by 1"), IsOk());
  Append(Path("log"), "by 1 ");
  auto log = files_.OpenAppend(Path("log"));
  Take(2);
  ASSERT_THAT(files_.Publish(PathOf(1, "late"), "by 1"), IsOk());
  ASSERT_THAT(files_.Publish(PathOf(2, "both"), "by 2"), IsOk());
  ASSERT_THAT((*log)->Append("late"), IsOk());
  (*log)->Sync().IgnoreError();
  EXPECT_EQ(Contents(Path("kept")), "by 1");
  EXPECT_EQ(Contents(Path("both")), "by 2");
  EXPECT_EQ(Contents(Path("log")), "by 1 ");
  EXPECT_THAT(files_.Read(Path("late")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(files_.List(PathOf(2, "")), IsOkAndHolds(Not(Contains("late"))));
  Append(Path("log"), "by 2");
  EXPECT_EQ(Contents(Path("log")), "by 1 by 2");

  Take(3);
  EXPECT_EQ(Contents(Path("kept")), "by 1");
  EXPECT_EQ(Contents(Path("both")), "by 2");
  EXPECT_EQ(Contents(Path("log")), "by 1 by 2");
  EXPECT_THAT(files_.Read(Path("late")), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store_.Keys(), Not(Contains("dir/late~1"))) << "what never counts is removed";
}

TEST_F(ObjectFilesTest, AFormerHolderRemovesNothingOfTheNext) {
  ASSERT_THAT(files_.Publish(Path("state/1"), "by 1"), IsOk());
  Take(2);
  ASSERT_THAT(files_.Publish(Path("state/2"), "by 2"), IsOk());
  ASSERT_THAT(files_.RemoveTree(PathOf(1, "state")), IsOk());
  EXPECT_EQ(Contents(Path("state/2")), "by 2");
}

TEST_F(ObjectFilesTest, WhoHasNoLeaseReadsWhatTheNewestHolderSeesAndWritesNothing) {
  ASSERT_THAT(files_.Publish(Path("file"), "by 1"), IsOk());
  Take(2);
  ASSERT_THAT(files_.Publish(PathOf(1, "late"), "by 1"), IsOk());
  const std::string newest = InNewestView("s3://bucket/dir");
  EXPECT_EQ(Contents(newest + "/file"), "by 1");
  EXPECT_THAT(files_.Read(newest + "/late"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(files_.Publish(newest + "/file", "x"), StatusIs(absl::StatusCode::kFailedPrecondition));
}

// A former holder goes on while the next one looks: what was there first is not left out beside what came later.
TEST_F(ObjectFilesTest, WhatCountsIsWhatWasThereAtOneMoment) {
  int listings = 0;
  store_.SetBefore([&](const std::string& request) {
    if (request != "LIST dir/" || ++listings != 2) return absl::OkStatus();
    return files_.Publish(PathOf(1, "state"), "by 1");
  });
  ASSERT_THAT(files_.Publish(PathOf(1, "first"), "by 1"), IsOk());
  Take(2);
  store_.SetBefore(nullptr);
  EXPECT_GE(listings, 3);
  EXPECT_EQ(Contents(Path("state")), "by 1");
}

TEST_F(ObjectFilesTest, ATakerWhoDiesBeforeHeSaysWhatCountsHasChangedNothing) {
  ASSERT_THAT(files_.Publish(PathOf(1, "file"), "by 1"), IsOk());
  Take(3);
  EXPECT_EQ(Contents(Path("file")), "by 1");
}

}  // namespace
}  // namespace sluice
