#include "common/fs/fenced_files.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

constexpr char kLost[] = "somebody else has it";

class FencedFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(disk_.MakeFolder("/dir/door"), IsOk());
    ASSERT_THAT(disk_.Publish("/dir/there", "x"), IsOk());
  }
  // Another owner takes the door away, of which the question knows nothing yet.
  void TakeDoor() { ASSERT_THAT(disk_.Rename("/dir/door", "/dir/other"), IsOk()); }

  MemoryFiles disk_;
  absl::Status allowed_;
  FencedFiles files_{disk_, "/dir/door", [this] { return allowed_; }};
};

TEST_F(FencedFilesTest, ChangesWhatItsOwnerMay) {
  EXPECT_THAT(files_.Publish("/dir/new", "1"), IsOk());
  auto log = files_.OpenAppend("/dir/log");
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT((*log)->Append("one "), IsOk());
  EXPECT_THAT((*files_.OpenAppend("/dir/log"))->Append("two"), IsOk());
  EXPECT_EQ(files_.Read("/dir/log")->view(), "one two");
  EXPECT_THAT(files_.Remove("/dir/there"), IsOk());
  EXPECT_THAT(*disk_.List("/dir"), ElementsAre("door", "log", "new"));
  EXPECT_THAT(*disk_.List("/dir/door"), ElementsAre());
}

TEST_F(FencedFilesTest, ChangesNothingThatItsOwnerMayNot) {
  auto log = files_.OpenAppend("/dir/log");
  ASSERT_THAT(log, IsOk());
  allowed_ = absl::FailedPreconditionError(kLost);
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition, kLost);
  EXPECT_THAT(files_.Publish("/dir/new", "1"), refused);
  EXPECT_THAT(files_.OpenAppend("/dir/other log"), refused);
  EXPECT_THAT((*log)->Append("x"), refused);
  EXPECT_THAT(files_.Truncate("/dir/there", 0), refused);
  EXPECT_THAT(files_.Remove("/dir/there"), refused);
  EXPECT_THAT(files_.RemoveTree("/dir"), refused);
  EXPECT_THAT(files_.MakeFolder("/dir/folder"), refused);
  EXPECT_THAT(files_.Rename("/dir/there", "/dir/here"), refused);
  EXPECT_THAT(*disk_.List("/dir"), ElementsAre("door", "log", "there"));
  EXPECT_EQ(files_.Read("/dir/there")->view(), "x");
}

// What a process does that was stopped between the question and the change.
TEST_F(FencedFilesTest, ChangesNothingOnceItsDoorIsGoneThoughItWasAllowed) {
  TakeDoor();
  const auto aborted = StatusIs(absl::StatusCode::kAborted, "/dir/door is gone");
  EXPECT_THAT(files_.Publish("/dir/there", "1"), aborted);
  EXPECT_THAT(files_.OpenAppend("/dir/log"), aborted);
  EXPECT_THAT(files_.Remove("/dir/there"), aborted);
  EXPECT_THAT(files_.RemoveTree("/dir/there"), aborted);
  EXPECT_THAT(*disk_.List("/dir"), ElementsAre("other", "there"));
  EXPECT_EQ(disk_.Read("/dir/there")->view(), "x");
}

TEST_F(FencedFilesTest, SaysWhoHasItNowWhenTheDoorIsGone) {
  int asked = 0;
  FencedFiles files(disk_, "/dir/door", [&] { return ++asked == 1 ? absl::OkStatus() : absl::AbortedError(kLost); });
  TakeDoor();
  EXPECT_THAT(files.Publish("/dir/new", "1"), StatusIs(absl::StatusCode::kAborted, kLost));
}

}  // namespace
}  // namespace sluice
