#include "driver/block_master/needed_logs.h"

#include <algorithm>

namespace sluice {
namespace {

void Need(const BlockTable& table, const BlockId& id, NeededLogs& needed) {
  const BlockState* block = table.Find(id);
  if (block == nullptr || !block->info.log.has_value()) return;
  const int64_t file = block->info.log->file;
  const auto [first, is_new] = needed[id.stream()].try_emplace(id.epoch(), file);
  if (!is_new) first->second = std::min(first->second, file);
}

}  // namespace

NeededLogs NeededLogsOf(const BlockTable& table, RunId run) {
  NeededLogs needed;
  const BlockTable::Run* known = table.FindRun(run);
  if (known == nullptr) return needed;
  // They come by stream and epoch, so that the last one of a stream stays.
  std::map<StreamId, std::pair<Epoch, int64_t>> newest;
  for (const auto& [receiver, seen] : table.seen) {
    const auto owner = table.streams.find(receiver.first);
    const bool is_ours = owner != table.streams.end() && owner->second == run;
    if (is_ours && seen.log_files > 0) newest[receiver.first] = {receiver.second, seen.log_files - 1};
  }
  for (const auto& [stream, written] : newest) needed[stream].insert(written);
  for (const BlockId& id : known->unassigned) Need(table, id, needed);
  for (const auto& [time, batch] : known->batches) {
    for (const BlockId& id : batch.blocks) Need(table, id, needed);
  }
  return needed;
}

}  // namespace sluice
