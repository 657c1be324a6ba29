#ifndef SLUICE_STATE_STORE_STATE_STORE_H_
#define SLUICE_STATE_STORE_STATE_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/codec/key_image.h"
#include "state/store/state_entry.h"
#include "state/store/state_version.h"

namespace sluice {

class ColdStore;
class ColdTier;
class StateFileWriter;
class StateFolder;
class StateTable;
struct StateChain;
struct StateFolderContents;
struct StateRecord;

// The keyed state of one (operator, partition) at one version, and the changes on the way to the next one: in memory,
// and what exceeds its share of memory in the cold tier. Keys and values are bytes. Not thread-safe.
class StateStore {
 public:
  static constexpr int kBatchKeys = 64;

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
  StateFolder& folder() { return *folder_; }

  // Brings the entries of keys (at most kBatchKeys) to memory and gives the tags to find them by. Entries stay where
  // they are until MakeRoom, ForEach or Commit.
  void Fetch(absl::Span<const KeyImage> keys, uint32_t* tags);
  // The same for keys that are going to be set whatever their values are now: those are not looked for.
  void FetchToOverwrite(absl::Span<const KeyImage> keys, uint32_t* tags);
  // REQUIRES: the key was fetched.
  StateEntry* Find(const KeyImage& key, uint32_t tag);
  StateEntry& FindOrAdd(const KeyImage& key, uint32_t tag);
  void Set(StateEntry& entry, std::string_view value);
  void Remove(StateEntry& entry);
  // All entries have numbers below this.
  uint32_t end() const;

  // Calls `visit(entry)` for every key, also for those that do not exist() (yet, or any more); it may set and remove.
  template <class Visit>
  void ForEach(Visit visit) {
    StateEntry* entries[kBatchKeys];
    for (uint32_t from = 0, to = end(); from < to;) {
      const int count = NextEntries(from, to, entries);
      for (int i = 0; i < count; ++i) visit(*entries[i]);
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

  int64_t memory_bytes() const;
  int64_t unpublished_bytes() const;
  // Also those that are in memory as well; those that were overwritten perhaps more than once.
  int64_t cold_keys() const { return cold_keys_; }

 private:
  absl::Status LoadChain(const StateFolderContents& contents, const StateChain& chain);
  absl::Status Apply(absl::Span<const StateRecord> records, bool are_known_new);
  void Reset();
  // At most kBatchKeys of those with numbers of [from, to); `from` goes past them.
  int NextEntries(uint32_t& from, uint32_t to, StateEntry** entries);
  void FetchCold(const KeyImage* keys, const uint32_t* tags, int count);
  void ForEachCold(const std::function<void(StateEntry&)>& visit);
  void CollectChanges();
  void Log(StateEntry& entry);
  absl::Status PublishPart();
  int64_t memory_bytes_max() const;
  void Evict(StateEntry& entry);

  const std::unique_ptr<StateFolder> folder_;
  ColdTier* const cold_tier_;
  Share share_;
  int64_t version_ = kNoStateVersion;
  const std::unique_ptr<StateTable> table_;
  std::unique_ptr<ColdStore> cold_;  // Null until something was moved there.
  int64_t cold_keys_ = 0;
  // On the way to the next version.
  const std::unique_ptr<StateFileWriter> changes_;
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
