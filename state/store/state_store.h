#ifndef SLUICE_STATE_STORE_STATE_STORE_H_
#define SLUICE_STATE_STORE_STATE_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "state/store/state_folder.h"
#include "state/store/state_table.h"

namespace sluice {

class ColdStore;
class ColdTier;

// The keyed state of one (operator, partition) at one version, and the changes on the way to the next one: in memory,
// and what exceeds its share of memory in the cold tier. Keys and values are bytes. Not thread-safe.
class StateStore {
 public:
  static constexpr int kBatchKeys = StateTable::kBatchKeys;

  // `cold` (null: all stays in memory) outlives it.
  StateStore(StateFolder folder, ColdTier* cold);
  ~StateStore();

  // Drops what there is and reads that version. NOT_FOUND, DATA_LOSS: the folder does not have it whole; names the
  // file.
  absl::Status Load(int64_t version);
  int64_t version() const { return version_; }
  // What changes from now on belongs to `version`, which Commit will publish. So a lot of it can be written before, in
  // parts with `nonce`; without this call all of it waits in memory.
  void Begin(int64_t version, uint64_t nonce);
  const StateFolder& folder() const { return folder_; }

  // Brings the entries of keys (at most kBatchKeys) to memory and gives the tags to find them by. Entries stay where
  // they are until MakeRoom, ForEach or Commit.
  template <class KeyOf>
  void Fetch(int count, KeyOf key_of, uint32_t* tags) {
    table_.Prefetch(count, key_of, tags);
    if (cold_keys_ == 0) [[likely]]
      return;
    KeyImage missing[kBatchKeys];
    uint32_t missing_tags[kBatchKeys];
    int missing_count = 0;
    for (int i = 0; i < count; ++i) {
      if (table_.Find(key_of(i), tags[i]) != nullptr) continue;
      missing[missing_count] = key_of(i);
      missing_tags[missing_count++] = tags[i];
    }
    if (missing_count > 0) FetchCold(missing, missing_tags, missing_count);
  }
  // The same for keys that are going to be set whatever their values are now: those are not looked for.
  template <class KeyOf>
  void FetchToOverwrite(int count, KeyOf key_of, uint32_t* tags) {
    table_.Prefetch(count, key_of, tags);
    if (cold_keys_ == 0) return;
    for (int i = 0; i < count; ++i) cold_keys_ += table_.AddOverCold(key_of(i), tags[i]);
  }
  // REQUIRES: the key was fetched.
  StateEntry* Find(const KeyImage& key, uint32_t tag) { return table_.Find(key, tag); }
  StateEntry& FindOrAdd(const KeyImage& key, uint32_t tag) { return table_.FindOrAdd(key, tag); }
  void Set(StateEntry& entry, std::string_view value) { table_.Set(entry, value); }
  void Remove(StateEntry& entry) { table_.Remove(entry); }
  // All entries have numbers below this.
  uint32_t end() const { return table_.end(); }

  // Calls `visit(entry)` for every key, also for those that do not exist() (yet, or any more); it may set and remove.
  template <class Visit>
  void ForEach(Visit visit) {
    for (uint32_t i = 0, end = table_.end(); i < end; ++i) {
      if (StateEntry* entry = table_.Get(i)) visit(*entry);
    }
    if (cold_keys_ > 0) ForEachCold(visit);
  }

  // Moves entries to the cold tier until the rest fits; to be called now and then while many are added.
  void MakeRoom();
  // What all stores and the cold tier, once there is something in it, may take together.
  struct Share {
    int64_t bytes = 0;
    int64_t bytes_min = 0;                     // Entries may have it however much the cold tier takes.
    const std::atomic<int>* stores = nullptr;  // How many share; null: one.
  };
  void set_share(const Share& share) { share_ = share; }

  // Publishes the changes as `version`; returns their bytes. After an error the store has to be loaded again.
  absl::StatusOr<int64_t> Commit(int64_t version);

  int64_t memory_bytes() const { return table_.bytes(); }
  int64_t unpublished_bytes() const { return static_cast<int64_t>(changes_.bytes()); }
  // Also those that are in memory as well; those that were overwritten perhaps more than once.
  int64_t cold_keys() const { return cold_keys_; }

 private:
  absl::Status LoadChain(const StateFolderContents& contents, const StateChain& chain);
  absl::Status Apply(absl::Span<const StateRecord> records, bool are_known_new);
  void Reset();
  void FetchCold(const KeyImage* keys, const uint32_t* tags, int count);
  void ForEachCold(const std::function<void(StateEntry&)>& visit);
  void CollectChanges();
  void Log(StateEntry& entry);
  absl::Status PublishPart();
  int64_t memory_bytes_max() const;
  void Evict(StateEntry& entry);

  const StateFolder folder_;
  ColdTier* const cold_tier_;
  Share share_;
  int64_t version_ = kNoStateVersion;
  StateTable table_;
  std::unique_ptr<ColdStore> cold_;  // Null until something was moved there.
  int64_t cold_keys_ = 0;
  // On the way to the next version.
  StateFileWriter changes_;
  bool is_loading_ = false;  // Then they come from files.
  struct Next {
    int64_t version = kNoStateVersion;
    uint64_t nonce = 0;
    int parts = 0;
    int64_t bytes = 0;
    absl::Status status = {};
  };
  Next next_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_STORE_H_
