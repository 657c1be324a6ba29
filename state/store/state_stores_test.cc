#include "state/store/state_stores.h"

#include <algorithm>
#include <map>
#include <string>

#include "common/actor/sim_loop.h"
#include "common/base/random.h"
#include "common/base/status_matchers.h"
#include "common/fs/memory_files.h"
#include "common/fs/temporary_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "state/store/state_file.h"

namespace sluice {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

using Contents = std::map<std::string, std::string>;

void Put(StateStore& store, const std::string& key, const std::string& value) {
  KeyImage image = KeyImage::Of(key);
  uint32_t tag;
  store.Fetch({&image, 1}, &tag);
  StateEntry& entry = store.FindOrAdd(image, tag);
  if (value.empty()) {
    store.Remove(entry);
  } else {
    store.Set(entry, value);
  }
}

std::string Get(StateStore& store, const std::string& key) {
  KeyImage image = KeyImage::Of(key);
  uint32_t tag;
  store.Fetch({&image, 1}, &tag);
  StateEntry* entry = store.Find(image, tag);
  return entry != nullptr && entry->exists() ? std::string(entry->value()) : "";
}

Contents All(StateStore& store) {
  Contents contents;
  store.ForEach([&](StateEntry& entry) {
    if (entry.exists() && !contents.emplace(entry.key(), entry.value()).second)
      ADD_FAILURE() << entry.key() << " twice";
  });
  return contents;
}

class StateStoresTest : public testing::Test {
 protected:
  StateStoresTest() { StartExecutor(); }

  // With nothing but the files of the one before.
  void StartExecutor() { stores_ = std::make_unique<StateStores>(loop_, files_, options_); }
  void Run(int64_t from, int64_t to, const Contents& changes) {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", from);
    ASSERT_THAT(state.status(), IsOk());
    for (const auto& [key, value] : changes) Put(**state, key, value);
    ASSERT_THAT(state->Commit(to), IsOk());
  }
  Contents At(int64_t version) {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", version);
    EXPECT_THAT(state.status(), IsOk());
    return state.ok() ? All(**state) : Contents();
  }

  SimLoop loop_{1};
  MemoryFiles files_;
  StateStoresOptions options_;
  std::unique_ptr<StateStores> stores_;
};

TEST_F(StateStoresTest, AStoreWaitsInMemoryForItsNextVersion) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  Run(1000, 2000, {{"b", "2"}});
  EXPECT_EQ(stores_->loads(), 0);
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "1"), Pair("b", "2")));
  EXPECT_EQ(stores_->loads(), 0);
}

TEST_F(StateStoresTest, AnotherExecutorReadsItFromTheFiles) {
  Run(kNoStateVersion, 1000, {{"a", "1"}, {"b", "1"}});
  Run(1000, 2000, {{"b", ""}});
  StartExecutor();
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "1")));
  EXPECT_EQ(stores_->loads(), 1);
}

TEST_F(StateStoresTest, WhatIsSealedIsReadFromTheFilesThatAnotherHasWrittenMeanwhile) {
  StateStores others(loop_, files_, options_);
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  Run(1000, 2000, {{"a", "former"}});
  absl::StatusOr<OpenState> late = stores_->Open("/state/0", 1000);
  stores_->Seal();
  ASSERT_THAT(late->Commit(2000), IsOk());
  absl::StatusOr<OpenState> state = others.Open("/state/0", 1000);
  Put(**state, "a", "new");
  ASSERT_THAT(state->Commit(2000), IsOk());
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "new")));
}

TEST_F(StateStoresTest, WhatTheNextDriverGoesOnFromIsNotReadAgain) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  stores_->Seal();
  ASSERT_EQ(stores_->held().size(), 1u);
  EXPECT_EQ(stores_->held()[0].folder, "/state/0");
  EXPECT_EQ(stores_->held()[0].version, 1000);
  stores_->Unseal("/state", 1000);
  EXPECT_THAT(At(1000), UnorderedElementsAre(Pair("a", "1")));
  EXPECT_EQ(stores_->loads(), 0);
}

TEST_F(StateStoresTest, WhatTheNextDriverDoesNotGoOnFromIsReadAgain) {
  const auto unseals = {std::pair("/state", 1000), std::pair("/other", 9000), std::pair("/sta", 9000),
                        std::pair("", 9000)};
  for (const auto& [folder, version] : unseals) {
    Run(kNoStateVersion, 1000, {{"a", "1"}});
    Run(1000, 2000, {{"a", "2"}});
    const int64_t before = stores_->loads();
    stores_->Seal();
    stores_->Unseal(folder, version);
    stores_->Unseal("/state", 9000);
    EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "2")));
    EXPECT_EQ(stores_->loads(), before + 1) << folder << " " << version;
  }
}

TEST_F(StateStoresTest, WhatOthersChangeWhileItIsSealedIsNotUnsealed) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  Run(1000, 2000, {{"a", "former"}});
  stores_->Seal();
  Run(1000, 2000, {{"a", "new"}});
  stores_->Unseal("/state", 2000);
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "new")));
}

TEST_F(StateStoresTest, ATaskThatFailsLeavesNothing) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", 1000);
    Put(**state, "a", "wrong");
    Put(**state, "b", "wrong");
  }
  EXPECT_THAT(At(1000), UnorderedElementsAre(Pair("a", "1")));
}

TEST_F(StateStoresTest, ATaskOfAProgramThatHasLostItsLeaseCommitsNothing) {
  ASSERT_THAT(files_.MakeFolder("/lease-1/writing"), IsOk());
  {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", kNoStateVersion, 1000, {.door = "/lease-1/writing"});
    Put(**state, "a", "1");
    ASSERT_THAT(state->Commit(1000), IsOk());
  }
  absl::StatusOr<OpenState> late = stores_->Open("/state/0", 1000, 2000, {.door = "/lease-1/writing"});
  Put(**late, "a", "late");
  ASSERT_THAT(files_.Rename("/lease-1", "/lease-2"), IsOk());
  const std::vector<std::string> before = *files_.List("/state/0");
  EXPECT_THAT(late->Commit(2000), StatusIs(absl::StatusCode::kAborted, "/lease-1/writing is gone"));
  EXPECT_EQ(*files_.List("/state/0"), before);
  EXPECT_THAT(At(1000), UnorderedElementsAre(Pair("a", "1")));
}

TEST_F(StateStoresTest, WhatALaterRunBeginsWithIsKeptHoweverManyVersionsFollow) {
  for (int64_t version = 1; version <= 100; ++version) {
    absl::StatusOr<OpenState> state =
        stores_->Open("/state/0", version == 1 ? kNoStateVersion : version - 1, version, {.kept = 5});
    ASSERT_THAT(state.status(), IsOk());
    Put(**state, "a", std::to_string(version));
    ASSERT_THAT(state->Commit(version), IsOk());
    loop_.RunFor(absl::Seconds(1));
  }
  StartExecutor();
  EXPECT_THAT(At(5), UnorderedElementsAre(Pair("a", "5")));
  EXPECT_THAT(At(100), UnorderedElementsAre(Pair("a", "100")));
}

TEST_F(StateStoresTest, ABatchThatRunsAgainStartsWhereItDidBefore) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  Run(1000, 2000, {{"a", "2"}});
  Run(2000, 3000, {{"a", "3"}});
  Run(1000, 2000, {{"a", "2"}});
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "2")));
  EXPECT_THAT(At(3000), UnorderedElementsAre(Pair("a", "3")));
}

TEST_F(StateStoresTest, TwoTasksOfOnePartitionDoNotDisturbEachOther) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  absl::StatusOr<OpenState> first = stores_->Open("/state/0", 1000);
  absl::StatusOr<OpenState> second = stores_->Open("/state/0", 1000);
  Put(**first, "a", "first");
  EXPECT_EQ(Get(**second, "a"), "1");
  Put(**second, "a", "first");
  EXPECT_THAT(second->Commit(2000), IsOk());
  EXPECT_THAT(first->Commit(2000), IsOk());
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "first")));
}

TEST_F(StateStoresTest, VersionsThatNeverWereAreRefused) {
  Run(kNoStateVersion, 1000, {});
  EXPECT_THAT(stores_->Open("/state/0", 1500).status(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("1500")));
}

TEST_F(StateStoresTest, AFullDiskFailsTheCommitAndNothingElse) {
  Run(kNoStateVersion, 1000, {{"a", "1"}});
  files_.SetCapacity(100);
  {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", 1000);
    Put(**state, "a", std::string(100, 'x'));
    EXPECT_THAT(state->Commit(2000), StatusIs(absl::StatusCode::kResourceExhausted));
  }
  files_.SetCapacity(1 << 20);
  Run(1000, 2000, {{"a", "2"}});
  EXPECT_THAT(At(2000), UnorderedElementsAre(Pair("a", "2")));
}

TEST_F(StateStoresTest, SnapshotsReplaceOldChangesInTheBackground) {
  Run(kNoStateVersion, 1, {{"a", "1"}});
  for (int64_t version = 2; version <= 200; ++version) {
    Run(version - 1, version, {{"a", std::to_string(version)}, {std::to_string(version % 10), "x"}});
    loop_.RunFor(absl::Seconds(1));
  }
  EXPECT_LT(files_.List("/state/0")->size(), 60);
  StartExecutor();
  EXPECT_EQ(At(200).at("a"), "200");
  EXPECT_EQ(At(181).size(), 11);
}

// Random histories of executors that stop anywhere, on a disk that loses what was not synced, against a map.
TEST_F(StateStoresTest, WhatWasCommittedIsThereAfterACrash) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    ASSERT_THAT(files_.RemoveTree("/state"), IsOk());
    StartExecutor();
    std::map<int64_t, Contents> history = {{kNoStateVersion, {}}};
    for (int64_t version = 1; version <= 60; ++version) {
      Contents changes;
      for (uint64_t i = random.Below(20); i > 0; --i) {
        changes[std::to_string(random.Below(50))] = random.Below(3) == 0 ? "" : std::to_string(version);
      }
      int64_t from = history.rbegin()->first;
      Run(from, version, changes);
      Contents now = history.rbegin()->second;
      for (const auto& [key, value] : changes) {
        now[key] = value;
        if (value.empty()) now.erase(key);
      }
      history[version] = now;
      if (random.Below(3) == 0) loop_.RunFor(absl::Seconds(1));
      if (random.Below(6) == 0) {
        files_.Crash(random);
        StartExecutor();
      }
      int64_t any = std::max<int64_t>(version - random.Below(15), 1);
      ASSERT_EQ(At(any), history[any]);
      ASSERT_EQ(At(version), now);
    }
  }
}

// With RocksDB below, so on a real disk.
class ColdStateTest : public StateStoresTest {
 protected:
  ColdStateTest() {
    options_.memory_bytes = 40000;
    options_.cold_folder = scratch_.path() + "/cold";
    StartExecutor();
  }
  TemporaryFolder scratch_ = *TemporaryFolder::Create("cold");
};

TEST_F(ColdStateTest, StateLargerThanMemoryBehavesAlike) {
  SeededRandom random(3);
  Contents oracle;
  int64_t version = kNoStateVersion;
  for (int64_t next = 1; next <= 40; ++next) {
    Contents changes;
    for (int i = 0; i < 300; ++i) {
      std::string key = "key " + std::to_string(random.Below(3000));
      changes[key] = random.Below(4) == 0 ? "" : std::to_string(next);
      oracle[key] = changes[key];
      if (oracle[key].empty()) oracle.erase(key);
    }
    Run(version, next, changes);
    version = next;
    EXPECT_LE(stores_->entry_bytes(), options_.memory_bytes);
    if (next % 10 == 0) {
      ASSERT_EQ(At(version), oracle);
      StartExecutor();
    }
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", version);
    for (int i = 0; i < 3000; i += 7) {
      std::string key = "key " + std::to_string(i);
      ASSERT_EQ(Get(**state, key), oracle.contains(key) ? oracle[key] : "");
    }
    EXPECT_EQ((*state)->cold_keys() > 0, next > 1);
  }
}

void Overwrite(StateStore& store, const std::string& key, const std::string& value) {
  KeyImage image = KeyImage::Of(key);
  uint32_t tag;
  store.FetchToOverwrite({&image, 1}, &tag);
  store.Set(store.FindOrAdd(image, tag), value);
}

TEST_F(ColdStateTest, WhatIsOverwrittenUnseenIsGone) {
  absl::StatusOr<OpenState> state = stores_->Open("/state/0", kNoStateVersion);
  auto crowd = [&](const std::string& name) {
    for (int i = 0; i < 3000; ++i) Overwrite(**state, name + std::to_string(i), "1");
    (*state)->MakeRoom();
  };
  Overwrite(**state, "removed", "1");
  Overwrite(**state, "set", "1");
  crowd("a");
  ASSERT_GT((*state)->cold_keys(), 0);
  Overwrite(**state, "removed", "2");
  Overwrite(**state, "set", "2");
  EXPECT_EQ(Get(**state, "set"), "2");
  Put(**state, "removed", "");
  EXPECT_EQ(Get(**state, "removed"), "");
  crowd("b");
  EXPECT_EQ(Get(**state, "set"), "2");
  EXPECT_EQ(Get(**state, "removed"), "");
  ASSERT_THAT(state->Commit(1), IsOk());
  EXPECT_EQ(At(1).size(), 6001);
}

TEST_F(ColdStateTest, MemoryStaysWithinItsCapWhileStateIsLoadedChangedAndReadAgain) {
  options_.memory_bytes = 32 << 20;
  options_.versions_kept = 1;
  StartExecutor();
  constexpr int kKeys = 500'000;  // 40 MB in memory.
  int64_t most = 0;
  auto note = [&](const OpenState& state) {
    most = std::max(most, state->memory_bytes() + stores_->all_memory_bytes());
    ASSERT_LE(state->unpublished_bytes(), kStatePartBytes);
  };
  for (int64_t version = 1; version <= 3; ++version) {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", version == 1 ? kNoStateVersion : version - 1, version);
    ASSERT_THAT(state.status(), IsOk());
    for (int i = 0; i < kKeys; i += static_cast<int>(version)) {
      Put(**state, "key " + std::to_string(i), std::to_string(version));
      if (i % 1000 == 0) (*state)->MakeRoom();
      if (i % 1000 == 0) note(*state);
    }
    ASSERT_THAT(state->Commit(version), IsOk());
    loop_.RunFor(absl::Seconds(1));  // Snapshots.
  }
  EXPECT_GT(most, options_.memory_bytes / 2);
  EXPECT_LE(most, options_.memory_bytes);
  StartExecutor();
  absl::StatusOr<OpenState> state = stores_->Open("/state/0", 3);
  ASSERT_THAT(state.status(), IsOk());
  EXPECT_LE((*state)->memory_bytes() + stores_->all_memory_bytes(), options_.memory_bytes);
  EXPECT_EQ(Get(**state, "key 300"), "3");
  EXPECT_EQ(Get(**state, "key 301"), "1");
  EXPECT_EQ(Get(**state, "key 302"), "2");
}

TEST_F(ColdStateTest, StoresMakeRoomForThoseThatComeLater) {
  options_.memory_bytes = 32 << 20;
  StartExecutor();
  for (int store = 0; store < 8; ++store) {
    absl::StatusOr<OpenState> state = stores_->Open("/state/" + std::to_string(store), kNoStateVersion, 1);
    ASSERT_THAT(state.status(), IsOk());
    for (int i = 0; i < 200'000; ++i) {
      Put(**state, "key " + std::to_string(i), "1");
      if (i % 1000 != 0) continue;
      (*state)->MakeRoom();
      ASSERT_LE((*state)->memory_bytes() + stores_->all_memory_bytes(), options_.memory_bytes);
    }
    ASSERT_THAT(state->Commit(1), IsOk());
  }
  absl::StatusOr<OpenState> first = stores_->Open("/state/0", 1, 2);
  EXPECT_EQ(Get(**first, "key 77"), "1");
  EXPECT_EQ(stores_->loads(), 0);
}

TEST_F(ColdStateTest, AKeyThatIsEvictedAndChangedAgainInOneVersionHasItsLastValueInTheSnapshot) {
  options_.snapshot_after_versions = 1;
  StartExecutor();
  Contents oracle;
  {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", kNoStateVersion, 1);
    for (int i = 0; i < 5'000; ++i) {
      std::string key = "key " + std::to_string(i % 1'000);
      oracle[key] = i % 7 == 0 ? "" : std::to_string(i);
      Put(**state, key, oracle[key]);
      if (i % 100 == 0) (*state)->MakeRoom();
    }
    EXPECT_GT((*state)->cold_keys(), 0);
    ASSERT_THAT(state->Commit(1), IsOk());
  }
  loop_.RunFor(absl::Seconds(1));
  std::erase_if(oracle, [](const auto& entry) { return entry.second.empty(); });
  std::vector<std::string> names = *files_.List("/state/0");
  ASSERT_THAT(names, Contains(HasSubstr("snapshot")));
  StartExecutor();
  EXPECT_EQ(At(1), oracle);
}

TEST_F(ColdStateTest, AllKeysCanBeChangedWhileTheyAreVisited) {
  Contents oracle;
  for (int i = 0; i < 2000; ++i) oracle["key " + std::to_string(i)] = "1";
  Run(kNoStateVersion, 1, oracle);
  {
    absl::StatusOr<OpenState> state = stores_->Open("/state/0", 1);
    Put(**state, "key 2000", "1");
    (*state)->ForEach([&](StateEntry& entry) {
      if (entry.key().back() == '0') {
        (*state)->Remove(entry);
      } else {
        (*state)->Set(entry, "2");
      }
    });
    ASSERT_THAT(state->Commit(2), IsOk());
  }
  std::erase_if(oracle, [](const auto& entry) { return entry.first.back() == '0'; });
  for (auto& [key, value] : oracle) value = "2";
  EXPECT_EQ(At(2), oracle);
  StartExecutor();
  EXPECT_EQ(At(2), oracle);
}

}  // namespace
}  // namespace sluice
