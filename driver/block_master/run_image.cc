#include "driver/block_master/run_image.h"

namespace sluice {

int64_t RunImage::UnprocessedRecords() const {
  int64_t records = 0;
  for (const auto& [id, block] : blocks) {
    const bool is_finished = block.batch.has_value() && batches.at(block.batch->time).finished;
    if (!is_finished && !block.lost) records += block.info.records;
  }
  return records;
}

RunImage ImageOf(const BlockTable& table, RunId run) {
  const BlockTable::Run& known = table.runs.at(run);
  RunImage image{.last_assigned = known.last_assigned,
                 .batches = known.batches,
                 .seen = table.seen,
                 .positions = table.positions,
                 .passed_over = table.passed_over,
                 .totals = table.totals};
  for (const auto& [stream, owner] : table.streams) image.streams.push_back(stream);
  for (const auto& [id, block] : table.blocks) image.blocks.emplace(id, block).first->second.holders.clear();
  return image;
}

}  // namespace sluice
