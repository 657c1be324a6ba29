#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_matchers.h"
#include "common/fs/temporary_folder.h"
#include "engine/exchange/spill/scratch_space.h"
#include "engine/exchange/spill/spilled_runs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SpillTest : public testing::Test {
 protected:
  // What `read` gives of the items of the merger's entry.
  static std::vector<std::string> Items(RunMerger& merger) {
    std::vector<std::string> items;
    for (std::string_view item; merger.NextItem(item);) items.emplace_back(item);
    return items;
  }

  TemporaryFolder folder_ = *TemporaryFolder::Create("spill");
  ScratchSpace scratch_{folder_.path(), int64_t{1} << 30};
  TaskMemory memory_{.budget = 4096, .scratch = &scratch_};
  ByteOrder order_;
};

TEST_F(SpillTest, RowsComeInOrderAndEqualOnesAsTheyWereAdded) {
  SpilledRuns runs(SpilledRuns::Kind::kRows, memory_, order_);
  std::mt19937 random(1);
  std::vector<std::pair<uint64_t, std::string>> expected;
  for (int run = 0; run < 100; ++run) {  // More than are read side by side.
    std::vector<std::pair<uint64_t, std::string>> rows(random() % 50);
    for (auto& [prefix, key] : rows) prefix = random() % 10, key = std::to_string(random() % 20);
    std::stable_sort(rows.begin(), rows.end());
    expected.insert(expected.end(), rows.begin(), rows.end());
    ASSERT_THAT(runs.Add([&](RunWriter& out) {
      for (const auto& [prefix, key] : rows) out.Entry(prefix, key, 0);
    }),
                IsOk());
  }
  std::stable_sort(expected.begin(), expected.end());
  RunMerger merger = runs.Merge();
  for (const auto& [prefix, key] : expected) {
    ASSERT_TRUE(merger.NextEntry());
    ASSERT_EQ(std::pair(merger.prefix(), std::string(merger.key())), std::pair(prefix, key));
  }
  EXPECT_FALSE(merger.NextEntry());
  EXPECT_THAT(merger.status(), IsOk());
}

TEST_F(SpillTest, GroupsOfManyRunsAreOneInTheOrderOfRuns) {
  SpilledRuns runs(SpilledRuns::Kind::kGroups, memory_, order_);
  std::vector<std::string> expected;
  const std::string long_item(10000, 'x');  // Longer than a chunk.
  for (int run = 0; run < 70; ++run) {
    const std::string item = long_item + std::to_string(run);
    expected.push_back(item);
    ASSERT_THAT(runs.Add([&](RunWriter& out) {
      out.Entry(1, "in one: " + std::to_string(run), 0);
      out.Entry(2, "in all", 1);
      out.Item(item);
    }),
                IsOk());
  }
  RunMerger merger = runs.Merge();
  for (int run = 0; run < 70; ++run) ASSERT_TRUE(merger.NextGroup());
  ASSERT_TRUE(merger.NextGroup());
  EXPECT_EQ(merger.key(), "in all");
  EXPECT_EQ(merger.items(), 70);
  EXPECT_EQ(Items(merger), expected);
  EXPECT_FALSE(merger.NextGroup());
}

TEST_F(SpillTest, FilesHaveNoNameAndTheirRoomIsGivenBack) {
  {
    SpilledRuns runs(SpilledRuns::Kind::kRows, memory_, order_);
    ASSERT_THAT(runs.Add([](RunWriter& out) { out.Entry(1, "key", 0); }), IsOk());
    EXPECT_GT(scratch_.used_bytes(), 0);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "a killed process leaves nothing";
  }
  EXPECT_EQ(scratch_.used_bytes(), 0);
}

TEST_F(SpillTest, FullDiskIsAnErrorThatSaysHowMuchThereWas) {
  ScratchSpace small(folder_.path(), 1000);
  memory_.scratch = &small;
  SpilledRuns runs(SpilledRuns::Kind::kRows, memory_, order_);
  EXPECT_THAT(runs.Add([](RunWriter& out) { out.Entry(1, std::string(2000, 'x'), 0); }),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("max=1000")));
  EXPECT_EQ(small.used_bytes(), 0);
}

TEST_F(SpillTest, FolderThatCannotBeMadeIsAnError) {
  ScratchSpace nowhere("/proc/no/such/folder", 1000);
  EXPECT_THAT(nowhere.Open(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/proc/no/such/folder")));
}

TEST_F(SpillTest, TornOrDamagedRunIsAnErrorNotACrash) {
  for (bool torn : {true, false}) {
    std::shared_ptr<ScratchFile> file = *scratch_.Open();
    RunWriter writer(file, 4096);
    for (int i = 0; i < 1000; ++i) writer.Entry(i, "some key", 0);
    ASSERT_THAT(writer.Finish(), IsOk());
    if (torn) {
      ASSERT_EQ(ftruncate(file->descriptor(), file->size() / 2), 0);
    } else {
      ASSERT_EQ(pwrite(file->descriptor(), "!", 1, file->size() / 2), 1);
    }
    RunReader reader(file);
    while (reader.NextEntry()) {
    }
    EXPECT_THAT(reader.status(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("scratch file")));
  }
}

TEST_F(SpillTest, MappedFileOutlivesItsHolder) {
  std::shared_ptr<ScratchFile> file = *scratch_.Open();
  ASSERT_THAT(file->Append("some "), IsOk());
  ASSERT_THAT(file->Append("bytes"), IsOk());
  Buffer mapped = *file->Map();
  file.reset();
  EXPECT_EQ(mapped.view(), "some bytes");
  EXPECT_EQ(scratch_.used_bytes(), 10);
}

}  // namespace
}  // namespace sluice
