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

// `holder` has the block. Received and replica reports come in any order, and again after the holder was lost.
// ALREADY_EXISTS: the block was forgotten, its holder may free it. INVALID_ARGUMENT: not a received block.
struct AddBlock {
  BlockId id;
  int64_t records = 0;
  int64_t bytes = 0;
  int32_t slot = BlockState::kUnknownSlot;
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

// FAILED_PRECONDITION: not after the last batch, or a block belongs to a batch already. NOT_FOUND: unknown block.
struct AssignBatch {
  BatchTime batch;
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
  BatchTime batch;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// Nobody will read the batch's blocks again; records of a batch that did not finish are lost. NOT_FOUND: unknown batch.
struct ForgetBatch {
  BatchTime batch;
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// No batch will have what waits now: its records are lost.
struct ForgetWaiting {
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

// A new plan begins, whose clock may stand before the last plan's. FAILED_PRECONDITION: batches are not forgotten yet.
struct BeginPlan {
  absl::Status CanApply(const BlockTable& table) const;
  absl::Status Apply(BlockTable& table) const;
};

using BlockUpdate = std::variant<BeginPlan, AddBlock, DropHolder, DropCopy, AssignBatch, GiveUpBlock, FinishBatch,
                                 ForgetBatch, ForgetWaiting>;

absl::Status Apply(const BlockUpdate& update, BlockTable& table);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_BLOCK_UPDATE_H_
