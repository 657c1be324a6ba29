#ifndef SLUICE_DRIVER_BLOCK_MASTER_RUN_IMAGE_H_
#define SLUICE_DRIVER_BLOCK_MASTER_RUN_IMAGE_H_

#include <map>
#include <utility>
#include <vector>

#include "driver/block_master/block_table.h"

namespace sluice {

// All that is known of the blocks of one run, but for who holds them: what its next life takes over.
struct RunImage {
  std::vector<StreamId> streams;
  BatchTime last_assigned;
  std::map<BlockId, BlockState> blocks;  // Nobody holds them. A block that is in no batch waits for one.
  std::map<BatchTime, BlockTable::Batch> batches;
  std::map<std::pair<StreamId, Epoch>, BlockTable::Seen> seen;
  std::map<StreamId, SafePositions> positions = {};
  std::map<StreamId, PassedOver> passed_over = {};
  RecordTotals totals = {};

  // Of blocks that no finished batch has.
  int64_t UnprocessedRecords() const;
};

// REQUIRES: `table` knows the run, and no other.
RunImage ImageOf(const BlockTable& table, RunId run);

}  // namespace sluice

#endif  // SLUICE_DRIVER_BLOCK_MASTER_RUN_IMAGE_H_
