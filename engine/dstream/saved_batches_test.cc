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
    return {{files_, kFolder, token}, files};
  }
  void Put(const std::string& path) {
    const std::string full = kFolder + path;
    ASSERT_THAT(files_->MakeFolder(full.substr(0, full.rfind('/'))), IsOk());
    ASSERT_THAT(files_->Publish(full, ""), IsOk());
  }
  static auto CannotSay(const std::string& path) {
    return StatusIs(absl::StatusCode::kFailedPrecondition,
                    AllOf(HasSubstr(path), HasSubstr("make the folder readable, or begin anew")));
  }

  const std::shared_ptr<MemoryFiles> files_ = std::make_shared<MemoryFiles>();
  std::vector<std::string> loaded_;
};

TEST_F(SavedBatchesTest, OfThoseThatAreWholeTheNewestHoldersIsLoaded) {
  Put("/1000-1/_SUCCESS");
  Put("/1000-2/_SUCCESS");
  Put("/1000-3/part-00000");
  EXPECT_THAT(Of(3).Load(BatchTime(1000)), IsOkAndHolds(NotNull()));
  EXPECT_THAT(loaded_, ElementsAre(HasSubstr("/1000-2")));
  EXPECT_THAT(Of(3).Newest(), IsOkAndHolds(Optional(Eq(BatchTime(1000)))));
}

TEST_F(SavedBatchesTest, WhereNoFolderIsNothingWasSaved) {
  EXPECT_THAT(Of(1).Load(BatchTime(1000)), IsOkAndHolds(IsNull()));
  EXPECT_THAT(Of(1).Newest(), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(Of(1).RemoveUntil(BatchTime(1000)), IsOk());
}

TEST_F(SavedBatchesTest, AFolderThatCannotBeListedIsAnErrorThatNamesIt) {
  ASSERT_THAT(files_->MakeFolder("/checkpoint/batches"), IsOk());
  ASSERT_THAT(files_->Publish(kFolder, "in its place"), IsOk());
  EXPECT_THAT(Of(1).Load(BatchTime(1000)), CannotSay(kFolder));
  EXPECT_THAT(Of(1).Newest(), CannotSay(kFolder));
  EXPECT_THAT(Of(1).RemoveUntil(BatchTime(1000)), CannotSay(kFolder));
}

TEST_F(SavedBatchesTest, ABatchWhoseFolderCannotBeListedIsAnErrorThatNamesIt) {
  Put("/1000-1/_SUCCESS");
  Put("/1000-2");
  EXPECT_THAT(Of(2).Load(BatchTime(1000)), CannotSay("/1000-2")) << "the former holder's is not taken for it";
  EXPECT_THAT(loaded_, IsEmpty());
  EXPECT_THAT(Of(2).Load(BatchTime(2000)), IsOkAndHolds(IsNull()));
}

}  // namespace
}  // namespace sluice
