#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "common/base/block_id.h"
#include "driver/block_master/sequence_set.h"

namespace sluice {

struct BlockState {
  int64_t records = 0;
  int64_t bytes = 0;
  int32_t slot = kUnknownSlot;      // Block interval it was received in; only its receiver's executor knows.
  std::vector<ExecutorId> holders;  // Attached ones.
  BatchTime batch;                  // 0: belongs to none yet.
  bool replicated = false;          // Had two holders at some time.
  bool lost = false;                // Some task had to run without it; from then on every task does.
  std::string metadata;             // What its receiver says of it; empty: nothing.
  static constexpr int32_t kUnknownSlot = -1;
};

// Records of distinct blocks since the application started.
struct RecordTotals {
  int64_t received = 0;
  int64_t replicated = 0;
  int64_t processed = 0;
  int64_t lost = 0;
};

// All that is known about received blocks. Changed by nobody but the updates of block_update.h. Between them hold:
//   - a block is in `blocks` from its first report until its batch is forgotten, and in `seen` for ever;
//   - it is in exactly one of `waiting` and `batches`;
//   - batches are assigned in time order.
struct BlockTable {
  struct Seen {
    SequenceSet blocks;
    int64_t records = 0;
  };
  absl::flat_hash_map<BlockId, BlockState> blocks;
  std::map<std::pair<StreamId, int32_t>, Seen> seen;  // Of each stream and epoch.
  std::set<BlockId> waiting;                          // For a batch.
  struct Batch {
    std::vector<BlockId> blocks;
    bool finished = false;  // All its output is made.
  };
  std::map<BatchTime, Batch> batches;  // Assigned and not yet forgotten.
  BatchTime last_assigned;
  RecordTotals totals;

  const BlockState* Find(const BlockId& id) const;
  // What the receiver of that stream and epoch has received.
  int64_t RecordsOf(StreamId stream, int32_t epoch) const;
  // What a task can read of `id`: nobody when it is unknown or was given up.
  absl::Span<const ExecutorId> Holders(const BlockId& id) const;
  // Waiting blocks that somebody holds, by stream, epoch and sequence: in the order their receiver cut them.
  std::vector<BlockId> Assignable() const;
  // Nothing for an unknown batch.
  const std::vector<BlockId>& BlocksOf(BatchTime batch) const;
  // Blocks of each executor.
  std::map<ExecutorId, int64_t> CountHeld() const;
  // The totals if the application ended now: what was received and not processed is lost.
  RecordTotals TotalsAtEnd() const;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_
