#include "driver/block_master/block_update.h"

#include <algorithm>

#include "common/base/status.h"

namespace sluice {
namespace {

bool Holds(const BlockState& block, ExecutorId executor) {
  return std::find(block.holders.begin(), block.holders.end(), executor) != block.holders.end();
}

void RemoveHolder(BlockState& block, ExecutorId executor) {
  block.holders.erase(std::remove(block.holders.begin(), block.holders.end(), executor), block.holders.end());
}

absl::Status UnknownBlock(const BlockId& id) { return absl::NotFoundError(absl::StrCat("no block ", ToString(id))); }

absl::Status KnownBatch(const BlockTable& table, BatchTime batch) {
  if (table.batches.contains(batch)) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("no batch ", batch.value()));
}

}  // namespace

absl::Status BeginPlan::CanApply(const BlockTable& table) const {
  if (table.batches.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("batches of a former plan are still known: first=", table.batches.begin()->first.value()));
}

absl::Status BeginPlan::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  table.last_assigned = BatchTime();
  return absl::OkStatus();
}

absl::Status AddBlock::CanApply(const BlockTable& table) const {
  if (id.kind != BlockId::Kind::kInput || records < 0 || bytes < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a received block: ", ToString(id), " records=", records, " bytes=", bytes));
  }
  auto seen = table.seen.find({StreamId(id.owner), id.group});
  if (table.blocks.contains(id) || seen == table.seen.end() || !seen->second.blocks.Contains(id.number)) {
    return absl::OkStatus();
  }
  return absl::AlreadyExistsError(absl::StrCat("block ", ToString(id), " was processed and forgotten"));
}

absl::Status AddBlock::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  auto [entry, is_new] = table.blocks.try_emplace(id);
  BlockState& block = entry->second;
  if (is_new) {
    block.records = records;
    block.bytes = bytes;
    block.metadata = metadata;
    BlockTable::Seen& seen = table.seen[{StreamId(id.owner), id.group}];
    seen.blocks.Add(id.number);
    seen.records += records;
    table.waiting.insert(id);
    table.totals.received += records;
  }
  if (slot != BlockState::kUnknownSlot) block.slot = slot;
  if (!Holds(block, holder)) block.holders.push_back(holder);
  if (block.holders.size() == 2 && !block.replicated) {
    block.replicated = true;
    table.totals.replicated += block.records;
  }
  return absl::OkStatus();
}

absl::Status DropHolder::CanApply(const BlockTable& table) const { return absl::OkStatus(); }

absl::Status DropHolder::Apply(BlockTable& table) const {
  for (auto& [id, block] : table.blocks) RemoveHolder(block, holder);
  return absl::OkStatus();
}

absl::Status DropCopy::CanApply(const BlockTable& table) const {
  const BlockState* block = table.Find(id);
  if (block != nullptr && Holds(*block, holder)) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("executor ", holder.value(), " does not hold ", ToString(id)));
}

absl::Status DropCopy::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  RemoveHolder(table.blocks.at(id), holder);
  return absl::OkStatus();
}

absl::Status AssignBatch::CanApply(const BlockTable& table) const {
  if (batch <= table.last_assigned) {
    return absl::FailedPreconditionError(absl::StrCat("batches are assigned in time order: batch=", batch.value(),
                                                      " last=", table.last_assigned.value()));
  }
  for (const BlockId& id : blocks) {
    const BlockState* block = table.Find(id);
    if (block == nullptr) return UnknownBlock(id);
    if (block->batch == BatchTime()) continue;
    return absl::FailedPreconditionError(absl::StrCat("block ", ToString(id), " belongs to batch ",
                                                      block->batch.value(), ", not to batch ", batch.value()));
  }
  return absl::OkStatus();
}

absl::Status AssignBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  for (const BlockId& id : blocks) {
    table.blocks.at(id).batch = batch;
    table.waiting.erase(id);
  }
  table.batches[batch].blocks = blocks;
  table.last_assigned = batch;
  return absl::OkStatus();
}

absl::Status GiveUpBlock::CanApply(const BlockTable& table) const {
  const BlockState* block = table.Find(id);
  if (block == nullptr) return UnknownBlock(id);
  if (block->batch != BatchTime() && block->holders.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "block ", ToString(id), " is not lost: batch=", block->batch.value(), " holders=", block->holders.size()));
}

absl::Status GiveUpBlock::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  BlockState& block = table.blocks.at(id);
  if (!block.lost) table.totals.lost += block.records;
  block.lost = true;
  return absl::OkStatus();
}

absl::Status FinishBatch::CanApply(const BlockTable& table) const { return KnownBatch(table, batch); }

absl::Status FinishBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  for (const BlockId& id : table.BlocksOf(batch)) {
    if (const BlockState* block = table.Find(id); !block->lost) table.totals.processed += block->records;
  }
  table.batches.at(batch).finished = true;
  return absl::OkStatus();
}

absl::Status ForgetBatch::CanApply(const BlockTable& table) const { return KnownBatch(table, batch); }

absl::Status ForgetBatch::Apply(BlockTable& table) const {
  SLUICE_RETURN_IF_ERROR(CanApply(table));
  const BlockTable::Batch& forgotten = table.batches.at(batch);
  for (const BlockId& id : forgotten.blocks) {
    if (const BlockState* block = table.Find(id); !forgotten.finished && !block->lost) {
      table.totals.lost += block->records;
    }
    table.blocks.erase(id);
  }
  table.batches.erase(batch);
  return absl::OkStatus();
}

absl::Status ForgetWaiting::CanApply(const BlockTable& table) const { return absl::OkStatus(); }

absl::Status ForgetWaiting::Apply(BlockTable& table) const {
  for (const BlockId& id : table.waiting) {
    table.totals.lost += table.Find(id)->records;
    table.blocks.erase(id);
  }
  table.waiting.clear();
  return absl::OkStatus();
}

absl::Status Apply(const BlockUpdate& update, BlockTable& table) {
  return std::visit([&table](const auto& change) { return change.Apply(table); }, update);
}

}  // namespace sluice
