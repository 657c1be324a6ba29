#include "engine/exchange/prefix_sort.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

TEST(PrefixSortTest, IsStableForAnyNumberOfEntries) {
  std::mt19937_64 random(2);
  for (size_t count : {0, 1, 2, 100, 2047, 2048, 50000}) {
    for (uint64_t mask : {uint64_t{7}, ~uint64_t{0}, uint64_t{0xff00ff} << 40}) {
      std::vector<PrefixEntry> entries;
      for (size_t i = 0; i < count; ++i) entries.push_back({random() & mask, i});
      std::vector<PrefixEntry> expected = entries;
      std::stable_sort(expected.begin(), expected.end(), [](auto& a, auto& b) { return a.prefix < b.prefix; });
      SortByPrefix(absl::MakeSpan(entries));
      ASSERT_TRUE(std::equal(entries.begin(), entries.end(), expected.begin(), expected.end(),
                             [](auto& a, auto& b) { return a.prefix == b.prefix && a.place == b.place; }));
    }
  }
}

TEST(PrefixSortTest, RunsAreOfMoreThanOneEntry) {
  std::vector<PrefixEntry> entries = {{1, 0}, {1, 1}, {2, 2}, {3, 3}, {3, 4}, {3, 5}};
  std::vector<std::pair<uint64_t, size_t>> runs;
  ForEachRun(absl::MakeSpan(entries),
             [&](absl::Span<PrefixEntry> run) { runs.emplace_back(run[0].prefix, run.size()); });
  EXPECT_THAT(runs, testing::ElementsAre(std::pair(1, 2), std::pair(3, 3)));
}

}  // namespace
}  // namespace sluice
