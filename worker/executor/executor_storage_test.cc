#include "worker/executor/executor_storage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/actor/sim_loop.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "common/fs/temporary_folder.h"
#include "worker/executor/executor_end.h"
#include "worker/executor/executor_mailboxes.h"

namespace sluice {
namespace {

class ExecutorStorageTest : public ::testing::Test {
 protected:
  ExecutorOptions Options() {
    ExecutorOptions options;
    options.checkpoint_files = &files_;
    options.task_memory_bytes = 4000;
    return options;
  }

  SimLoop loop_{1};
  MemoryFiles files_;
};

TEST_F(ExecutorStorageTest, WithoutADiskTasksHaveMemoryOnly) {
  ExecutorOptions options = Options();
  options.block_disk_bytes = 1 << 20;
  ExecutorStorage storage(loop_, options);
  EXPECT_EQ(storage.ForTask().budget, 4000);
  EXPECT_EQ(storage.ForTask().scratch, nullptr);
}

TEST_F(ExecutorStorageTest, WithADiskTasksSpillAndInputHasAQuarterOfTheirMemory) {
  absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Create("storage");
  ASSERT_THAT(folder, IsOk());
  ExecutorOptions options = Options();
  options.disk_folder = folder->path();
  options.block_disk_bytes = 1 << 20;
  ExecutorStorage storage(loop_, options);
  EXPECT_NE(storage.ForTask().scratch, nullptr);
  EXPECT_EQ(storage.ForInput().scratch, storage.ForTask().scratch);
  EXPECT_EQ(storage.ForInput().budget, 1000);
}

TEST(ExecutorEndTest, TheFirstReasonCountsAndIsKnownBeforeAllIsDone) {
  SimLoop loop(1);
  ExecutorEnd end(loop);
  EXPECT_EQ(end.Wait(absl::ZeroDuration()), std::nullopt);
  EXPECT_TRUE(end.Begin(absl::UnavailableError("the driver is away")));
  EXPECT_FALSE(end.Begin(absl::OkStatus()));
  EXPECT_THAT(*end.Wait(absl::ZeroDuration()), StatusIs(absl::StatusCode::kUnavailable));
  end.Finish();
  EXPECT_THAT(*end.Wait(absl::InfiniteDuration()), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ExecutorMailboxesTest, WhatIsPostedAfterTheyAreClosedIsDropped) {
  SimLoop loop(1);
  ExecutorMailboxes mailboxes(loop);
  const std::shared_ptr<Postbox> own = mailboxes.own(), disk = mailboxes.disk();
  std::vector<std::string> ran;
  own->Post([&] { ran.push_back("own"); });
  disk->Post([&] { ran.push_back("disk"); });
  loop.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(ran, ::testing::UnorderedElementsAre("own", "disk"));
  mailboxes.Close();
  own->Post([&] { ran.push_back("late"); });
  disk->Post([&] { ran.push_back("late"); });
  loop.RunFor(absl::Milliseconds(1));
  mailboxes.CloseDisk();
  EXPECT_THAT(ran, ::testing::SizeIs(2));
}

}  // namespace
}  // namespace sluice
