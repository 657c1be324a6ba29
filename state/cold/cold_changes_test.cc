#include "state/cold/cold_changes.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::vector<std::string> Sorted(ColdChanges& changes) {
  changes.Sort();
  std::vector<std::string> texts;
  for (size_t i = 0; i < changes.size(); ++i) {
    const ColdChanges::Change change = changes[i];
    texts.push_back(std::string(change.key) + (change.removes ? " removed" : "=" + std::string(change.value)));
  }
  return texts;
}

TEST(ColdChangesTest, ComeInTheOrderOfTheirKeysBytes) {
  ColdChanges changes;
  for (const char* key : {"b", "beginning B", "beginning", "a", "beginning A", "\xff", ""}) changes.Put(key, "1");
  EXPECT_THAT(Sorted(changes),
              ElementsAre("=1", "a=1", "b=1", "beginning=1", "beginning A=1", "beginning B=1", "\xff=1"));
}

TEST(ColdChangesTest, TheLastOneOfAKeyCounts) {
  ColdChanges changes;
  changes.Put("a", "1");
  changes.Put("b", "1");
  changes.Put("", "1");
  changes.Remove("a");
  changes.Put("b", "2");
  changes.Put("b", "3");
  changes.Remove("");
  changes.Put("", "");
  EXPECT_THAT(Sorted(changes), ElementsAre("=", "a removed", "b=3"));
}

TEST(ColdChangesTest, KeepLittleOnceTheyAreWritten) {
  ColdChanges changes;
  for (int i = 0; i < 10'000; ++i) changes.Put(std::to_string(i), std::string(100, 'v'));
  EXPECT_GT(changes.text_bytes(), 1'000'000);
  EXPECT_GT(changes.memory_bytes(), changes.text_bytes());
  changes.Clear();
  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(changes.memory_bytes(), 0);
}

}  // namespace
}  // namespace sluice
