#ifndef SLUICE_WORKER_BLOCK_BLOCK_STORE_H_
#define SLUICE_WORKER_BLOCK_BLOCK_STORE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/block_id.h"
#include "common/base/buffer.h"
#include "common/base/mutex.h"

namespace sluice {

// Of a received block and of a task's result: fits one frame.
inline constexpr int64_t kBlockBytesMax = int64_t{192} << 20;

struct BlockStoreOptions {
  int64_t memory_bytes_max = int64_t{256} << 20;
  int64_t disk_bytes_max = 0;  // 0: memory only.
  std::string disk_folder;     // No other store uses it; made when needed, its block files go with the store.
  // Received blocks fill no more of each tier, and are refused beyond: what tasks make of them needs room as well, also
  // in memory alone, since a disk may turn out to be full.
  double input_share = 1;
};

struct BlockStoreUsage {
  int64_t memory_bytes = 0;
  int64_t disk_bytes = 0;
  int64_t blocks = 0;
  int64_t spilled_blocks = 0;  // Written to disk so far.
};

// Holds the blocks this executor received, replicates or shuffled, in memory first, then on disk.
// Thread-safe. Sizes are those of the bytes. A block never changes once Put has returned OK.
class BlockStore {
 public:
  explicit BlockStore(BlockStoreOptions options);
  ~BlockStore();

  // ALREADY_EXISTS: `id` is here, nothing changed. RESOURCE_EXHAUSTED: both tiers are full, the block is not stored,
  // and the receiver must not acknowledge its records. INVALID_ARGUMENT: a received
  // block is bigger than kBlockBytesMax; what tasks write may have any size.
  // Waits for the disk when memory is full.
  absl::Status Put(const BlockId& id, Buffers data);

  // The block's bytes by pointer, or read from disk. NOT_FOUND: not here. DATA_LOSS: its file is damaged.
  absl::StatusOr<Buffers> Get(const BlockId& id) const;

  // Never touches the disk: nothing when the block lies there. NOT_FOUND: not here.
  absl::StatusOr<std::optional<Buffers>> GetFromMemory(const BlockId& id) const;

  // What is not here is ignored.
  void Remove(const BlockId& id);
  void RemoveShuffle(ShuffleId shuffle);
  void RemoveAllShuffles();

  BlockStoreUsage usage() const;

 private:
  struct Entry {
    Buffers data;  // Empty once on disk.
    int64_t bytes = 0;
    int64_t age = 0;  // Number of the Put: tells a block from a later one of the same name.
    bool on_disk = false;
  };
  using Blocks = absl::flat_hash_map<BlockId, Entry>;
  using Owner = std::pair<BlockId::Kind, int64_t>;

  // Who goes to disk first: the biggest (by powers of two: fewest files), among them the youngest, because batches are
  // worked off in the order of age.
  struct Victim {
    int size_class;
    int64_t age;
    BlockId id;
    friend bool operator<(const Victim& a, const Victim& b) {
      return std::pair(a.size_class, a.age) > std::pair(b.size_class, b.age);
    }
  };

  absl::Status CheckInputShare(const BlockId& id, const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool FitsMemory(const BlockId& id, const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  bool FitsInputShare(const BlockId& id, const Entry& entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::StatusOr<bool> PutIfRoom(const BlockId& id, Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  std::optional<Victim> PickVictim(const BlockId& incoming, const Entry& entry) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  absl::Status Spill(const Victim& victim) ABSL_EXCLUSIVE_LOCKS_REQUIRED(spill_mu_);
  absl::Status PutOnDisk(const BlockId& id, Entry entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(spill_mu_);
  absl::Status WriteFile(const BlockId& id, const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(spill_mu_);

  const Entry* Find(const BlockId& id) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Insert(const BlockId& id, Entry entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void MoveToDisk(const BlockId& id, Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Discount(const BlockId& id, const Entry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void DeleteFile(const BlockId& id, const Entry& entry) const;
  std::string Path(const BlockId& id, const Entry& entry) const;

  const BlockStoreOptions options_;

  // Held while a block is written to disk, so that one at a time looks for room. Taken before mu_.
  Mutex spill_mu_;

  // Held to look up or change the maps, never across a file access.
  mutable Mutex mu_;
  absl::flat_hash_map<Owner, Blocks> owners_ ABSL_GUARDED_BY(mu_);
  std::set<Victim> in_memory_ ABSL_GUARDED_BY(mu_);
  BlockStoreUsage usage_ ABSL_GUARDED_BY(mu_);
  int64_t input_memory_bytes_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t next_age_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace sluice

#endif  // SLUICE_WORKER_BLOCK_BLOCK_STORE_H_
