#include "driver/block_master/block_table.h"

#include "common/base/str_cat.h"
#include "driver/block_master/source_positions.h"

namespace sluice {

std::string ToString(const RecordTotals& totals) {
  return StrCat("received: ", totals.received, ", replicated: ", totals.replicated, ", processed: ", totals.processed,
                ", lost: ", totals.lost, ", repeated: ", totals.repeated);
}

const BlockState* BlockTable::Find(const BlockId& id) const {
  auto found = blocks.find(id);
  return found == blocks.end() ? nullptr : &found->second;
}

absl::Span<const ExecutorId> BlockTable::Holders(const BlockId& id) const {
  const BlockState* block = Find(id);
  if (block == nullptr || block->lost) return {};
  return block->holders;
}

int64_t BlockTable::RecordsOf(StreamId stream, Epoch epoch) const {
  auto found = seen.find({stream, epoch});
  return found == seen.end() ? 0 : found->second.records;
}

const BlockTable::Run* BlockTable::FindRun(RunId run) const {
  auto found = runs.find(run);
  return found == runs.end() ? nullptr : &found->second;
}

std::vector<BlockId> BlockTable::Assignable(RunId run) const {
  std::vector<BlockId> ids;
  const Run* found = FindRun(run);
  if (found == nullptr) return ids;
  std::set<StreamId> held_back;
  for (const BlockId& id : found->unassigned) {
    const BlockState& block = *Find(id);
    if (block.info.position.has_value() && (!block.is_there() || !HadTurn(id, *this))) held_back.insert(id.stream());
    const bool waits = block.info.position.has_value() && held_back.contains(id.stream());
    if (block.is_there() && !waits) ids.push_back(id);
  }
  return ids;
}

const std::string& BlockTable::LogFolderOf(StreamId stream) const {
  static const std::string kNone;
  const auto owner = streams.find(stream);
  const Run* run = owner == streams.end() ? nullptr : FindRun(owner->second);
  return run == nullptr ? kNone : run->log_folder;
}

const std::vector<BlockId>& BlockTable::BlocksOf(const BatchKey& batch) const {
  static const std::vector<BlockId> kNone;
  const Run* run = FindRun(batch.run);
  if (run == nullptr) return kNone;
  auto found = run->batches.find(batch.time);
  return found == run->batches.end() ? kNone : found->second.blocks;
}

int64_t BlockTable::CountWaiting() const {
  int64_t count = 0;
  for (const auto& [id, run] : runs) count += static_cast<int64_t>(run.unassigned.size());
  return count;
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
