#include "state/store/state_table.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

class TableWithOracle {
 public:
  explicit TableWithOracle(uint64_t seed) : random_(seed) {}

  void Step() {
    std::string key = AnyKey();
    KeyImage image = KeyImage::Of(key);
    uint32_t tag;
    table_.Prefetch({&image, 1}, &tag);
    switch (random_.Below(4)) {
      case 0:
      case 1: {
        std::string value(random_.Below(10) == 0 ? random_.Below(200) : random_.Below(25), 'a' + random_.Below(26));
        table_.Set(table_.FindOrAdd(image, tag), value);
        oracle_[key] = value;
        break;
      }
      case 2:
        if (StateEntry* entry = table_.Find(image, tag)) table_.Remove(*entry);
        oracle_.erase(key);
        break;
      case 3:
        if (StateEntry* entry = table_.Find(image, tag)) table_.Erase(*entry);
        oracle_.erase(key);
    }
  }

  void Check() {
    std::map<std::string, std::string> found;
    for (uint32_t i = 0; i < table_.end(); ++i) {
      StateEntry* entry = table_.Get(i);
      if (entry == nullptr) continue;
      KeyImage image = KeyImage::Of(entry->key());
      ASSERT_EQ(table_.Find(image, StateTable::TagOf(image)), entry);
      if (entry->exists()) found.emplace(entry->key(), entry->value());
    }
    EXPECT_EQ(found, oracle_);
    EXPECT_EQ(table_.existing(), oracle_.size());
  }

 private:
  std::string AnyKey() {
    std::string key = std::to_string(random_.Below(3000));
    return random_.Below(3) == 0 || key.back() % 2 == 0 ? "a long key, not inside of the image " + key : key;
  }
  SeededRandom random_;
  StateTable table_;
  std::map<std::string, std::string> oracle_;
};

TEST(StateTableTest, DoesWhatAMapDoes) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    TableWithOracle table(seed);
    for (int round = 0; round < 10; ++round) {
      for (int i = 0; i < 2000; ++i) table.Step();
      table.Check();
    }
  }
}

TEST(StateTableTest, AnEqualValueIsNoChange) {
  StateTable table;
  KeyImage key = KeyImage::Of("k");
  StateEntry& entry = table.FindOrAdd(key, StateTable::TagOf(key));
  EXPECT_FALSE(entry.exists());
  table.Set(entry, "1");
  EXPECT_TRUE(table.changed(entry));
  table.TakeChanged();
  table.ClearChanged(entry);
  table.Set(entry, "1");
  EXPECT_FALSE(table.changed(entry));
  table.Set(entry, "2");
  EXPECT_TRUE(table.changed(entry));
}

TEST(StateTableTest, GivesUpWhatWasNotFoundForLongest) {
  StateTable table;
  auto find = [&](std::string_view text) -> StateEntry& {
    KeyImage key = KeyImage::Of(text);
    return table.FindOrAdd(key, StateTable::TagOf(key));
  };
  StateEntry* one[1];
  EXPECT_EQ(table.NextUnused(one), 0);
  for (const char* key : {"a", "b", "c"}) table.Set(find(key), key);
  ASSERT_EQ(table.NextUnused(one), 1);
  EXPECT_EQ(one[0]->key(), "a");  // All were used, so this is the second time round.
  find("b");
  ASSERT_EQ(table.NextUnused(one), 1);
  EXPECT_EQ(one[0]->key(), "c");
}

TEST(StateTableTest, NeverGivesUpAnEntryTwiceAtATime) {
  StateTable table;
  std::vector<StateEntry*> some(7), unused(64);
  std::vector<std::string> keys;
  for (int i = 0; i < 40; ++i) keys.push_back(std::to_string(i));
  for (int i = 0; i < 40; ++i) {
    KeyImage key = KeyImage::Of(keys[i]);
    table.FindOrAdd(key, StateTable::TagOf(key));
    if (i == 20) table.NextUnused(absl::MakeSpan(some));  // Some of them are unused from here on.
  }
  ASSERT_EQ(table.NextUnused(absl::MakeSpan(unused)), 40);
  EXPECT_EQ(std::set<StateEntry*>(unused.begin(), unused.begin() + 40).size(), 40);
}

TEST(StateTableTest, WhatOnlyErasedEntriesHadIsGivenBackAndTakenAgain) {
  StateTable table;
  std::vector<std::string> keys;
  for (int i = 0; i < 20000; ++i) keys.push_back(std::to_string(i));
  auto add = [&](int i) {
    KeyImage key = KeyImage::Of(keys[i]);
    table.Set(table.FindOrAdd(key, StateTable::TagOf(key)), "v");
  };
  auto find = [&](int i) {
    KeyImage key = KeyImage::Of(keys[i]);
    return table.Find(key, StateTable::TagOf(key));
  };
  for (int i = 0; i < 20000; ++i) add(i);
  for (int i = 100; i < 20000; ++i) table.Erase(*find(i));
  table.Compact();
  int visited = 0;
  for (uint32_t i = 0; i < table.end(); ++i) visited += table.Get(i) != nullptr;
  EXPECT_EQ(visited, 100);
  for (int i = 0; i < 20000; ++i) ASSERT_EQ(find(i) != nullptr, i < 100);
  StateEntry* one[1];
  ASSERT_EQ(table.NextUnused(one), 1);
  for (int i = 0; i < 20000; ++i) add(i);
  for (int i = 0; i < 20000; ++i) ASSERT_NE(find(i), nullptr);
  EXPECT_EQ(table.size(), 20000);
}

}  // namespace
}  // namespace sluice
