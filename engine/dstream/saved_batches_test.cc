// What a former run has saved is found, or it is said that nobody can say what that is.
#include "engine/dstream/saved_batches.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNull;
using testing::NotNull;
using testing::Optional;

constexpr char kFolder[] = "/checkpoint/batches/0";

class SavedBatchesTest : public testing::Test {
 protected:
  // What the holder of the lease with that token has.
  SavedBatches Of(int64_t token) {
    RddFiles files;
    files.load = [this](const std::string& folder) {
      loaded_.push_back(folder);
      return std::make_shared<RddNode>();
    };
    files.save = [this](const Rdd&, const std::optional<BatchKey>&, const std::string& folder) {
      saved_.push_back(folder);
    };
    return {{files_, kFolder, token}, files};
  }
  void Put(const std::string& path) {
    const std::string full = kFolder + path;
    ASSERT_THAT(files_->MakeFolder(full.substr(0, full.rfind('/'))), IsOk());
    ASSERT_THAT(files_->Publish(full, ""), IsOk());
  }
  void PutBatch(const std::string& folder, int parts) {
    for (const std::string& name : SavedBatchName{.parts = parts}.Files()) Put(folder + "/" + name);
  }
  static auto IsGone(const std::string& path) {
    return StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("no such file: " + (kFolder + path)),
                                                       HasSubstr("bring it back, or remove the folder")));
  }
  static auto CannotSay(const std::string& path) {
    return StatusIs(absl::StatusCode::kFailedPrecondition,
                    AllOf(HasSubstr(path), HasSubstr("make the folder readable, or begin anew")));
  }

  const std::shared_ptr<MemoryFiles> files_ = std::make_shared<MemoryFiles>();
  std::vector<std::string> loaded_, saved_;
};

TEST_F(SavedBatchesTest, OfThoseThatAreWholeTheNewestHoldersIsLoaded) {
  PutBatch("/1000-1-1", 1);
  PutBatch("/1000-2-3", 3);
  Put("/1000-3-1/part-00000");
  EXPECT_THAT(Of(3).Load(BatchTime(1000)), IsOkAndHolds(NotNull()));
  EXPECT_THAT(loaded_, ElementsAre(HasSubstr("/1000-2-3")));
  EXPECT_THAT(Of(3).HolderOf(BatchTime(1000)), IsOkAndHolds(Optional(Eq(2))));
  EXPECT_THAT(Of(3).HolderOf(BatchTime(2000)), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(Of(3).Newest(), IsOkAndHolds(Optional(Eq(BatchTime(1000)))));
}

TEST_F(SavedBatchesTest, WhatIsSavedAgainTakesThePlaceOfWhatItsHolderHadSaved) {
  PutBatch("/1000-1-1", 1);
  PutBatch("/1000-2-3", 3);
  PutBatch("/2000-2-1", 1);
  auto rdd = std::make_shared<RddNode>();
  rdd->partitions = 2;
  Of(2).Save(BatchTime(1000), rdd);
  EXPECT_THAT(saved_, ElementsAre(HasSubstr("/1000-2-2")));
  EXPECT_THAT(files_->List(kFolder), IsOkAndHolds(ElementsAre("1000-1-1", "2000-2-1")));
}

TEST_F(SavedBatchesTest, WhereNoFolderIsNothingWasSaved) {
  EXPECT_THAT(Of(1).Load(BatchTime(1000)), IsOkAndHolds(IsNull()));
  EXPECT_THAT(Of(1).LoadOneOfAll(BatchTime(1000)), IsOkAndHolds(IsNull()));
  EXPECT_THAT(Of(1).Newest(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(Of(1).RemoveUntil(BatchTime(1000)), IsOk());
}

TEST_F(SavedBatchesTest, AFileThatIsGoneIsNamed) {
  PutBatch("/1000-1-3", 3);
  for (const std::string part : {"/1000-1-3/part-00000", "/1000-1-3/part-00001", "/1000-1-3/part-00002"}) {
    ASSERT_THAT(files_->Remove(kFolder + part), IsOk());
    EXPECT_THAT(Of(1).Load(BatchTime(1000)), IsGone(part));
    Put(part);
  }
  EXPECT_THAT(Of(1).Load(BatchTime(1000)), IsOkAndHolds(NotNull()));
}

TEST_F(SavedBatchesTest, OfAStreamThatHasSavedABatchALaterOneThatIsGoneIsNamed) {
  PutBatch("/1000-1-1", 1);
  EXPECT_THAT(Of(1).LoadOneOfAll(BatchTime(2000)), IsGone("/2000-*"));
  EXPECT_THAT(Of(1).LoadOneOfAll(BatchTime(500)), IsOkAndHolds(IsNull())) << "it began later";
  EXPECT_THAT(Of(1).Load(BatchTime(2000)), IsOkAndHolds(IsNull())) << "others save what they have";
}

TEST_F(SavedBatchesTest, AFolderThatCannotBeListedIsAnErrorThatNamesIt) {
  ASSERT_THAT(files_->MakeFolder("/checkpoint/batches"), IsOk());
  ASSERT_THAT(files_->Publish(kFolder, "in its place"), IsOk());
  EXPECT_THAT(Of(1).Load(BatchTime(1000)), CannotSay(kFolder));
  EXPECT_THAT(Of(1).Newest(), CannotSay(kFolder));
  EXPECT_THAT(Of(1).RemoveUntil(BatchTime(1000)), CannotSay(kFolder));
}

TEST_F(SavedBatchesTest, ABatchWhoseFolderCannotBeListedIsAnErrorThatNamesIt) {
  PutBatch("/1000-1-1", 1);
  Put("/1000-2-1");
  EXPECT_THAT(Of(2).Load(BatchTime(1000)), CannotSay("/1000-2-1")) << "the former holder's is not taken for it";
  EXPECT_THAT(loaded_, IsEmpty());
  EXPECT_THAT(Of(2).Load(BatchTime(2000)), IsOkAndHolds(IsNull()));
}

TEST(SavedBatchNameTest, IsReadAsItIsWritten) {
  const std::optional<SavedBatchName> parsed = SavedBatchName::Parse("1000-7-2");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->ToString(), "1000-7-2");
  EXPECT_THAT(parsed->Files(), ElementsAre("part-00000", "part-00001", "_SUCCESS"));
  for (const char* other : {"", "1000", "1000-7", "1000-7-", "1000-7-2-1", "a-7-2", "1000-7--2"}) {
    EXPECT_EQ(SavedBatchName::Parse(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace sluice
