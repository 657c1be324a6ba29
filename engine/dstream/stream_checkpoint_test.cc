#include "engine/dstream/stream_checkpoint.h"

#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class StreamCheckpointTest : public testing::Test {
 protected:
  void Write(int64_t last_finished) {
    StreamCheckpoint checkpoint{.interval_millis = 1000, .zero = 5000, .last_finished = last_finished};
    checkpoint.inputs.push_back({"files", "a.txt"});
    ASSERT_THAT(folder_.Write(checkpoint), IsOk());
  }

  MemoryFiles files_;
  StreamCheckpointFolder folder_{files_, "/checkpoints/app"};
};

TEST_F(StreamCheckpointTest, TheNewestIsRead) {
  EXPECT_EQ(*folder_.ReadNewest(), std::nullopt);
  Write(9000);
  Write(10000);
  auto newest = folder_.ReadNewest();
  ASSERT_THAT(newest, IsOk());
  EXPECT_EQ((*newest)->zero, 5000);
  EXPECT_EQ((*newest)->last_finished, 10000);
  EXPECT_EQ((*newest)->inputs[0].data, "a.txt");
}

TEST_F(StreamCheckpointTest, TenAreKept) {
  for (int64_t time = 1000; time <= 15000; time += 1000) Write(time);
  EXPECT_EQ(files_.List("/checkpoints/app")->size(), 10u);
  EXPECT_THAT(files_.Read("/checkpoints/app/checkpoint-6000"), IsOk());
}

TEST_F(StreamCheckpointTest, DamagedOnesArePassedBy) {
  Write(1000);
  Write(2000);
  ASSERT_THAT(files_.Truncate("/checkpoints/app/checkpoint-2000", 30), IsOk());
  EXPECT_EQ((*folder_.ReadNewest())->last_finished, 1000);
  ASSERT_THAT(files_.Publish("/checkpoints/app/checkpoint-1000", "not ours"), IsOk());
  EXPECT_THAT(folder_.ReadNewest(), StatusIs(absl::StatusCode::kDataLoss,
                                             HasSubstr("Failed to read checkpoint from directory /checkpoints/app")));
}

// The batches that it says are done would run again.
TEST_F(StreamCheckpointTest, ANewestOneThatCannotBeReadIsAnErrorAndNotPassedBy) {
  Write(1000);
  ASSERT_THAT(files_.MakeFolder("/checkpoints/app/checkpoint-2000"), IsOk());
  EXPECT_THAT(folder_.ReadNewest(),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("/checkpoints/app/checkpoint-2000"),
                                                                    HasSubstr("make the newest one readable"))));
}

TEST_F(StreamCheckpointTest, AFolderThatCannotBeListedIsNotTakenForAnEmptyOne) {
  ASSERT_THAT(files_.MakeFolder("/checkpoints"), IsOk());
  ASSERT_THAT(files_.Publish("/checkpoints/app", "in its place"), IsOk());
  EXPECT_THAT(folder_.ReadNewest(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("/checkpoints/app")));
}

TEST_F(StreamCheckpointTest, OneOfAnotherVersionIsToldFromADamagedOne) {
  Write(1000);
  const std::string path = "/checkpoints/app/checkpoint-1000";
  std::string bytes(files_.Read(path)->view());
  bytes[7] = '6';  // The format's number.
  ASSERT_THAT(files_.Publish(path, bytes), IsOk());
  EXPECT_THAT(folder_.ReadNewest(),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr(path + " cannot be used: it was written by another version of Sluice")));
  bytes.back() ^= 1;
  ASSERT_THAT(files_.Publish(path, bytes), IsOk());
  EXPECT_THAT(folder_.ReadNewest(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path + " cannot be used: ")));
}

TEST_F(StreamCheckpointTest, ADescriptionIsKeptAsLongAsACheckpointIsOfItsProgram) {
  const auto write_as = [&](const std::string& program) {
    ASSERT_THAT(folder_.WriteDescription(program, "of " + program), IsOk());
    ASSERT_THAT(files_.Publish(folder_.DescriptionPath(program) + "-rows", "rows"), IsOk());
  };
  write_as("first");
  ASSERT_THAT(folder_.Write({.last_finished = 1000, .program = "first"}), IsOk());
  write_as("second");
  EXPECT_EQ(*folder_.ReadDescription("first"), "of first") << "the newest checkpoint is of it";
  EXPECT_EQ(*folder_.ReadDescription("second"), "of second");
  ASSERT_THAT(folder_.Write({.last_finished = 2000, .program = "second"}), IsOk());
  write_as("third");
  EXPECT_THAT(folder_.ReadDescription("first"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(files_.List("/checkpoints/app")->size(), 2u + 4u) << "what else is of it has gone, too";
}

TEST_F(StreamCheckpointTest, ADamagedDescriptionSaysSo) {
  ASSERT_THAT(folder_.WriteDescription("mine", "text"), IsOk());
  ASSERT_THAT(files_.Truncate("/checkpoints/app/program-mine", 10), IsOk());
  EXPECT_THAT(folder_.ReadDescription("mine"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("/checkpoints/app/program-mine cannot be used")));
  ASSERT_THAT(files_.Truncate("/checkpoints/app/program-mine", 3), IsOk());
  EXPECT_THAT(folder_.ReadDescription("mine"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checksum")));
}

}  // namespace
}  // namespace sluice
