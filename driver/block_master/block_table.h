#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "common/base/batch_key.h"
#include "common/base/block_id.h"
#include "common/base/block_info.h"
#include "driver/block_master/sequence_set.h"

namespace sluice {

struct BlockState {
  BlockInfo info;
  std::vector<ExecutorId> holders;  // Attached ones.
  std::optional<BatchKey> batch;    // None: it waits for one.
  bool replicated = false;          // Had two holders at some time.
  bool lost = false;                // Some task had to run without it; from then on every task does.

  // Somebody holds it, or it is in the log of its receiver.
  bool is_there() const { return !holders.empty() || info.log.has_value(); }
};

// What a start of a receiver has not read of a part of its source, as it has begun behind what is stored: that is read
// by nobody any more. By parts, and by where it begins.
struct PassedRange {
  int64_t end = 0;
  Epoch by;

  bool operator==(const PassedRange&) const = default;
};
using PassedOver = std::map<std::string, std::map<int64_t, PassedRange>>;

// Records of distinct blocks since the application started.
struct RecordTotals {
  int64_t received = 0;
  int64_t replicated = 0;
  int64_t processed = 0;
  int64_t lost = 0;
  int64_t repeated = 0;  // Came again from a source with positions, and were dropped; received does not count them.
};
// "received: 5, replicated: 4, ...".
std::string ToString(const RecordTotals& totals);

// All that is known about received blocks. Changed by nobody but the updates of block_update.h. Between them hold:
//   - a stream is of one run, for ever; a block is of its stream's run;
//   - a block is in `blocks` from its first report until its batch is forgotten or its run ends, and in `seen` for
//   ever;
//   - it is in exactly one of its run's `unassigned` and `batches`;
//   - batches of a run are assigned in time order.
struct BlockTable {
  struct Seen {
    SequenceSet blocks;
    int64_t records = 0;
    int64_t log_files = 0;             // So many files of its log have begun, as far as its blocks say.
    std::set<std::string> parts = {};  // This life knows that it has stored something of these parts of its source.
  };
  absl::flat_hash_map<BlockId, BlockState> blocks;
  std::map<std::pair<StreamId, Epoch>, Seen> seen;
  std::map<StreamId, RunId> streams;            // Also of runs that have ended.
  std::map<StreamId, SafePositions> positions;  // They say what is stored, by the turns of blocks.
  std::map<StreamId, PassedOver> passed_over;
  std::map<StreamId, Epoch> newest_starts;  // As far as this life knows.
  // Blocks that were dropped, with who holds them, since somebody took these from here.
  std::vector<std::pair<BlockId, ExecutorId>> dropped;
  std::set<DriverLife> lives;  // The last one is the driver's.
  struct Batch {
    std::vector<BlockId> blocks;
    bool finished = false;  // All its output is made.
  };
  struct Run {
    std::set<BlockId> unassigned;
    std::map<BatchTime, Batch> batches;  // Assigned and not yet forgotten.
    BatchTime last_assigned;
    std::string log_folder;  // Logs of its receivers are in it.
  };
  std::map<RunId, Run> runs;  // One goes when it ends.
  RecordTotals totals;

  const BlockState* Find(const BlockId& id) const;
  // Null: unknown, or it has ended.
  const Run* FindRun(RunId run) const;
  DriverLife life() const { return lives.empty() ? DriverLife() : *lives.rbegin(); }
  // What the receiver of that stream and epoch has received.
  int64_t RecordsOf(StreamId stream, Epoch epoch) const;
  // What a task can read of `id`: nobody when it is unknown or was given up.
  absl::Span<const ExecutorId> Holders(const BlockId& id) const;
  // The run's waiting blocks that are there, by stream, epoch and sequence: in the order their receiver cut them. Those
  // of a source with positions come in its order: none before one that is not there.
  std::vector<BlockId> Assignable(RunId run) const;
  // Where the run that has the stream has the logs of its receivers; empty: it has ended, or has none.
  const std::string& LogFolderOf(StreamId stream) const;
  // Nothing for an unknown batch.
  const std::vector<BlockId>& BlocksOf(const BatchKey& batch) const;
  // Blocks that are in no batch yet.
  int64_t CountWaiting() const;
  // Blocks of each executor.
  std::map<ExecutorId, int64_t> CountHeld() const;
  // The totals if the application ended now: what was received and not processed is lost.
  RecordTotals TotalsAtEnd() const;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_TABLE_H_
