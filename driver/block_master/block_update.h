#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "driver/block_master/block_table.h"
#include "driver/block_master/run_image.h"

namespace sluice {

// The changes of a BlockTable, as values: CanApply says why not and changes nothing; Apply does no I/O and asks
// CanApply again, because the table may have moved meanwhile. A refused update changes nothing.

// The driver's life begins. ALREADY_EXISTS: it has begun before.
struct BeginLife {
  DriverLife life;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// A run begins, of which this is known: its streams, and what a former life of it has received. ALREADY_EXISTS: the
// run, or one of the streams, was there before.
struct AddRun {
  RunId run;
  RunImage image;
  std::string log_folder = {};  // Logs of its receivers are in it; empty: they have none.
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// No batch of the run will have what waits now, or is heard of later: such records are lost. NOT_FOUND: no such run.
// FAILED_PRECONDITION: some of its batches are not forgotten.
struct EndRun {
  RunId run;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// `holder` has the block; none: a log says that somebody had it, or is where it is. Received and replica reports come
// in any order, and again after the holder was lost. Of a run that has ended, the records are counted, as lost, and the
// table does not know the block. ALREADY_EXISTS: the block was forgotten, or it has a position and a later start of its
// receiver reads it again. UNAVAILABLE: that is yet to be seen (source_positions.h). FAILED_PRECONDITION: it is of a
// stream of another life of the driver that no run here has, or of an epoch that such a stream cannot have.
// INVALID_ARGUMENT: not a received block, or of a stream of this life that is of no run.
struct AddBlock {
  BlockId id;
  BlockInfo info;
  std::optional<ExecutorId> holder;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// This start of a stream's receiver begins, or was found running: what executors tell from now on of former ones, with
// positions, it reads again. What it finds in their logs it does not.
struct BeginReceiver {
  StreamId stream;
  Epoch epoch;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// `holder` is gone with all it held.
struct DropHolder {
  ExecutorId holder;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// `holder` cannot give this block to others; kInLog: it cannot be read from the log of its receiver. NOT_FOUND: it does
// not count as a holder.
struct DropCopy {
  BlockId id;
  ExecutorId holder;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// FAILED_PRECONDITION: not after the run's last batch, or a block is of another run, or belongs to a batch already.
// NOT_FOUND: unknown run or block.
struct AssignBatch {
  BatchKey batch;
  std::vector<BlockId> blocks;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// Tasks run without this block of an unfinished batch. FAILED_PRECONDITION: it is in no batch, or is there.
struct GiveUpBlock {
  BlockId id;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// All output of the batch is made: its records count as processed, where they were not lost. NOT_FOUND: unknown batch.
struct FinishBatch {
  BatchKey batch;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// Nobody will read the batch's blocks again; records of a batch that did not finish are lost. NOT_FOUND: unknown batch.
struct ForgetBatch {
  BatchKey batch;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

using BlockUpdate = std::variant<BeginLife, AddRun, EndRun, AddBlock, BeginReceiver, DropHolder, DropCopy, AssignBatch,
                                 GiveUpBlock, FinishBatch, ForgetBatch>;

// The run that the update is of. None: of all of them, or of nothing that the table knows.
std::optional<RunId> RunOf(const BlockUpdate& update, const BlockTable& table);
absl::Status CanApply(const BlockUpdate& update, const BlockTable& table);
absl::Status Apply(const BlockUpdate& update, BlockTable& table);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_
