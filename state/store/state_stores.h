#ifndef SLUICE_STATE_STORE_STATE_STORES_H_
#define SLUICE_STATE_STORE_STATE_STORES_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/actor/runtime.h"
#include "common/base/mutex.h"
#include "common/fs/files.h"
#include "state/cold/cold_tier.h"
#include "state/store/open_state.h"
#include "state/store/state_store.h"

namespace sluice {

struct StateStoresOptions {
  int64_t memory_bytes = int64_t{512} << 20;  // sluice.state.memory: of all stores of this process.
  std::string cold_folder;           // Takes what exceeds it; this process alone uses it. Empty: nothing may exceed it.
  int versions_kept = 20;            // The newest ones can be opened; older files are removed.
  int snapshot_after_versions = 10;  // Half of the snapshot's size in changes is needed as well, or kChangeFilesMax.
};
inline constexpr int kChangeFilesMax = 1000;

// The stores of one executor process: those that are open, and those that wait in memory for their next version.
// Snapshots are written in the background. Thread-safe.
class StateStores {
 public:
  // `runtime` and `files` outlive it.
  StateStores(Runtime& runtime, Files& files, StateStoresOptions options);
  ~StateStores();  // REQUIRES: no store is open.

  // The state in `folder` as of `version`, to be changed: the store left there by whoever committed that version here,
  // else read from the folder's files. While a store is open, opening it again gives another one, from files.
  // `next`: the version that will be committed; if it is known, changes need not all wait for it in memory.
  absl::StatusOr<OpenState> Open(const std::string& folder, int64_t version, int64_t next = kNoStateVersion,
                                 const StateTerms& terms = {});

  // Another driver may commit other states as the same versions: what waits in memory or is open is not of use to any
  // Open from now on, unless Unseal says that it is. What was sealed before goes.
  void Seal();
  // What is sealed below `folder` and not of a later version than this is as it is in the files: Open may have it. All
  // else that is sealed goes.
  void Unseal(const std::string& folder, int64_t version);

  // What waits in memory for its next version, sealed or not.
  struct Held {
    std::string folder;
    int64_t version = 0;
  };
  std::vector<Held> held();

  int64_t entry_bytes();
  int64_t all_memory_bytes();  // Also of what the cold tier and snapshots take, and of changes that wait.
  int64_t loads();             // How often files were read.

 private:
  friend class OpenState;
  // What is known of one folder.
  struct Known {
    std::unique_ptr<StateStore> idle;
    uint64_t used_at = 0;  // The number of the Open call.
    int versions_since_snapshot = 0;
    int64_t change_bytes = 0;
    int64_t snapshot_bytes = 0;
    bool snapshot_runs = false;
  };

  StateStore::Share ShareOfEach() const;
  // As there are more of them now.
  void ShrinkIdle();
  std::pair<std::unique_ptr<StateStore>, uint64_t> TakeIdle(
      const std::string& folder);  // Gives the number of the Open, too.
  void GiveBack(std::unique_ptr<StateStore> store, uint64_t taken_at);
  void DropUnused() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Committed(const StateFolder& folder, int64_t version, int64_t bytes);
  void Snapshot(const StateFolder& folder, int64_t version);

  // Constant after construction.
  Runtime& runtime_;
  Files& files_;
  const StateStoresOptions options_;
  ColdTier cold_;
  std::atomic<int> sharing_{0};  // Stores known.

  // Not held while a store is read or written.
  Mutex mu_;
  std::map<std::string, Known> known_ ABSL_GUARDED_BY(mu_);  // Keys are folders.
  std::map<std::string, std::unique_ptr<StateStore>> sealed_ ABSL_GUARDED_BY(mu_);
  uint64_t opens_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t sealed_at_ ABSL_GUARDED_BY(mu_) = 0;  // Counted in Open calls: stores opened before are of no use.
  int64_t loads_ ABSL_GUARDED_BY(mu_) = 0;
  int open_ ABSL_GUARDED_BY(mu_) = 0;

  // Made when first needed; only ~StateStores reads it without the mutex. Last: its tasks use the others.
  std::unique_ptr<Mailbox> snapshots_;
};

}  // namespace sluice

#endif  // SLUICE_STATE_STORE_STATE_STORES_H_
