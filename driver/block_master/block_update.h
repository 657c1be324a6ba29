#ifndef SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "driver/block_master/block_table.h"

namespace sluice {

// The changes of a BlockTable, as values: CanApply says why not and changes nothing; Apply does no I/O and asks
// CanApply again, because the table may have moved meanwhile. A refused update changes nothing.

// The driver's life begins: blocks of epochs of this life are known from now on. ALREADY_EXISTS: it has begun before.
struct BeginLife {
  DriverLife life;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// A run begins, and has these streams from now on. ALREADY_EXISTS: the run, or one of the streams, was there before.
struct AddRun {
  RunId run;
  std::vector<StreamId> streams;
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

// `holder` has the block. Received and replica reports come in any order, and again after the holder was lost. Of a run
// that has ended, the records are counted, as lost, and the table does not know the block.
// ALREADY_EXISTS: the block was forgotten. FAILED_PRECONDITION: it is of a life of the driver that this table knows
// nothing of. INVALID_ARGUMENT: not a received block, or of a stream that is of no run.
struct AddBlock {
  BlockId id;
  int64_t records = 0;
  int64_t bytes = 0;
  int32_t interval_number = BlockState::kUnknownInterval;
  ExecutorId holder;
  std::string metadata;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// `holder` is gone with all it held.
struct DropHolder {
  ExecutorId holder;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// `holder` cannot give this block to others. NOT_FOUND: it does not count as a holder.
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

// Tasks run without this block of an unfinished batch. FAILED_PRECONDITION: it is in no batch, or somebody holds it.
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

using BlockUpdate = std::variant<BeginLife, AddRun, EndRun, AddBlock, DropHolder, DropCopy, AssignBatch, GiveUpBlock,
                                 FinishBatch, ForgetBatch>;

absl::Status CanApply(const BlockUpdate& update, const BlockTable& table);
absl::Status Apply(const BlockUpdate& update, BlockTable& table);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_
