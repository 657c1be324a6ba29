#include "driver/block_master/block_table.h"

namespace sluice {

const BlockState* BlockTable::Find(const BlockId& id) const {
  auto found = blocks.find(id);
  return found == blocks.end() ? nullptr : &found->second;
}

absl::Span<const ExecutorId> BlockTable::Holders(const BlockId& id) const {
  const BlockState* block = Find(id);
  if (block == nullptr || block->lost) return {};
  return block->holders;
}

int64_t BlockTable::RecordsOf(StreamId stream, int32_t epoch) const {
  auto found = seen.find({stream, epoch});
  return found == seen.end() ? 0 : found->second.records;
}

std::vector<BlockId> BlockTable::Assignable() const {
  std::vector<BlockId> ids;
  for (const BlockId& id : waiting) {
    if (!Find(id)->holders.empty()) ids.push_back(id);
  }
  return ids;
}

const std::vector<BlockId>& BlockTable::BlocksOf(BatchTime batch) const {
  static const std::vector<BlockId> kNone;
  auto found = batches.find(batch);
  return found == batches.end() ? kNone : found->second.blocks;
}

std::map<ExecutorId, int64_t> BlockTable::CountHeld() const {
  std::map<ExecutorId, int64_t> counts;
  for (const auto& [id, block] : blocks) {
    for (ExecutorId holder : block.holders) ++counts[holder];
  }
  return counts;
}

RecordTotals BlockTable::TotalsAtEnd() const {
  RecordTotals end = totals;
  end.lost = end.received - end.processed;
  return end;
}

}  // namespace sluice
