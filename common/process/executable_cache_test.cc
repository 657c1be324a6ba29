#include "common/process/executable_cache.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/base/status_matchers.h"
#include "common/process/application_marker.h"
#include "gtest/gtest.h"

SLUICE_APPLICATION_MARKER;

namespace sluice {
namespace {

using testing::HasSubstr;

constexpr char kSelf[] = "/proc/self/exe";

std::string NewFolder() {
  std::string path = testing::TempDir() + "/cache.XXXXXX";
  return mkdtemp(path.data());
}

// Asks for every range that may be under way, then answers them in order; `damage` may change a chunk.
absl::Status Ship(ExecutableDownload& download, const std::function<void(std::string&)>& damage = [](auto&) {}) {
  while (!download.done()) {
    std::vector<ExecutableDownload::Range> ranges;
    while (auto range = download.NextRange()) ranges.push_back(*range);
    if (ranges.empty()) return absl::InternalError("nothing asked for, and not done");
    for (const auto& range : ranges) {
      auto chunk = ReadExecutable(kSelf, range.offset, range.bytes);
      if (!chunk.ok()) return chunk.status();
      std::string bytes(chunk->view());
      damage(bytes);
      if (absl::Status added = download.Add(range.offset, {Buffer::FromString(bytes)}); !added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

TEST(ExecutableCacheTest, WhatWasShippedRunsAndIsKnown) {
  ExecutableCache cache(NewFolder());
  auto key = KeyOfExecutable(kSelf);
  ASSERT_THAT(key, IsOk());
  EXPECT_FALSE(cache.Has(*key));
  auto download = cache.Download(*key);
  ASSERT_THAT(download, IsOk());
  ASSERT_THAT(Ship(**download), IsOk());
  EXPECT_TRUE(cache.Has(*key));
  EXPECT_EQ(*KeyOfExecutable(cache.PathOf(*key)), *key);
  const auto mode = std::filesystem::status(cache.PathOf(*key)).permissions();
  EXPECT_NE(mode & std::filesystem::perms::owner_exec, std::filesystem::perms::none);
}

TEST(ExecutableCacheTest, ADamagedExecutableIsNotKept) {
  const std::string folder = NewFolder();
  ExecutableCache cache(folder);
  auto key = KeyOfExecutable(kSelf);
  {
    auto download = cache.Download(*key);
    EXPECT_THAT(Ship(**download, [](std::string& bytes) { bytes.back() ^= 1; }),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(key->checksum)));
  }
  EXPECT_FALSE(cache.Has(*key));
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(ExecutableCacheTest, ChunksOutOfOrderOrNeverAskedForAreRefused) {
  ExecutableCache cache(NewFolder());
  auto download = cache.Download(*KeyOfExecutable(kSelf));
  const Buffers byte = {Buffer::FromString("x")};
  EXPECT_THAT((*download)->Add(0, byte), StatusIs(absl::StatusCode::kInvalidArgument));
  (*download)->NextRange();
  EXPECT_THAT((*download)->Add(5, byte), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("offset 5")));
}

TEST(ExecutableCacheTest, AKeyCannotLeaveTheFolder) {
  EXPECT_THAT(ExecutableCache::CheckKey({"../../etc", "ab", 1}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ExecutableCache::CheckKey({"ab", "", 1}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ExecutableCache::CheckKey({"ab", "cd", 0}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ExecutableCache::CheckKey({"ab", "cd", 1}), IsOk());
}

TEST(ExecutableCacheTest, TrimsWhatIsNotInUse) {
  const std::string folder = NewFolder();
  ExecutableCache cache(folder);
  const ExecutableKey old{"aa", "00", 1}, used{"bb", "00", 1}, last{"cc", "00", 1};
  int age = 3;
  for (const ExecutableKey& key : {old, used, last}) {
    std::ofstream(cache.PathOf(key)) << "x";
    std::filesystem::last_write_time(cache.PathOf(key),
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(age--));
  }
  cache.Trim(1, {used});
  EXPECT_FALSE(cache.Has(old));
  EXPECT_TRUE(cache.Has(used));
  EXPECT_TRUE(cache.Has(last));
}

TEST(ExecutableCacheTest, WhatAKilledDaemonLeftHalfDoneIsRemoved) {
  const std::string folder = NewFolder();
  std::ofstream(folder + "/ab-cd.partial-1") << "x";
  ExecutableCache cache(folder);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

}  // namespace
}  // namespace sluice
